"""Stronger colours where they are weak: vivid ones and skin are left nearly alone.

A pixel's colour grows by `amount` times what it lacks to be vivid, squared; hues of skin (orange) get a third of it.

Limits: a picture in grey has no colour to strengthen; skin is told by its hue alone, so that sand and wood are held back too.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0}, shown={"amount": 0.7})


class Params(Parameters):
    amount: float = parameter(
        0.0,
        "Colour given to muted tones (above 0) or taken from them (below 0).",
        valid=(-1, 1),
        useful=(-0.6, 0.6),
        role="amount",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    return tone.repaint(image, mask, tone.enliven(image.rgb, params.amount))
