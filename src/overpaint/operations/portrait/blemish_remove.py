"""Take pimples and spots off skin; what is finer than they are stays.

`imaging.portraits.blemishes` tells how. Creases and hairs stay, and spots that are everywhere: that is how this skin is.

Limits: small spots; moles, scars and acne all over stay. Faces below 40 pixels are refused.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="portrait", relights=True, may_refuse=True, on_faces=True)


class Params(Parameters):
    amount: float = parameter(
        0.6,
        "How faint a spot may be that goes.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.2,
        strong=0.95,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the faces meant. Raises CannotDo without a face large enough, or without blemishes on any."""
    from overpaint.imaging.portraits.blemishes import healed
    from overpaint.operations.on_faces import each_face

    return each_face(inputs, context, lambda view: healed(view, params.amount), lacking="no_blemish")
