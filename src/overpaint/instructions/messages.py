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
    """A sentence with its blanks filled.

    Raises KeyError for a sentence that the language lacks, and for a blank without a fact.
    """
    if not has(language, table, key):
        raise KeyError(f"{language}/messages.toml has no sentence [{table}] {key}")
    return _messages(language)[table][key].format_map(facts)


def word(language: str, table: str, key: str, default: str = "") -> str:
    """A language's word for something that need not have one; `default` where it has none."""
    return say(language, table, key) if has(language, table, key) else default


def has(language: str, table: str, key: str) -> bool:
    """Whether a language has a sentence. Raises KeyError for a table that no language has."""
    return key in _messages(language)[table]
