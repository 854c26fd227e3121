"""Numbers and parts in words that a clause says and no parameter of its steps explains, in any way of saying it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from overpaint.instructions.amounts import part_in
from overpaint.instructions.catalogue import GEOMETRY
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.words import Span
from overpaint.plans import Step

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?$")

_THOUSANDS = re.compile(r"\d+,\d{3}$")

_ORDERING = word_list("dropped_figures.ordering")


def numbers(span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """Numbers, and parts such as `a third`, that are no parameter's value in any way of saying it."""
    said = [at for at, word in enumerate(span.words) if _NUMBER.match(word)]
    part = part_in(span) if any(step.operation in ("crop", "resize") for step in steps) else None
    if not said and part is None:
        return
    written = [value for step in steps for value in step.params.values() if isinstance(value, str)]
    known = {value for step in steps for number in flat(step.params.values()) for value in _said_as(number)}
    if any(step.family == GEOMETRY for step in steps):
        known |= {value for step in steps for number in flat(step.params.values()) for value in _of_sides(number)}
    margins = [margin for step in steps if (margin := step.params.get("margin"))]
    known |= {value for margin in margins for value in _said_as(1 - 2 * margin)}  # `fills 85%`
    known |= {1 / scale for step in steps if (scale := step.params.get("scale"))}
    pictures = {at for hit in span.of("picture") for at in range(hit.start, hit.end)}
    for at in said:
        word = span.words[at]
        counts = at in pictures or (at and span.words[at - 1] in _ORDERING) or _of_a_lens(span, at)
        counts = counts or any(word in text for text in written)  # a number that is to be written
        if not counts and not any(math.isclose(_number(word), value, abs_tol=0.006) for value in known):
            yield span.part(at, at + 1)
    if part is not None and not any(math.isclose(part, value, abs_tol=0.006) for value in known):
        yield span


def _of_a_lens(span: Span, at: int) -> bool:
    """`f/1.8`, `85mm`, `ISO 6400`, `20 s exposure`: how a picture was taken, or a lens would blur."""
    before, after = span.words[max(0, at - 2) : at], span.words[at + 1 : at + 2]
    exposed = not _SHUTTERS.isdisjoint(span.words) and after and after[0] in _SECONDS
    return "f" in before or "iso" in before[-1:] or after == ("mm",) or bool(exposed)


_SHUTTERS = word_set("dropped_figures.shutters")
_SECONDS = word_list("dropped_figures.seconds")


def _number(word: str) -> float:
    """`1,000` is a thousand, `0,5` a half."""
    return float(word.replace(",", "") if _THOUSANDS.match(word) else word.replace(",", "."))


def flat(values: Iterable[object]) -> Iterator[float]:
    for value in values:
        if isinstance(value, bool):
            continue
        if isinstance(value, (int, float)):
            yield float(value)
        elif isinstance(value, (list, tuple)):
            yield from flat(value)


def _said_as(value: float) -> Iterator[float]:
    """What people write for a parameter's value: a share as percent, what is cut as what is kept, a factor as more or less."""
    for number in (value, 1 - value, 1 + value, value - 1):
        yield from (abs(number), abs(100 * number))
    yield abs(100 * (2**value - 1)) if abs(value) < _STOPS else 0.0


def _of_sides(value: float) -> Iterator[float]:
    """What is cut off every side as what is cut off in all, what is kept, or a zoom; a turn as its counterpart."""
    for number in (1 - 2 * value, 2 * value):
        yield from (abs(number), abs(100 * number))
    yield from (360 - abs(value), 360 + abs(value), 1 / (1 - 2 * value) if value not in (0, 0.5) else 0.0)


_STOPS = 16
