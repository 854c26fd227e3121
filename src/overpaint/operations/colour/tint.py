"""Towards magenta or towards green: the second half of a white balance, across the black-body curve.

Colours are adapted in linear light (Bradford) from daylight to a white beside it. Luminance of greys is kept.

Limits: one shift for the whole picture, as a filter before the lens makes.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0}, shown={"amount": 0.3})

# Distance from the black-body curve for amount 1, in CIE 1960 uv.
_FURTHEST = 0.03


class Params(Parameters):
    amount: float = parameter(
        0.0, "Above 0 is more magenta, below 0 more green.", valid=(-1, 1), useful=(-0.5, 0.5), role="amount"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import adaptation, tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    matrix = adaptation.tinting(params.amount * _FURTHEST)
    return tone.repaint(image, mask, tone.through_matrix(image.rgb, matrix))
