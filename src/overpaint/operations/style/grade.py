"""A look as a colourist makes it: cinematic, moody, vintage, film, HDR, and more.

`imaging.grading` tells of what each is made. Skin takes half of every tint.

Limits: a look, not a film stock measured: two cameras' pictures keep their difference.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="style", neutral={"amount": 0})

LookName = Literal[
    "cinematic",
    "teal and orange",
    "moody",
    "dramatic",
    "vintage",
    "film",
    "faded",
    "airy",
    "bleach bypass",
    "noir",
    "hdr",
    "neon",
    "golden",
    "cold",
]


class Params(Parameters):
    amount: float = parameter(
        0.8, "1 is the look in full, 0 the picture as it is.", valid=(0, 1), useful=(0.3, 1), role="effect", weak=0.45, strong=1.0
    )
    look: LookName = parameter("cinematic", "Which look.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone
    from overpaint.imaging.grading import LOOKS, graded

    image = inputs.image
    if params.amount == 0:
        return image
    return tone.repaint(image, inputs.mask, tone.mix(image.rgb, graded(image.rgb, LOOKS[params.look]), params.amount))
