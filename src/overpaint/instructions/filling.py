"""Parameters filled by their roles: what of a clause becomes the value of which, whatever the operation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from overpaint.instructions.adjustments import degree
from overpaint.instructions.amounts import angle_in, percent_after, working
from overpaint.instructions.catalogue import Declared, role_of, strengths_of, useful_range, valid_range
from overpaint.instructions.colours import colour_in
from overpaint.instructions.lexicon.lists import alternatives, word_numbers
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span

_WEAK, _STRONG = 0.25, 0.75
"""Degrees of "a little" and "a lot"."""

_JOINED = alternatives("filling.joined")
_COUNT = r"(?<![\d.])(\d{1,6})(?![\d.])"


@dataclass
class Beyond(Exception):
    """A number that a parameter can't take: what was asked, and what it may be."""

    amount: str
    limit: str


def filled(declared: Declared, reading: Reading) -> dict[str, Any]:
    """What a clause says of an operation's parameters, those with a role; the others keep their defaults. Raises Beyond."""
    span = reading.clause
    words = declared.words.get(span.lexicon.language)
    params, found = declared.params, {}
    for name in params.model_fields:
        says = words.says.get(name, ()) if words else ()
        value = _value(params, name, says, span)
        if value is not None:
            found[name] = value
    return found


def _value(params: type[Any], name: str, says: tuple[str, ...], span: Span) -> Any:
    match role_of(params, name):
        case "count":
            number = _count(span, says)
            return degreed(params, name, span, whole=True) if number is None else _within(params, name, number)
        case "angle":
            angle = angle_in(span)
            return None if angle is None else _within(params, name, angle)
        case "amount" | "effect" | "level" | "shift":
            share = percent_after(span, 0, len(span))
            return degreed(params, name, span) if share is None else _scaled(params, name, share)
        case "share":
            share = percent_after(span, 0, len(span))
            return degreed(params, name, span) if share is None else _within(params, name, share)
        case "colour":
            return colour_in(span)
        case "text":
            return span.quotes[-1] if span.quotes else None
    return None


def _count(span: Span, says: tuple[str, ...]) -> int | None:
    """`4 levels`, `levels: 4`; a number by itself where it is the only one."""
    text = _in_digits(working(span).lower(), says)
    for word in sorted(says, key=len, reverse=True):
        beside = re.search(rf"{_COUNT}\s?{re.escape(word)}|{re.escape(word)}\s?{_JOINED}?\s?{_COUNT}", text)
        if beside:
            return int(beside[1] or beside[2])
    alone = re.findall(_COUNT, text)
    return int(alone[0]) if len(alone) == 1 else None


_SPELLED = word_numbers("filling.spelled")


def _in_digits(text: str, says: tuple[str, ...]) -> str:
    """`four levels` as `4 levels`: numbers in words count where what they number stands beside them."""
    spelled = "|".join(sorted(_SPELLED, key=len, reverse=True))
    counted = "|".join(re.escape(word) for word in sorted(says, key=len, reverse=True))
    if not counted:
        return text
    return re.sub(rf"(?<![a-z十百])({spelled})(?=[\s个]*(?:{counted}))", lambda hit: str(_SPELLED[hit[1]]), text)


def _within(params: type[Any], name: str, number: float) -> float:
    least, most = valid_range(params, name)
    if not least <= number <= most:
        raise Beyond(f"{number:g}", f"{least:g}–{most:g}")
    return number


def _scaled(params: type[Any], name: str, share: float) -> float:
    low, high = useful_range(params, name)
    return _within(params, name, round(low + (high - low) * share if low >= 0 else high * share, 3))


def degreed(params: type[Any], name: str, span: Span, *, whole: bool = False) -> float | None:
    """`a little`, `a lot`: between the weak and the strong value; None where nothing is said."""
    far = degree(span, 0, len(span), -1.0)
    ends = strengths_of(params, name) or _ends(params, name)
    if far < 0:
        return None
    share = (far - _WEAK) / (_STRONG - _WEAK)
    least, most = valid_range(params, name)
    value = min(max(ends[0] + (ends[1] - ends[0]) * share, least), most)
    return round(value) if whole else round(value, 3)


def _ends(params: type[Any], name: str) -> tuple[float, float]:
    low, high = useful_range(params, name)
    start = max(low, 0.0)
    return start + (high - start) * _WEAK, start + (high - start) * _STRONG
