"""Hide what a place shows: blurred, in coarse blocks, or under a black bar. For plates, writing, screens; faces have `face_hide`.

As `imaging.portraits.hiding` hides faces: by the size of each stretch, so that nothing of it is read again.

Limits: hides what was found: text too small or too faint to be detected stays. Look before you publish.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="area", family="other", relights=True, may_refuse=True, shown={"style": "pixelate"}
)


class Params(Parameters):
    style: Literal["blur", "pixelate", "bar"] = parameter("blur", "Soft, in blocks, or black.")
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
    """`mask`: 1 = what is to be hidden. A bar is a rectangle around each stretch; the others change nothing outside the mask.

    Alpha stays. Raises CannotDo where the mask has no place as large as a word.
    """
    from overpaint.imaging.portraits.hiding import hidden, places_of

    if inputs.mask.is_whole or not places_of(inputs.mask.values):
        raise CannotDo("nothing_to_hide")
    return inputs.image.with_rgb(hidden(inputs.image.rgb, inputs.mask.values, params.style, params.strength))
