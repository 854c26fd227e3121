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

_BESIDE = 1.6
"""Of a line's height: as far beside it a mark belongs to it."""

_HALF = 0.5
"""Of a line's frame: so much of it has to be in the mask for the line to be meant."""

_RIM = 0.14
"""Of a line's height: as in `regions.text`, how far beyond its frame letters reach."""

_PLAINLY, _MOST_OF = 0.75, 0.6
"""Score of what is read where nothing should be: below, the ground alone may look like a letter. And the most it has of the old
line's width."""


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
        after = context.read(answer)
        over = _left_over(lines, params.text, after)
        if over:
            rest = _erased(answer, over, within, "", context, whole=True)
            if rest.unlike > _MOST_UNLIKE:
                raise CannotDo("hole_unclear")
            answer = answer.with_rgb(rest.rgb)
            after = context.read(answer)
        if not _still_written(lines, params.text, after) and not (params.text == "" and _beside(lines, there, after)):
            return answer
    raise CannotDo("still_written")


def _erased(image: Image, lines: Sequence[Line], within: np.ndarray, words: str, context: Context, *, whole: bool) -> Erased:
    from overpaint.imaging.inpainting.filling import fill
    from overpaint.imaging.lettering.erasing import Erased, erased, slab_of
    from overpaint.imaging.lettering.marks import marks_of
    from overpaint.imaging.lettering.wording import letters_of

    try:
        if not lines:
            filled = fill(image.rgb, within, np.zeros_like(within), context.seed, context.check)
            return Erased(filled.rgb, within, filled.unlike)
        frames = np.logical_or.reduce([line.plane(within.shape, _RIM) > 0 for line in lines])
        marks = np.logical_or.reduce([marks_of(image.rgb, line, frames) for line in lines]) & within
        if marks.any() and not words:  # an emblem and the name in it or beside it go as one
            return _filled_well(image, marks | (frames & within), context)
        parts = [(line, letters_of(line.text, words)) for line in lines] if words else []
        slabs = [slab_of(image.rgb, line, *part) for line, part in parts if part is not None]
        inside = within & np.logical_or.reduce(slabs) if slabs else within
        return erased(image.rgb, lines, inside, context.seed, context.check, whole=whole)
    except ValueError:
        raise CannotDo("hole_too_large") from None


def _filled_well(image: Image, hole: np.ndarray, context: Context) -> Erased:
    """The hole filled with what is around it. Raises CannotDo where that shows."""
    from overpaint.imaging.inpainting.filling import fill
    from overpaint.imaging.inpainting.judging import judged
    from overpaint.imaging.lettering.erasing import Erased

    filled = fill(image.rgb, hole, np.zeros_like(hole), context.seed, context.check)
    if not judged(image.rgb, filled, context.pointed_at).passes:
        raise CannotDo("hole_unclear")
    return Erased(filled.rgb, hole)


def _is_in(line: Line, mask: np.ndarray) -> bool:
    top, left, bottom, right = line.box(mask.shape)
    frame = line.plane((mask.shape[0], mask.shape[1]))[top:bottom, left:right]
    return float((frame * mask[top:bottom, left:right]).sum()) >= _HALF * max(float(frame.sum()), 1.0)


def _left_over(before: Sequence[Line], words: str, after: Sequence[Line]) -> list[Line]:
    """What is plainly read where all of a line was taken off: letters that stand on another ground than the others."""
    from overpaint.imaging.lettering.wording import how_well, letters_of

    left = []
    for old in before:
        part = letters_of(old.text, words) if words else None
        if part is None or part == (0, len(old.text)):
            here = [line for line in after if old.covers(line) and line.score >= _PLAINLY]
            left += [line for line in here if how_well(line.text, old.text) == 0 and line.width < _MOST_OF * old.width]
    return left


def _beside(lines: Sequence[Line], before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Whether a mark stands alone beside a line that was taken off, such as a © that was no letter to the reader."""
    new = [line for line in after if line.score >= _PLAINLY and not any(old.covers(line) for old in before)]
    return any(
        line.height > _MOST_OF * old.height and line.width < 2 * old.height and old.longer(_BESIDE * old.height).covers(line)
        for old in lines
        for line in new
    )


def _still_written(before: Sequence[Line], words: str, after: Sequence[Line]) -> bool:
    """Whether a line at the place of one that was taken off says the same, or nearly."""
    from overpaint.imaging.lettering.wording import how_well, letters_of

    for old in before:
        gone = words if letters_of(old.text, words) else old.text
        if any(old.covers(line) and how_well(line.text, gone) > 0 for line in after):
            return True
    return False
