"""Take writing off: a plain ground goes on under the letters, any other is filled from its surroundings.

`imaging.lettering` tells the letters from their ground (by colour, as they lie in their line) and what goes on under them. The
result is read again: what can still be read there is taken off with the whole of its frame, and refused if that is no help. A
mask over something that can't be read is filled as it is.

Limits: on patterns that must meet a seam may show; letters in relief or neon leave their shade or glow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter
from overpaint.weights import READERS

if TYPE_CHECKING:
    from overpaint.imaging.lettering.erasing import Erased
    from overpaint.imaging.lettering.written import Line

OPERATION = Operation(__name__, version=1, kind="area", family="text_remove", seeded=True, may_refuse=True, weights=READERS)

_MOST_UNLIKE = 26.0
"""As in `object_remove`: what is filled with patches that fit worse is a smear."""

_HALF = 0.5
"""Of a line's frame: so much of it has to be in the mask for the line to be meant."""


class Params(Parameters):
    text: str = parameter("", "Only these words of the lines; all of each line where empty.", pattern=r"^[\s\S]{0,500}$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = what may change. Raises CannotDo where what is behind can't be told, or the words can still be read."""
    from overpaint.imaging.lettering.wording import letters_of

    image, within = inputs.image, inputs.mask.values > 0
    if not within.any():
        return image
    there = [line for line in context.read(image) if _is_in(line, inputs.mask.values)]
    lines = [line for line in there if letters_of(line.text, params.text)] or there
    for whole in (False, True):
        erased = _erased(image, lines, within, params.text, context, whole=whole)
        if erased.unlike > _MOST_UNLIKE:
            raise CannotDo("hole_unclear")
        answer = image.with_rgb(erased.rgb)
        if not _still_written(lines, params.text, context.read(answer)):
            return answer
    raise CannotDo("still_written")


def _erased(image: Image, lines: Sequence[Line], within: np.ndarray, words: str, context: Context, *, whole: bool) -> Erased:
    from overpaint.imaging.inpainting.filling import fill
    from overpaint.imaging.lettering.erasing import Erased, erased, slab_of
    from overpaint.imaging.lettering.wording import letters_of

    try:
        if not lines:
            filled = fill(image.rgb, within, np.zeros_like(within), context.seed, context.check)
            return Erased(filled.rgb, within, filled.unlike)
        parts = [(line, letters_of(line.text, words)) for line in lines] if words else []
        slabs = [slab_of(image.rgb, line, *part) for line, part in parts if part is not None]
        inside = within & np.logical_or.reduce(slabs) if slabs else within
        return erased(image.rgb, lines, inside, context.seed, context.check, whole=whole)
    except ValueError:
        raise CannotDo("hole_too_large") from None


def _is_in(line: Line, mask: np.ndarray) -> bool:
    top, left, bottom, right = line.box(mask.shape)
    frame = line.plane((mask.shape[0], mask.shape[1]))[top:bottom, left:right]
    return float((frame * mask[top:bottom, left:right]).sum()) >= _HALF * max(float(frame.sum()), 1.0)


def _still_written(before: Sequence[Line], words: str, after: Sequence[Line]) -> bool:
    """Whether a line at the place of one that was taken off says the same, or nearly."""
    from overpaint.imaging.lettering.wording import how_well, letters_of

    for old in before:
        gone = words if letters_of(old.text, words) else old.text
        if any(old.covers(line) and how_well(line.text, gone) > 0 for line in after):
            return True
    return False
