"""Motion: drawn out along a direction, as when the camera follows something or is moved while it is open.

In linear light. On the background alone what stands still leaves no trail.

Limits: one direction, straight; wheels do not turn.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    amount: float = parameter(
        0.45,
        "How long the trails are; 1 is an eighth of the longer side.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.2,
        strong=0.85,
    )
    angle: float = parameter(
        0.0, "Direction: 0 is from left to right, 90 up and down.", valid=(0, 180), useful=(0, 180), unit="degrees", role="angle"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import lens, tone

    length = 2 + params.amount * max(inputs.image.size) / 8
    moved = lens.moving(inputs.image.rgb, params.angle, length, inputs.mask.values)
    return tone.repaint(inputs.image, inputs.mask, moved)
