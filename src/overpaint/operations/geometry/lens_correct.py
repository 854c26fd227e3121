"""Bend back what a lens bent: a barrel, whose straight lines bulge outwards, or a pincushion. As much as is said, not measured.

Division model, Fitzgibbon 2001; the picture keeps its size, and loses what comes to lie outside of it.

Limits: how far the lens bent is not measured: one middle strength where nothing is said. Fisheyes need more than it has.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry", neutral={"amount": 0.0}, shown={"amount": 0.5})

_MOST = 0.3


class Params(Parameters):
    amount: float = parameter(
        0.3,
        "Above 0 takes a barrel out, below 0 a pincushion; 1 is a very wide lens.",
        valid=(-1, 1),
        useful=(-0.6, 0.6),
        role="amount",
        weak=0.15,
        strong=0.6,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask."""
    from overpaint.imaging import straight_lines

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("lens_correct changes the canvas: it can't run under a mask")
    return image if params.amount == 0 else Image(straight_lines.unbent(image.pixels, _MOST * params.amount))
