"""Take the blocks and the ringing of strong JPEG compression out; edges stay.

Nosratinia 2001: compressed again at moved grids, and averaged.

Limits: blocks and rims become fainter; what the compression threw away is not put back.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="restore", neutral={"amount": 0.0})

_MILD, _STRONG = 70, 12
"""Qualities that the least and the strongest amount stand for."""


class Params(Parameters):
    amount: float = parameter(
        0.6,
        "How strong the compression was; more takes fine texture too.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.3,
        strong=0.9,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The same picture at an amount of 0. Alpha stays."""
    from overpaint.imaging import artefacts, tone

    if params.amount == 0:
        return inputs.image
    quality = round(_MILD + (_STRONG - _MILD) * params.amount)
    return tone.repaint(inputs.image, inputs.mask, artefacts.without_blocks(inputs.image.rgb, quality))
