"""Paint lips in a colour; their relief and their gloss stay.

`imaging.portraits.makeup` tells how.

Limits: follows the lips' outline as they are; a hand or glass before the mouth may be painted at its edge.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="area", family="portrait", neutral={"amount": 0.0}, relights=True, may_refuse=True, on_faces=True
)


class Params(Parameters):
    amount: float = parameter(
        0.7,
        "How much the colour covers.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.4,
        strong=0.95,
    )
    colour: str = parameter("#b3122d", "Its colour, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant. Raises CannotDo without a face large enough, or where too little of the lips shows."""
    from overpaint.imaging.portraits.makeup import lipsticked
    from overpaint.operations.on_faces import each_face

    if params.amount == 0:
        return inputs.image
    return each_face(inputs, context, lambda view: lipsticked(view, params.colour, params.amount), lacking="no_lips")
