"""Words that say how letters shall look and where they stand, in both languages: what of a clause each stretch of units means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from overpaint.instructions.colours import colour_hits
from overpaint.instructions.lexicon import read
from overpaint.instructions.lexicon.lists import LANGUAGES, word_list
from overpaint.instructions.text import is_quote
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import Span

QUOTE, COLOUR, SIDE, OUTLINE, BOX, MASK = "quote", "colour", "side", "outline", "box", "mask"
FILLER, UNKNOWN = "filler", "unknown"

_SHARES_OF = {"tiny": 0.04, "small": 0.06, "big": 0.17, "huge": 0.27}
"""Sizes by name, of the picture's height."""

_MEANT: Mapping[str, Any] = {"yes": True, "no": False, "any": ""}
"""What keys of `lettering.toml` stand for that are no values by themselves."""

PIXELS = word_list("letter_words.pixels")
_SHARES = word_list("common.percent")
_OPAQUE = word_list("letter_words.opaque")
_CLEAR = word_list("letter_words.clear")
_ARTICLES = word_list("letter_words.articles")
"""After these a word is a thing: `the sign`."""

_IMAGE_KEYS = ("image", "scene", "edge")


@dataclass(frozen=True)
class Token:
    """Units `start:end` of a clause: what they mean (`size`, `colour`, …) and the value."""

    start: int
    end: int
    kind: str
    value: Any = ""


def tokens(clause: Span) -> list[Token]:
    """A clause from left to right, each stretch as the longest phrase that is known."""
    found: list[Token] = []
    at = 0
    while at < len(clause):
        token = _token(clause, at)
        found.append(token)
        at = token.end
    return found


def only_looks(clause: Span) -> bool:
    """Whether a clause says nothing but how letters look or where they stand: `white, a bit smaller`, `with a black outline`."""
    kinds = {token.kind for token in tokens(clause)}
    return bool(kinds - {FILLER}) and kinds.isdisjoint({UNKNOWN, QUOTE})


def _token(clause: Span, at: int) -> Token:
    if is_quote(clause.words[at]):
        return Token(at, at + 1, QUOTE, clause.part(at, at + 1).quotes[0])
    candidates = [*_colours(clause, at), *_numbers(clause, at), *_phrases(clause, at), *_sides(clause, at), *_fillers(clause, at)]
    return max(candidates, key=lambda token: token.end, default=Token(at, at + 1, UNKNOWN))


def _colours(clause: Span, at: int) -> Iterator[Token]:
    for hit in colour_hits(clause):
        if hit.start == at:
            yield Token(at, hit.end, BOX if clause.words[hit.end - 1] == "底" else COLOUR, hit.key)  # `黑底白字`


def _numbers(clause: Span, at: int) -> Iterator[Token]:
    words = clause.words
    try:
        number = float(words[at])
    except ValueError:
        return
    after = words[at + 1 : at + 2]
    if after and after[0] in PIXELS:
        yield Token(at, at + 2, "size", max(number, 2.0))
    if after and after[0] in _SHARES:
        for end in range(at + 3, min(at + 6, len(words)) + 1):
            said = "".join(words[at + 2 : end])
            if said in _OPAQUE or said in _CLEAR:
                share = number / 100
                yield Token(at, end, "opacity", round(share if said in _OPAQUE else 1 - share, 3))


def _phrases(clause: Span, at: int) -> Iterator[Token]:
    table, longest = _table()
    for end in range(min(at + longest, len(clause)), at, -1):
        if (meaning := table.get(clause.words[at:end])) is not None:
            kind, value = meaning
            yield Token(at, end, kind, _SHARES_OF[value] if kind == "size" else value)
            return


def _sides(clause: Span, at: int) -> Iterator[Token]:
    for hit in clause.of("side"):
        if hit.start == at:
            yield Token(at, hit.end, SIDE, "centre" if hit.key == "center" else hit.key)


def _fillers(clause: Span, at: int) -> Iterator[Token]:
    for hit in clause.of("thing"):
        if hit.start == at and hit.key in _IMAGE_KEYS:
            yield Token(at, hit.end, FILLER)
    for hit in clause.of("verb"):
        if hit.start == at and hit.key in ("add", "write") and (at == 0 or clause.words[at - 1] not in _ARTICLES):
            yield Token(at, hit.end, FILLER)


@cache
def _table() -> tuple[dict[tuple[str, ...], tuple[str, Any]], int]:
    """What each phrase of `lettering.toml` means, the first meaning that a language gives it; units of the longest."""
    found: dict[tuple[str, ...], tuple[str, Any]] = {}
    for language in LANGUAGES:
        for kind, rows in read(language, "lettering.toml").items():
            for key, phrases in rows.items():
                value = float(key) if kind == "opacity" else _MEANT.get(key, key)
                for phrase in phrases:
                    found.setdefault(tokenise(phrase).words, (kind, value))
    return found, max(map(len, found))
