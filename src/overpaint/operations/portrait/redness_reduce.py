"""Take redness out of skin: what of it is redder than the rest comes near the rest.

`imaging.portraits.complexion` tells how. Lips stay.

Limits: skin of faces; sunburn with hard edges stays visible.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="area", family="portrait", neutral={"amount": 0.0}, relights=True, may_refuse=True, on_faces=True
)


class Params(Parameters):
    amount: float = parameter(
        0.55,
        "How much of the redness goes.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.3,
        strong=0.85,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant. Raises CannotDo without a face large enough, or without skin."""
    from overpaint.imaging.portraits.complexion import calmed
    from overpaint.operations.on_faces import each_face

    if params.amount == 0:
        return inputs.image
    return each_face(inputs, context, lambda view: calmed(view, params.amount), lacking="no_face")
