"""Put blush on cheeks, in a colour, softly.

`imaging.portraits.makeup` tells how.

Limits: on cheeks that face the camera; one in deep shade gets little.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="area", family="portrait", neutral={"amount": 0.0}, relights=True, may_refuse=True, on_faces=True
)


class Params(Parameters):
    amount: float = parameter(
        0.45,
        "How much of the colour there is.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.25,
        strong=0.8,
    )
    colour: str = parameter("#e8788a", "Its colour, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant. Raises CannotDo without a face large enough, or where no cheek shows."""
    from overpaint.imaging.portraits.makeup import blushed
    from overpaint.operations.on_faces import each_face

    if params.amount == 0:
        return inputs.image
    return each_face(inputs, context, lambda view: blushed(view, params.colour, params.amount), lacking="no_cheeks")
