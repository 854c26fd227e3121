"""Words by language, read from the data files beside this module. A language is a folder; nothing here knows a word.

Every `*.toml` of a folder holds tables (classes) of keys with lists of phrases: `[tone_more]`, `"brightness+" = ["brighter", …]`.
`language.toml` says which files hold verbs and nouns to be inflected; `forms.toml` and `messages.toml` are read by their users.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from overpaint.instructions.lexicon.inflection import plurals, verb_forms
from overpaint.instructions.lexicon.typos import Speller
from overpaint.instructions.units import tokenise

_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})")
_NUMBERS = re.compile(r"\d+")
_NOT_WORDS = {"language.toml", "forms.toml", "messages.toml"}


class Entry(NamedTuple):
    """What a phrase may mean: its class, its key in the class, and for verbs the form (`base`, `s`, `ing`, `ed`)."""

    cls: str
    key: str
    form: str = ""


class Hit(NamedTuple):
    """A phrase of the lexicon found at units `start:end`."""

    start: int
    end: int
    entry: Entry

    @property
    def cls(self) -> str:
        return self.entry.cls

    @property
    def key(self) -> str:
        return self.entry.key


@dataclass(frozen=True)
class Lexicon:
    """All words of one language. `longest[word]` is the number of units of the longest phrase that begins with it."""

    language: str
    phrases: Mapping[str, tuple[Entry, ...]]
    longest: Mapping[str, int]
    forms: Mapping[str, Any]
    speller: Speller

    def hits(self, words: tuple[str, ...]) -> list[Hit]:
        """Every phrase found anywhere, by start, longest first."""
        found: list[Hit] = []
        for start, word in enumerate(words):
            if word[0] == "#" or word.startswith("rgb("):
                found += [Hit(start, start + 1, Entry("colour", code))] if (code := colour_code(word)) else []
            for length in range(min(self.longest.get(word, 0), len(words) - start), 0, -1):
                entries = self.phrases.get(" ".join(words[start : start + length]))
                if entries:
                    found += [Hit(start, start + length, entry) for entry in entries]
        return found

    def entries(self, phrase: str) -> tuple[Entry, ...]:
        return self.phrases.get(phrase, ())


def colour_code(word: str) -> str | None:
    """`#abc`, `#aabbcc` or `rgb(1, 2, 3)` as `#rrggbb`; None for anything else."""
    match = _HEX.fullmatch(word)
    if match:
        digits = match[1]
        return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    channels = [int(number) for number in _NUMBERS.findall(word)]
    return "#" + "".join(f"{channel:02x}" for channel in channels) if len(channels) == 3 and max(channels) < 256 else None


def read(language: str, name: str) -> dict[str, Any]:
    """One data file of a language."""
    return tomllib.loads((files(__name__) / language / name).read_text("utf-8"))


@cache
def load(language: str) -> Lexicon:
    """The lexicon of a language, read once. Raises FileNotFoundError for a language without a folder."""
    facts = read(language, "language.toml")
    phrases: dict[str, list[Entry]] = {}
    for name in sorted(entry.name for entry in (files(__name__) / language).iterdir() if entry.name.endswith(".toml")):
        if name not in _NOT_WORDS:
            _add_file(phrases, read(language, name), facts, name)
    for name in facts.get("borrows", []):
        _add_file(phrases, read("en", name), facts, name)
    longest: dict[str, int] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    speller = Speller(_spelled(phrases, facts), facts.get("ordinary_words", []))
    frozen = {phrase: tuple(dict.fromkeys(entries)) for phrase, entries in phrases.items()}
    return Lexicon(language, frozen, longest, read(language, "forms.toml"), speller)


def _add_file(phrases: dict[str, list[Entry]], tables: dict[str, Any], facts: dict[str, Any], name: str) -> None:
    for cls, keys in tables.items():
        for key, written in keys.items():
            for phrase in written:
                for variant, form in _variants(phrase, facts, name):
                    phrases.setdefault(" ".join(tokenise(variant).words), []).append(Entry(cls, key, form))


def _variants(phrase: str, facts: dict[str, Any], name: str) -> Iterable[tuple[str, str]]:
    if name in facts["verb_files"] and not facts.get("inflect", True):
        return [(phrase, "base")]
    if name in facts["verb_files"]:
        return verb_forms(phrase, facts["irregular_verbs"])
    if name in facts["noun_files"]:
        return [(variant, "") for variant in plurals(phrase, facts["irregular_nouns"])]
    return [(phrase, "")]


def _spelled(phrases: Mapping[str, list[Entry]], facts: dict[str, Any]) -> list[str]:
    """Words whose misspelling may be forgiven: those of the classes that the language lists as safe."""
    safe = set(facts.get("forgiven_classes", []))
    return [phrase for phrase, entries in phrases.items() if " " not in phrase and any(e.cls in safe for e in entries)]
