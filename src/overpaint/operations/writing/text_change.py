"""Let writing that is in the picture say something else, or have another colour, in its own letters.

`imaging.lettering.resetting` tells how: the old word is set in every font here and held against what is seen; the best sets the
new one, at the old one's size, colour, softness and baseline. The result is read again: what does not read as asked is refused.

Limits: the letters' nearest font of those at hand: a very special hand is refused or looks alike at best. Curved writing and
writing far from upright are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter
from overpaint.weights import FONTS, READERS

if TYPE_CHECKING:
    from overpaint.imaging.lettering.written import Line

OPERATION = Operation(
    __name__,
    version=1,
    kind="area",
    family="text_change",
    neutral={"text": "", "colour": ""},
    seeded=True,
    relights=True,
    may_refuse=True,
    weights=(*READERS, *FONTS),
)

_MOST_UNLIKE = 26.0
"""As in `object_remove`: what is filled with patches that fit worse is a smear."""

_HALF = 0.5
"""Of a line's frame: so much of it has to be in the mask for the line to be meant."""

_NEXT, _COMMON = 2.5, 0.25
"""Of a line's height: as far above or below stands a line of the same block, and so nearly its ends or middles agree."""

_TEXT = r"^[\s\S]{0,200}$"


class Params(Parameters):
    old: str = parameter("", "The words that change; the whole line where empty.", pattern=_TEXT)
    text: str = parameter("", "What they shall say; the same where empty.", role="text", pattern=_TEXT)
    colour: str = parameter("", "The colour they get, `#rrggbb`; their own where empty.", pattern=r"^(#[0-9a-f]{6})?$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = where the lines are. A longer word may reach beyond it, as far as its ground goes on.

    Raises CannotDo where several lines are meant, letters can't be told from their ground or look like no font here, there is no
    room, or the result does not read as asked.
    """
    if not (params.text or params.colour):
        return inputs.image
    lines = [line for line in context.read(inputs.image) if _is_in(line, inputs.mask.values)]
    parts = [(line, _part(line, params.old)) for line in lines]
    meant = [(line, part) for line, part in parts if part is not None]
    if not meant:
        raise CannotDo("nothing_to_change")
    if params.text and len(meant) > 1 and not params.old:
        raise CannotDo("several_lines")
    answer = inputs.image
    for line, part in meant:
        anchor = _anchor(line, context.read(inputs.image))
        answer = answer.with_rgb(_changed(answer, line, part, anchor, params, context))
    if params.text and not _reads(meant, params.text, context.read(answer)):
        raise CannotDo("unreadable")
    return answer


def _changed(image: Image, line: Line, part: tuple[int, int], anchor: float, params: Params, context: Context) -> np.ndarray:
    from overpaint.imaging.lettering.faces import NoLetter
    from overpaint.imaging.lettering.resetting import NoSpace, NoSuchFont, NotTold, recoloured, reset

    everywhere = np.ones(image.pixels.shape[:2], bool)
    try:
        if params.text:
            done = reset(
                image.rgb,
                line,
                part,
                params.text,
                context.file,
                everywhere,
                context.seed,
                colour=params.colour,
                anchor=anchor,
                check=context.check,
            )
        else:
            done = recoloured(image.rgb, line, part, params.colour, everywhere, context.seed, context.check)
    except NotTold:
        raise CannotDo("letters_not_told") from None
    except NoSuchFont:
        raise CannotDo("no_such_font") from None
    except NoSpace:
        raise CannotDo("no_room_to_write") from None
    except NoLetter:
        raise CannotDo("no_letter") from None
    except ValueError:
        raise CannotDo("hole_too_large") from None
    if done.unlike > _MOST_UNLIKE:
        raise CannotDo("hole_unclear")
    return done.rgb


def _anchor(line: Line, lines: Sequence[Line]) -> float:
    """What stays in place when a line gets longer: what it has in common with the lines above and below it, else its middle."""
    origin = np.array(line.corners[0])
    along = (np.array(line.corners[1]) - origin) / max(line.width, 1.0)
    down = np.array([-along[1], along[0]])
    apart: dict[float, list[float]] = {0.5: [], 0.0: [], 1.0: []}
    for other in lines:
        places = (np.array(other.corners) - origin) @ np.stack([along, down], axis=1)
        near = other is not line and abs(places[:, 1].mean() - line.height / 2) < _NEXT * line.height
        if not near or np.linalg.norm(places.mean(axis=0) - (line.width / 2, line.height / 2)) < line.height / 2:
            continue
        left, right = (places[0, 0] + places[3, 0]) / 2, (places[1, 0] + places[2, 0]) / 2
        for anchor, distance in ((0.5, (left + right - line.width) / 2), (0.0, left), (1.0, right - line.width)):
            apart[anchor].append(abs(float(distance)))
    common = [anchor for anchor, distances in apart.items() if distances and min(distances) < _COMMON * line.height]
    return common[0] if common else 0.5


def _part(line: Line, old: str) -> tuple[int, int] | None:
    """Which characters of a line are meant; all of them where they are what is asked for, or nearly."""
    from overpaint.imaging.lettering.wording import how_well, letters_of

    whole = (0, len(line.text))
    if not old:
        return whole
    return letters_of(line.text, old) or (whole if how_well(line.text, old) > 0 else None)


def _is_in(line: Line, mask: np.ndarray) -> bool:
    top, left, bottom, right = line.box(mask.shape)
    frame = line.plane((mask.shape[0], mask.shape[1]))[top:bottom, left:right]
    return float((frame * mask[top:bottom, left:right]).sum()) >= _HALF * max(float(frame.sum()), 1.0)


def _reads(meant: Sequence[tuple[Line, tuple[int, int]]], words: str, after: Sequence[Line]) -> bool:
    """Whether at the place of each line one can be read that says the new words."""
    from overpaint.imaging.lettering.wording import how_well

    return all(any(line.covers(new) or new.covers(line) for new in after if how_well(new.text, words) > 0) for line, _ in meant)
