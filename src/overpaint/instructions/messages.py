"""The compiler's own sentences, by language, from `messages.toml` of each lexicon folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from overpaint.instructions.lexicon import read
from overpaint.plans import Note

LANGUAGES = ("en", "zh", "zh-Hant")
"""Languages that answers are given in."""


@cache
def _messages(language: str) -> Mapping[str, Mapping[str, str]]:
    return read(language, "messages.toml")


def say(language: str, table: str, key: str, **facts: object) -> str:
    """A sentence with its blanks filled; empty where the language has none under that key."""
    sentence = _messages(language)[table].get(key, "")
    return sentence.format(**facts) if facts else sentence


def tell(language: str, note: Note) -> str:
    """What a room that knows no language has to say. The fact `region` is a region's name and becomes its word."""
    facts = dict(note.facts)
    if "region" in facts:
        facts["region"] = say(language, "region", str(facts["region"])) or facts["region"]
    return say(language, "note", note.key, **facts)


def can_tell(language: str, note: Note) -> bool:
    """Whether a note has a sentence here, and the facts that its blanks need."""
    try:
        return bool(tell(language, note))
    except (KeyError, ValueError, IndexError, TypeError, AttributeError):
        return False


def has(language: str, table: str, key: str) -> bool:
    return key in _messages(language)[table]
