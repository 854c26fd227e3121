"""Lift haze and mist: more of it the further away.

`imaging.detail` names the sources.

Limits: far things that vanished in the haze don't come back; white walls and snow may turn a little grey.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="restore", neutral={"amount": 0.0}, shown={"amount": 0.6})


class Params(Parameters):
    amount: float = parameter(
        0.6,
        "How much of the veil goes.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.35,
        strong=0.85,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The same picture at an amount of 0. Alpha stays."""
    from overpaint.imaging import detail, tone

    if params.amount == 0:
        return inputs.image
    return tone.repaint(inputs.image, inputs.mask, detail.dehazed(inputs.image.rgb, params.amount))
