"""Take noise and grain out, colour noise first; edges stay.

`imaging.detail` names the sources. Its strength follows what is measured in the picture: a clean one stays as it is.

Limits: the finest texture goes with the noise when there is a lot of it; blotches larger than a few pixels stay.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="restore", neutral={"amount": 0.0}, shown={"amount": 0.5})


class Params(Parameters):
    amount: float = parameter(
        0.5,
        "How much of the noise that is measured goes; above a half it takes fine texture too.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.3,
        strong=0.8,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The same picture at an amount of 0. Alpha stays."""
    from overpaint.imaging import detail, tone

    if params.amount == 0:
        return inputs.image
    return tone.repaint(inputs.image, inputs.mask, detail.denoised(inputs.image.rgb, params.amount))
