"""What is declared elsewhere in English, in the language of the console: sentences of settings and parameters, errors, names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from overpaint.web.console.visitor import Language

Table = Literal["operations", "parameters", "choices", "sentences", "codes", "patterns"]

_FILE = Path(__file__).parent / "strings" / "declared.zh.toml"


def in_words(table: Table, english: str, language: Language) -> str:
    """The same in the language of the page; as it stands where there are no words for it."""
    return english if language == "en" else _tables()[table].get(english, english)


def sentence(english: str, language: Language) -> str:
    """A sentence that explains something. Empty where the language has none: another one would help nobody."""
    return english if language == "en" else _tables()["sentences"].get(english, "")


def codes(language: Language) -> Mapping[str, str]:
    """What error codes mean, for a language that the errors themselves are not told in; else nothing."""
    return {} if language == "en" else _tables()["codes"]


def lacking(english: str, language: Language) -> str:
    """What an engine says that it lacks: a sentence with names in it."""
    if language == "en":
        return english
    for pattern, words in _tables()["patterns"].items():
        if re.fullmatch(pattern, english):
            return re.sub(pattern, words, english)
    return english


@cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    tables: Mapping[str, Mapping[str, str]] = tomllib.loads(_FILE.read_text("utf-8"))
    return tables
