"""Short word lists and patterns that single modules of the reader go by, from `lists.toml` and `patterns.toml` of each language.

They are named by table and key, `removal.others`; a table is called after the module that reads it, `common` is for several.
What the languages list under one name is read as one list, since a prompt may mix them. Unlike the classes of the other files
these words are not looked for in every clause, are not forgiven a slip, and teach the ranker nothing: a module asks for them
where it knows what they would mean.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

from overpaint.instructions.lexicon.files import read_text
from overpaint.instructions.units import tokenise

LANGUAGES = ("en", "zh")
"""Languages that have lists."""

_PART = re.compile(r"\{([a-z_]+)\}")


def word_list(name: str) -> tuple[str, ...]:
    """The words of a list as written. Raises KeyError where no language has it."""
    return tuple(word for written in _written("lists.toml", name) for word in written)


def word_set(name: str) -> frozenset[str]:
    """The words of a list, to be asked for."""
    return frozenset(word_list(name))


def phrase_list(name: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a list as units."""
    return tuple(tokenise(phrase).words for phrase in word_list(name))


def word_meanings(name: str) -> dict[str, str]:
    """What each word of a list means."""
    return _meanings(name)


def word_numbers(name: str) -> dict[str, float]:
    """The number that each word of a list means; a third is written `"1/3"`."""
    return {word: _share(meant) if isinstance(meant, str) else meant for word, meant in _meanings(name).items()}


def _meanings(name: str) -> dict[str, Any]:
    return {word: meant for written in _written("lists.toml", name) for word, meant in written.items()}


def _share(written: str) -> float:
    """`1/3`, which no decimal is."""
    upper, _, lower = written.partition("/")
    return int(upper) / int(lower)


def pattern(name: str) -> re.Pattern[str]:
    """What one of the languages says by a pattern. Raises KeyError where none has it."""
    return re.compile("|".join(_written("patterns.toml", name)))


def alternatives(name: str) -> str:
    """A pattern as a group, to be part of another."""
    return f"(?:{pattern(name).pattern})"


def _written(file: str, name: str) -> list[Any]:
    table, _, key = name.partition(".")
    found = [rows[table][key] for rows in map(_read, (file,) * len(LANGUAGES), LANGUAGES) if key in rows[table]]
    if not found:
        raise KeyError(name)
    return found


@cache
def _read(file: str, language: str) -> dict[str, dict[str, Any]]:
    """The tables of a file; `{name}` in a pattern stands for the pattern of that name above it in its table.

    A list of single characters may be written as one string.
    """
    tables: dict[str, dict[str, Any]] = tomllib.loads(read_text(language, file))
    for rows in tables.values():
        for key, written in rows.items():
            if isinstance(written, str):
                rows[key] = _PART.sub(lambda part, rows=rows: f"(?:{rows[part[1]]})", written)  # type: ignore[misc]
    return tables
