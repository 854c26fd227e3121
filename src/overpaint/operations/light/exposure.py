"""More or less light, in stops, as if the shutter had been open longer or shorter.

A gain of 2^stops in linear light. What would go beyond white bends over from the middle tones on, as film does, so highlights
keep their drawing; below that shoulder the gain is exact.

Limits: light that the camera did not record does not come back: burnt-out white turns grey, and deep black shows its noise.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"stops": 0}, shown={"stops": 1})

# Linear light up to which the gain is exact: sRGB 137, just above mid-grey.
_KNEE = 0.25


class Params(Parameters):
    stops: float = parameter(
        0.0, "Exposure compensation; +1 doubles the light.", valid=(-5, 5), useful=(-2, 2), unit="EV", role="stops"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import curves, tone

    image, mask = inputs.image, inputs.mask
    if params.stops == 0:
        return image
    gain = 2.0**params.stops
    table = tone.light_table(lambda light: curves.shoulder(light * gain, _KNEE, gain))
    return tone.repaint(image, mask, tone.through_table(image.rgb, table))
