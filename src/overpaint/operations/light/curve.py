"""A tone curve by its name: an S for contrast, a matte or faded look, lifted or crushed blacks.

Curves on sRGB values, from Schlick's bends: nothing folds over, and only crushed blacks clip, which is their purpose.

Limits: named shapes only; a curve drawn by points can't be asked for.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0})


class Params(Parameters):
    amount: float = parameter(0.6, "How far the curve bends.", valid=(0, 1), useful=(0, 1), role="level", weak=0.3, strong=0.9)
    shape: Literal["s", "flat", "matte", "faded", "lifted", "crushed"] = parameter("s", "Which curve.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import curves, tone

    if params.amount == 0:
        return inputs.image
    table = tone.code_table(lambda codes: curves.named_curve(params.shape, params.amount, codes))
    return tone.repaint(inputs.image, inputs.mask, tone.through_table(inputs.image.rgb, table))
