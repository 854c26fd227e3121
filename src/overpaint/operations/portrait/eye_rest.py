"""Lighten dark circles and bags under the eyes: the skin there gets the colour of the cheeks below and keeps its texture.

`imaging.portraits.eyes` tells how.

Limits: lightens what is darker under the eyes; swollen bags keep their shape.
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
        "How much of the darkness goes.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.3,
        strong=0.95,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant. Raises CannotDo without a face large enough, or where no skin under eyes is darker."""
    from overpaint.imaging.portraits.eyes import rested
    from overpaint.operations.on_faces import each_face

    if params.amount == 0:
        return inputs.image
    return each_face(inputs, context, lambda view: rested(view, params.amount), lacking="no_dark_circles")
