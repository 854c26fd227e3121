"""Warmer or cooler light, as the white balance of a raw converter.

Colours are adapted in linear light (Bradford) from daylight to a white `shift` mireds further along the black-body curve. Mireds
(a million over kelvin) are even steps to the eye: +50 is about 6500 K to 4900 K. Luminance of greys is kept.
A degree is measured: as many mireds as shift the picture's colours plainly, fewer where they lean that way already.

Limits: one light for the whole picture: a lamp in one corner and daylight in another are not told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, by_eye, parameter

if TYPE_CHECKING:
    from overpaint.imaging.values import Pixels

OPERATION = Operation(__name__, version=1, kind="area", family="tone", neutral={"shift": 0, "degree": 0}, shown={"shift": 40})


# Mireds that a degree may come to.
_MOST = 120.0


class Params(Parameters):
    shift: float = parameter(
        0.0, "Above 0 is warmer (amber), below 0 cooler (blue).", valid=(-250, 250), useful=(-60, 60), unit="mired", role="shift"
    )
    degree: float = by_eye("cooler", "shift")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured."""
    from overpaint.imaging import tone

    image, mask, mireds = inputs.image, inputs.mask, params.shift + measured(inputs, params)
    return tone.repaint(image, mask, _warmed(image.rgb, mireds)) if mireds else image


def measured(inputs: Inputs, params: Params) -> float:
    """The mireds that the degree comes to on this picture."""
    from overpaint.imaging import perceived

    if not params.degree or (seen := perceived.sample(inputs.image, inputs.mask)) is None:
        return 0.0
    return perceived.shift(seen, params.degree, _warmed, _MOST)


def _warmed(rgb: Pixels, mireds: float) -> Pixels:
    from overpaint.imaging import adaptation, tone

    return tone.through_matrix(rgb, adaptation.warming(mireds))
