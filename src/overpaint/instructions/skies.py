"""Clauses about the sky that is in the picture: another one, or another colour of it. Every word must be known.

The words: `lexicon/<language>/skies.toml`. Colours are the lexicon's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon import read
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.readings import WHOLLY, Reading, Readings
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import Span

ANOTHER, COLOURED = "another sky", "coloured sky"

_BLUE = word_set("skies.blue")
"""Words by which a sky is one of a fine day."""

_ONTO = frozenset(["to", "into", "with", "by", "换成", "改成", "变成", "变为"])


@dataclass
class Sky:
    """What a clause says of the sky: choices of the scene `sky`, its colour (`#rrggbb`), whether it is just blue."""

    choices: dict[str, str] = field(default_factory=dict)
    colour: str = ""
    blue: bool = False


def sky_in(clause: Span) -> Sky | None:
    """What a clause asks of the sky; None where it says anything else, or no sky."""
    phrases, longest = _phrases(clause.lexicon.language)
    colours = {hit.start: hit for hit in clause.found if hit.cls == "colour"}
    asked, named, at = Sky(), False, 0
    while at < len(clause):
        for length in range(min(longest, len(clause) - at), 0, -1):
            words = clause.words[at : at + length]
            if (kind := phrases.get(words)) is not None:
                break
        else:
            kind, length = "", 0
        blue = not _BLUE.isdisjoint(clause.words[at : at + max(length, 1)])
        asked.blue = asked.blue or blue
        if at in colours and colours[at].end - at >= length:
            asked.colour = "" if blue else colours[at].key
            length = colours[at].end - at
        elif not kind:
            return None
        elif kind == "sky":
            if not asked.choices and _leads_on(clause, at + length):
                asked.colour = ""  # `change the grey sky to`: the one that is there
            named = True
        elif kind != "filler":
            name, _, value = kind.partition("=")
            asked.choices[name] = value
        at += length
    return asked if named and (asked.choices or asked.colour or asked.blue) else None


def _leads_on(clause: Span, at: int) -> bool:
    """Whether what comes next says what the sky shall be."""
    return at < len(clause) and clause.words[at] in _ONTO


@cache
def _phrases(language: str) -> tuple[Mapping[tuple[str, ...], str], int]:
    tables = read(language, "skies.toml")
    found: dict[tuple[str, ...], str] = {}
    for rows in tables.values():
        for key, phrases in rows.items():
            for phrase in phrases:
                found.setdefault(tokenise(phrase).words, key)
    return found, max(map(len, found))


def read_sky(clause: Span, grammar: Grammar) -> Readings:
    """The reading of a clause about the sky; empty for any other."""
    asked = sky_in(clause)
    if asked is None:
        return []
    coloured = not asked.choices
    return [
        Reading(
            family="time_season_weather" if coloured else "background_replace",
            clause=clause,
            grammar=grammar,
            target="sky",
            value=clause.plain,
            what=COLOURED if coloured else ANOTHER,
            rule=WHOLLY,
            content=clause,
        )
    ]
