"""More or less light, in stops, as if the shutter had been open longer or shorter.

A gain of 2^stops in linear light. What would go beyond white bends over from the middle tones on, as film does, so highlights
keep their drawing; below that shoulder the gain is exact. A degree is measured, as that of `brightness`.

Limits: light that the camera did not record does not come back: burnt-out white turns grey, and deep black shows its noise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, by_eye, parameter

if TYPE_CHECKING:
    from overpaint.imaging.values import Pixels

OPERATION = Operation(__name__, version=1, kind="area", family="tone", neutral={"stops": 0, "degree": 0}, shown={"stops": 1})

# Linear light up to which the gain is exact: sRGB 137, just above mid-grey.
_KNEE = 0.25
# Stops that a degree may come to.
_MOST = 3.0


class Params(Parameters):
    stops: float = parameter(
        0.0, "Exposure compensation; +1 doubles the light.", valid=(-5, 5), useful=(-2, 2), unit="EV", role="stops"
    )
    degree: float = by_eye("darker", "stops")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured."""
    from overpaint.imaging import tone

    image, mask, stops = inputs.image, inputs.mask, params.stops + measured(inputs, params)
    return tone.repaint(image, mask, _exposed(image.rgb, stops)) if stops else image


def measured(inputs: Inputs, params: Params) -> float:
    """The stops that the degree comes to on this picture."""
    from overpaint.imaging import perceived

    if not params.degree or (seen := perceived.sample(inputs.image, inputs.mask)) is None:
        return 0.0
    return perceived.lightness(seen, params.degree, _exposed, _MOST)


def _exposed(rgb: Pixels, stops: float) -> Pixels:
    from overpaint.imaging import curves, tone

    gain = 2.0**stops
    return tone.through_table(rgb, tone.light_table(lambda light: curves.shoulder(light * gain, _KNEE, gain)))
