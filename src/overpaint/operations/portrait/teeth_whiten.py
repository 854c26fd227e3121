"""Whiten teeth: less yellow, a little lighter, white as white is in the light of the picture.

`imaging.portraits.teeth` tells how. Lips, gums and tongue stay.

Limits: teeth that are seen and large enough; in coloured light they keep a little of it.
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
        "How much of the yellow goes.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.3,
        strong=0.9,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant. Raises CannotDo without a face large enough, or where no mouth shows teeth."""
    from overpaint.imaging.portraits.teeth import whitened
    from overpaint.operations.on_faces import each_face

    if params.amount == 0:
        return inputs.image
    return each_face(inputs, context, lambda view: whitened(view, params.amount), lacking="no_teeth")
