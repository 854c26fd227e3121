"""Make pupils dark again that a flash has lit red; the highlight in them stays.

`imaging.portraits.eyes` tells how.

Limits: red pupils of people; animals' green or white glow stays.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="area", family="portrait", neutral={"amount": 0.0}, relights=True, may_refuse=True, on_faces=True
)


class Params(Parameters):
    amount: float = parameter(
        1.0,
        "How far they go dark.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.8,
        strong=1.0,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant. Raises CannotDo without a face large enough, or where no pupil is red."""
    from overpaint.imaging.portraits.eyes import unreddened
    from overpaint.operations.on_faces import each_face

    if params.amount == 0:
        return inputs.image
    return each_face(inputs, context, lambda view: unreddened(view, params.amount), lacking="no_red_eye")
