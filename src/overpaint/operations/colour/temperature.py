"""Warmer or cooler light, as the white balance of a raw converter.

Colours are adapted in linear light (Bradford) from daylight to a white `shift` mireds further along the black-body curve. Mireds
(a million over kelvin) are even steps to the eye: +50 is about 6500 K to 4900 K. Luminance of greys is kept.

Limits: one light for the whole picture: a lamp in one corner and daylight in another are not told apart.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"shift": 0}, shown={"shift": 40})


class Params(Parameters):
    shift: float = parameter(
        0.0, "Above 0 is warmer (amber), below 0 cooler (blue).", valid=(-250, 250), useful=(-60, 60), unit="mired", role="shift"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import adaptation, tone

    image, mask = inputs.image, inputs.mask
    if params.shift == 0:
        return image
    return tone.repaint(image, mask, tone.through_matrix(image.rgb, adaptation.warming(params.shift)))
