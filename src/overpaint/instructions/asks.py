"""Clauses that a language's `asks.toml` knows from end to end: `upscale it 2.5 times`, `35x45 mm passport photo`, `5000K`.

Each row is a whole request: what it asks for, and every way of saying it, numbers and places marked in it. A clause that says
anything else is none of these, so nothing of one that is can be left over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from overpaint.instructions.colours import colours_in
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon import read
from overpaint.instructions.lexicon.lists import alternatives, word_list, word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Reading, Readings
from overpaint.instructions.sayings import Edit, said
from overpaint.instructions.slots import WHOLE
from overpaint.instructions.text import Text
from overpaint.instructions.words import Span, once

ASKED = "asked"
"""Marks a reading of a clause that is known from end to end."""

MOST_CHARACTERS = 160
"""Length of the longest clause that is looked at: none of the rows is half as long."""

PLACE = "place"
"""The kind of a mark that says where."""

REFUSALS = ("colourise", "torn")
"""Reasons, keys of the messages, that rows may give."""

_MARK = re.compile(r"<(\w*):(\w+)>")
_NUMBER = r"[-+]?\d{1,6}(?:[.,]\d{1,3})?"
_SIGN = alternatives("asks.sign")
_LENGTH = r"\d{1,3}(?:\.\d{1,2})?"
_PAPER = alternatives("asks.paper")
_ABOUT, _KELVIN, _OR_SO = alternatives("asks.about"), alternatives("asks.kelvin"), alternatives("asks.after_a_number")
_KINDS = {
    "factor": rf"(?:{_NUMBER}|{alternatives('asks.factors')})",
    "percent": rf"(?:{_SIGN}\s?)?{_NUMBER}\s?{alternatives('asks.percent')}|{alternatives('asks.hundredths')}\s?\d{{1,3}}",
    "points": rf"(?:{_SIGN}\s?)?(?:100|\d{{1,2}})(?:\s?(?:%|percent))?",
    "signed": rf"{_SIGN}\s?(?:100|\d{{1,2}})(?:\s?(?:%|percent))?",
    "number": _NUMBER,
    "kelvin": rf"(?:{_ABOUT}\s?)?\d{{1,2}},?\d{{3}}\s?{_KELVIN}{_OR_SO}?",
    "mired": r"(?:\+|-)?\d{1,3}",
    "signed_mired": r"(?:\+|-)\d{1,3}",
    "stops": rf"(?:{_SIGN}\s?)?(?:{_NUMBER}|{alternatives('asks.stops')})",
    "signed_stops": rf"{_SIGN}\s?{_NUMBER}",
    "size": rf"{_LENGTH}\s?{_PAPER}?\s?{alternatives('asks.by')}\s?{_LENGTH}\s?-?{_PAPER}",
    "colour": r"[^,，。]{1,40}?",
    "place": r"[^,，。]{1,60}?",
    "degree": alternatives("asks.degree"),
}


@dataclass(frozen=True)
class Ask:
    """One request and one way of saying it. `marks`: name of a group → (parameter, kind of value); that of a place is empty."""

    edit: Edit
    pattern: re.Pattern[str]
    marks: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Value:
    """What a clause says of a parameter: the kind of value, its text, and the units it lies in."""

    parameter: str
    kind: str
    text: str
    words: Span


@dataclass(frozen=True)
class Asked:
    """What a clause asks for that is known from end to end."""

    edit: Edit
    values: tuple[Value, ...]

    def place(self) -> Span | None:
        """The words that say where; None where none do."""
        return next((value.words for value in self.values if value.kind == PLACE), None)


def read_asks(span: Span, grammar: Grammar) -> Readings | None:
    """The reading of a clause that a row knows; None for any other."""
    found = asked(span)
    if found is None:
        return None
    place = found.place()
    about = Noun(place, grammar).bare if place else None
    return [
        Reading(
            family=found.edit.family,
            clause=span,
            grammar=grammar,
            target=about.plain if about else WHOLE,
            what=ASKED,
            rule="known from end to end",
            region=about,
            content=span,
        )
    ]


@once
def asked(span: Span) -> Asked | None:
    """The first row that fits a clause from end to end."""
    if not span or span.quotes:
        return None
    begin, end = span.starts[0], span.ends[-1]
    if end - begin > MOST_CHARACTERS:
        return None
    text = span.text.working[begin:end]
    span.text.asked.append(span)
    if span.text.freely and (plain := said(span)) and not (plain.edit.family in _DEPICTED and _is_weather_told(span)):
        far = (0, 0) if plain.edit.fault else plain.degree  # how bad it is, not how much shall be done
        parts = ((PLACE, plain.place), ("degree", far))
        pieces = [(kind, span.part(*row)) for kind, row in parts if row[1]]
        return Asked(plain.edit, tuple(Value("", kind, words.plain, words) for kind, words in pieces))
    known = _asks(span.lexicon.language)
    for number in _fitting(span.lexicon.language, text):
        ask = known[number]
        match = ask.pattern.fullmatch(text)
        if match is None:
            continue
        values = [
            Value(name, kind, match[group].strip(), _units(span, begin + match.start(group), begin + match.end(group)))
            for group, (name, kind) in ask.marks.items()
            if match[group]
        ]
        if all(_is_value(value) for value in values):
            return Asked(ask.edit, tuple(values))
    return None


def has_sayings(text: Text) -> bool:
    """Whether any clause that was looked for in the rows is a saying: nothing else changes when a text is read freely."""
    return any(said(span) is not None for span in text.asked)


def _is_value(value: Value) -> bool:
    """Whether words say what their mark stands for and no more: `teal`, not `raise the`."""
    words = value.words
    match value.kind:
        case "colour":
            known = {at for hit in words.of("colour", "shade", "determiner", "colour_word") for at in range(hit.start, hit.end)}
            rest = [word for at, word in enumerate(words.words) if at not in known and word not in _LOOSE]
            return len(colours_in(words)) == 1 and not rest
        case "degree":
            known = {at for hit in words.of("degree", "preposition") for at in range(hit.start, hit.end)}
            return words.has("degree") and len(known) == len(words)
    return bool(words)


_DEPICTED = ("time_season_weather",)
_TELLING = word_set("asks.telling")


def _is_weather_told(span: Span) -> bool:
    """`it was raining` tells of the day, `make the rain | stop` asks for the contrary."""
    return bool(_TELLING.intersection(span.words)) or span.text.working[span.ends[-1] :].lstrip().startswith("stop")


_LOOSE = word_list("asks.loose")
"""Words beside a colour that add nothing to it."""


def all_asked(span: Span, grammar: Grammar) -> list[Span]:
    """A sentence cut at its commas and its `and`s, where each piece is known: `contrast +10, saturation -5`. Empty otherwise.

    A piece may hold a joint itself (`clean off the dust and scratches`): the longest that is known is taken.
    """
    bounds = [-1, *(at for at, word in enumerate(span.words) if word in _JOINTS), len(span)]
    if not 2 < len(bounds) <= _MOST_PIECES + 1:
        return []
    found: list[Span] = []
    start = 0
    while start < len(bounds) - 1:
        for finish in range(min(start + _MOST_JOINED, len(bounds) - 1), start, -1):
            piece = span.part(bounds[start] + 1, bounds[finish])
            known = next(
                (one for one in (piece, grammar.strip(piece) if piece else piece) if one and asked(one) is not None), None
            )
            if known is not None or (not piece and finish == start + 1):
                break
        else:
            return []
        found += [] if known is None else [known]
        start = finish
    return found if len(found) > 1 else []


_JOINTS = word_set("asks.joints")
_MOST_PIECES = 12
_MOST_JOINED = 2
"""Pieces that one request may go over: `dust and scratches`."""


def _units(span: Span, begin: int, end: int) -> Span:
    """The units of a clause that lie, if only in part, between two positions of its text."""
    inside = [at for at in range(len(span)) if span.starts[at] < end and span.ends[at] > begin]
    return span.part(inside[0], inside[-1] + 1) if inside else span.part(0, 0)


@lru_cache(maxsize=4096)
def _fitting(language: str, text: str) -> tuple[int, ...]:
    """Numbers of the rows that fit a text. The ranker's segments ask for the same ones again and again."""
    return tuple(number for number, ask in enumerate(_asks(language)) if ask.pattern.fullmatch(text))


@cache
def _asks(language: str) -> tuple[Ask, ...]:
    rows = read(language, "asks.toml")
    spaced = language != "zh"
    return tuple(_ask(row, written, rows["words"], spaced=spaced) for row in rows["ask"] for written in row["say"])


def _ask(row: Mapping[str, Any], written: str, words: Mapping[str, str], *, spaced: bool) -> Ask:
    """A row with one way of saying it: `[…]` may be missing, `{…}` are the file's own words, `<parameter:kind>` are values."""
    if (reason := row.get("refuse", REFUSALS[0])) not in REFUSALS:
        raise ValueError(f"no refusal {reason!r} is said")
    for _ in range(3):  # words may hold words
        written = re.sub(r"\{([a-z_]+)\}", lambda match: f"(?:{words[match[1]]})", written)
    marks: dict[str, tuple[str, str]] = {}

    def group(match: re.Match[str]) -> str:
        name = f"v{len(marks)}"
        marks[name] = (match[1], match[2])
        return f"(?P<{name}>{_KINDS[match[2]]})"

    pattern = written.replace("[", "(?:").replace("]", ")?")
    pattern = re.sub(r" +", r"\\s+" if spaced else r"\\s*", pattern)
    edit = Edit(row["family"], tuple(row.get("do", ())), row.get("params", {}), row.get("where", ""), row.get("refuse", ""))
    return Ask(edit, re.compile(_MARK.sub(group, pattern)), marks)
