"""Lighten or darken the middle tones; black and white stay where they are, so nothing clips.

Schlick's bias curve in linear light: +0.3 gives a mid-grey about 0.6 stops, and the same amount negated takes it back.

Limits: what is clipped in the photograph stays clipped; noise of dark parts is lifted along with them.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0}, shown={"amount": 0.4})

# Slope of the curve at black for amount 1.
_STRONGEST = 6.0


class Params(Parameters):
    amount: float = parameter(
        0.0,
        "How much lighter (above 0) or darker (below 0) the middle tones become.",
        valid=(-1, 1),
        useful=(-0.5, 0.5),
        role="amount",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import curves, tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    table = tone.light_table(lambda light: curves.bias(light, _STRONGEST**params.amount))
    return tone.repaint(image, mask, tone.through_table(image.rgb, table))
