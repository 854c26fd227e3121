"""Bring light, contrast and colour into eyes; their pupils stay dark.

`imaging.portraits.eyes` tells how.

Limits: whites and iris only; closed eyes and dark glasses are left.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="area", family="portrait", neutral={"amount": 0.0}, relights=True, may_refuse=True, on_faces=True
)


class Params(Parameters):
    amount: float = parameter(
        0.6,
        "How much lighter they get.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.3,
        strong=1.0,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant. Raises CannotDo without a face large enough, or where no eyes are open."""
    from overpaint.imaging.portraits.eyes import brightened
    from overpaint.operations.on_faces import each_face

    if params.amount == 0:
        return inputs.image
    return each_face(inputs, context, lambda view: brightened(view, params.amount), lacking="no_open_eyes")
