"""Even out skin and keep most of its pores: of three bands of detail the middle one goes, and a part of the finest.

`imaging.portraits.smoothing` tells how. Eyes, brows, lips, hair, beards and glasses stay.

Limits: faces only, not arms or necks far from one; strong means less texture, never another shape.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=2, kind="area", family="portrait", neutral={"amount": 0.0}, relights=True, may_refuse=True, on_faces=True
)


class Params(Parameters):
    amount: float = parameter(
        0.5,
        "How much of the unevenness goes.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.3,
        strong=0.8,
    )
    heal: bool = parameter(False, "Whether pimples and spots go first.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant; each is changed where it has skin. Raises CannotDo without a face large enough."""
    from overpaint.imaging.portraits.blemishes import healed
    from overpaint.imaging.portraits.close_up import Change, CloseUp, changed
    from overpaint.imaging.portraits.smoothing import smoothed
    from overpaint.operations.on_faces import each_face

    def change(view: CloseUp) -> Change:
        spots = healed(view, params.amount) if params.heal else None
        if spots is None:
            return smoothed(view, params.amount)
        return spots + smoothed(changed(view, spots), params.amount)

    return each_face(inputs, context, change) if params.amount else inputs.image
