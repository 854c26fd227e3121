"""Hide who somebody is: each face blurred, in coarse blocks, or under a black bar.

`imaging.portraits.hiding` tells how. The least strength already hides a face; more takes away the shape of the head as well.

Limits: faces from behind, in profile or below about 20 pixels may not be found. Look before you publish.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__,
    version=1,
    kind="area",
    family="portrait",
    relights=True,
    may_refuse=True,
    on_faces=True,
    shown={"style": "pixelate"},
)


class Params(Parameters):
    style: Literal["blur", "pixelate", "bar", "eye_bar"] = parameter(
        "blur", "Soft, in blocks, or black: a bar over the whole face, or over the eyes alone."
    )
    strength: float = parameter(
        0.5,
        "How little is left of it; bars are always black.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.0,
        strong=1.0,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = faces. A bar is a rectangle around each; the others change nothing outside the mask. Alpha stays.

    Raises CannotDo where the mask has no place as large as a face.
    """
    from overpaint.imaging.portraits.hiding import hidden, places_of

    if not places_of(inputs.mask.values):
        raise CannotDo("face_too_small")
    return inputs.image.with_rgb(hidden(inputs.image.rgb, inputs.mask.values, params.style, params.strength))
