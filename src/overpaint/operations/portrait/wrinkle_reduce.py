"""Make wrinkles fainter, never quite gone; the folds that give a face its shape stay.

`imaging.portraits.wrinkles` tells how.

Limits: softer, not gone: deep folds keep most of their depth.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="area", family="portrait", neutral={"amount": 0.0}, relights=True, may_refuse=True, on_faces=True
)


class Params(Parameters):
    amount: float = parameter(
        0.65,
        "How much fainter wrinkles get.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.35,
        strong=0.95,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant. Raises CannotDo without a face large enough, or where no skin has wrinkles."""
    from overpaint.imaging.portraits.wrinkles import softer
    from overpaint.operations.on_faces import each_face

    if params.amount == 0:
        return inputs.image
    return each_face(inputs, context, lambda view: softer(view, params.amount), lacking="no_wrinkles")
