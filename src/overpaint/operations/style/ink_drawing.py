"""An ink drawing: black on white, as lines alone or with the dark parts filled.

XDoG lines; `imaging.drawing` names the source.

Limits: soft or dim pictures give broken lines; fine fur and leaves become black dots.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    amount: float = parameter(
        0.5, "From fine lines to heavy ones.", valid=(0, 1), useful=(0, 1), role="level", weak=0.15, strong=0.95
    )
    fill: Literal["lines", "filled"] = parameter("lines", "Lines alone, or dark parts black too.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import drawing, tone

    return tone.repaint(inputs.image, inputs.mask, drawing.inked(inputs.image.rgb, params.amount, filled=params.fill == "filled"))
