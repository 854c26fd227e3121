"""More canvas: `extend the left side by 20%`, `some space above her head`, `expand it to 16:9`."""

from __future__ import annotations

from typing import Any

from overpaint.instructions.amounts import part_in, percent_after, ratio_in, size_in
from overpaint.instructions.families.built import Built
from overpaint.instructions.lexicon.lists import word_meanings
from overpaint.instructions.readings import UNREAD, Reading
from overpaint.instructions.words import Span, chosen

OPERATION = "extend"

_USUAL = 0.25
"""How much more of a side where nobody says how much."""

_MOST = 2.0
_SIDES = ("left", "right", "top", "bottom")


def asks_for_more(reading: Reading) -> bool:
    """Whether a geometry request is for more canvas: a verb for it, or room to be added on a side."""
    span = reading.clause
    if reading.what == "extend":
        return True
    if span.has("extending") and reading.what in ("resize", UNREAD) and (ratio_in(span) is not None or _sides(span)):
        return True
    if reading.what == "resize" and span.has("broader") and size_in(span) is None:
        return True
    return reading.what in ("", UNREAD, "resize") and span.has("room") and bool(_sides(span))


def widened(span: Span) -> tuple[str, dict[str, Any]] | Built:
    """The operation and its parameters, or why it can't be said."""
    ratio = ratio_in(span)
    if ratio is not None:
        return OPERATION, {"aspect": [int(side) if side.is_integer() else side for side in ratio]}
    sides = _sides(span)
    if not sides:
        return Built(reason="extend_what", nearest="extend")
    share = percent_after(span, 0, len(span))
    share = part_in(span) if share is None else share
    if share is not None and not 0 < share <= _MOST:
        return Built(reason="amount", nearest="extend", facts={"amount": f"{100 * share:g}%", "limit": f"{100 * _MOST:g}%"})
    size = size_in(span) if share is None else None
    if size is not None and size.longest:
        return OPERATION, {**dict.fromkeys(sides, size.longest), "unit": "pixel"}
    return OPERATION, dict.fromkeys(sides, _USUAL if share is None else share)


_BY_WORD = word_meanings("widening.by_word")


def _sides(span: Span) -> list[str]:
    """The sides that are named, in the order of the parameters; both of an axis for `wider`, `on both sides`."""
    named = {hit.key for hit in chosen(span.of("side")) if hit.key in _SIDES}
    named |= {hit.key for hit in span.of("over_or_under")}
    named |= {_BY_WORD[word] for word in span.words if word in _BY_WORD}  # `to the left`, which elsewhere is a turn
    for hit in span.of("broader", "every_side"):
        named |= set(hit.key.split(" "))
    return [side for side in _SIDES if side in named]
