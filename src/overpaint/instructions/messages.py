"""The compiler's own sentences, by language, from `messages.toml` of each lexicon folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from overpaint.instructions.lexicon import read, scene_words

LANGUAGES = ("en", "zh", "zh-Hant")
"""Languages that answers are given in."""


@cache
def sentences(language: str) -> Mapping[str, Mapping[str, str]]:
    """The language's own sentences, and what the scenes that are here are called and told by."""
    tables = read(language, "messages.toml")
    details = tables["detail"]
    for name, words in scene_words(language).items():
        tables["scene"][name] = words.called
        tables["scene"] |= {f"{name}_{choice}": called for choice, called in words.called_with.items()}
        tables.setdefault("scene_example", {})[name] = words.example
        told = {f"{field}_{choice}": row for field, rows in words.told.items() for choice, row in rows.items()}
        tables["detail"] = tables["detail"] | {f"{name}_{key}": row for key, row in (details | told).items()}
    return tables


def say(language: str, table: str, key: str, **facts: object) -> str:
    """A sentence with its blanks filled.

    Raises KeyError for a sentence that the language lacks, and for a blank without a fact.
    """
    if not has(language, table, key):
        raise KeyError(f"{language}/messages.toml has no sentence [{table}] {key}")
    return sentences(language)[table][key].format_map(facts)


def word(language: str, table: str, key: str, default: str = "") -> str:
    """A language's word for something that need not have one; `default` where it has none."""
    return say(language, table, key) if has(language, table, key) else default


def has(language: str, table: str, key: str) -> bool:
    """Whether a language has a sentence. Raises KeyError for a table that no language has."""
    return key in sentences(language)[table]
