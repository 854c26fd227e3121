"""The compiler's own sentences, by language, from `messages.toml` of each lexicon folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from overpaint.instructions.lexicon import read

LANGUAGES = ("en", "zh", "zh-Hant")
"""Languages that answers are given in."""


@cache
def _messages(language: str) -> Mapping[str, Mapping[str, str]]:
    return read(language, "messages.toml")


def say(language: str, table: str, key: str, **facts: object) -> str:
    """A sentence with its blanks filled; empty where the language has none under that key."""
    sentence = _messages(language)[table].get(key, "")
    return sentence.format(**facts) if facts else sentence


def has(language: str, table: str, key: str) -> bool:
    return key in _messages(language)[table]
