"""Words by language, read from the data files beside this module. A language is a folder; nothing here knows a word.

Every `*.toml` of a folder holds tables (classes) of keys with lists of phrases: `[tone_more]`, `"brightness+" = ["brighter", …]`.
`language.toml` says which files hold verbs and nouns to be inflected; `forms.toml`, `messages.toml`, `retouching.toml`,
`asks.toml`, `combining.toml`, `skies.toml`, `alike.toml`, `plainer.toml`, `lettering.toml`,
`compounds.toml` and the folder `sayings` are read by their users, `lists.toml` and `patterns.toml` by `lists.py`.
A key of `[scene]` may be of two parts, `wall/surface material=brick`: the kind of place, which the grammar asks for, and what
paints it, which becomes the key of a second entry of class `backdrop`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from overpaint.instructions.lexicon.files import names, read_text
from overpaint.instructions.lexicon.inflection import plurals, verb_forms
from overpaint.instructions.lexicon.typos import Speller
from overpaint.instructions.units import tokenise

if TYPE_CHECKING:
    from overpaint.operations import Operation
    from overpaint.operations.words import Phrases
    from overpaint.scenes.words import Words as SceneWords

_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})")
_NUMBERS = re.compile(r"\d+")
_NOT_WORDS = {
    "language.toml", "forms.toml", "messages.toml", "retouching.toml", "asks.toml", "combining.toml", "skies.toml", "tales.toml",
    "alike.toml", "plainer.toml", "compounds.toml", "lettering.toml", "lists.toml", "patterns.toml",
}  # fmt: skip


class Entry(NamedTuple):
    """What a phrase may mean: its class, its key in the class, and for verbs the form (`base`, `s`, `ing`, `ed`)."""

    cls: str
    key: str
    form: str = ""


class Hit(NamedTuple):
    """A phrase of the lexicon found at units `start:end`, with what it may mean."""

    start: int
    end: int
    cls: str
    key: str
    form: str = ""


@dataclass(frozen=True)
class Lexicon:
    """All words of one language. `lengths[word]`: how many units the phrases that begin with it have, longest first.

    `families`: the family of each operation that a phrase names.
    """

    language: str
    phrases: Mapping[tuple[str, ...], tuple[Entry, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    forms: Mapping[str, Any]
    speller: Speller
    families: Mapping[str, str]

    def family_of(self, slider: str) -> str:
        """The family of the operation that a word for a whole edit names; `tone` for every other slider."""
        return self.families.get(slider, "tone")

    def hits(self, words: tuple[str, ...]) -> list[Hit]:
        """Every phrase found anywhere, by start, longest first."""
        found: list[Hit] = []
        phrases, lengths, new = self.phrases, self.lengths, tuple.__new__
        for start, word in enumerate(words):
            for length in lengths.get(word, ()):
                entries = phrases.get(words[start : start + length])
                if entries and start + length <= len(words):
                    found += [new(Hit, (start, start + length, *entry)) for entry in entries]
            if word[0] in "#r" and (code := colour_code(word)):
                found.append(Hit(start, start + 1, "colour", code))
        return found


def colour_code(word: str) -> str | None:
    """`#abc`, `#aabbcc`, `rgb(1, 2, 3)` or `rgb 1 2 3` as `#rrggbb`; None for anything else."""
    match = _HEX.fullmatch(word)
    if match is None and not word.startswith("rgb"):
        return None
    if match:
        digits = match[1]
        return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))
    channels = [int(number) for number in _NUMBERS.findall(word)]
    return "#" + "".join(f"{channel:02x}" for channel in channels) if len(channels) == 3 and max(channels) < 256 else None


def read(language: str, name: str) -> dict[str, Any]:
    """One data file of a language."""
    return tomllib.loads(read_text(language, name))


@cache
def load(language: str) -> Lexicon:
    """The lexicon of a language, read once. Raises FileNotFoundError for a language without a folder."""
    facts = read(language, "language.toml")
    phrases: dict[tuple[str, ...], list[Entry]] = {}
    for name in names(language):
        if name.endswith(".toml") and name not in _NOT_WORDS:
            _add_file(phrases, read(language, name), facts, name)
    for operation in _operations(language):
        _add_file(phrases, _tables(operation, language, facts), facts, "operations")
    for name, painted in scene_words(language).items():
        _add_file(phrases, _scene_tables(name, painted), facts, "scenes.toml")
    _add_counted(phrases, facts)
    for name in facts.get("borrows", []):
        _add_file(phrases, read("en", name), facts, name)
    _add_shades(phrases)
    lengths: dict[str, set[int]] = {}
    for phrase in phrases:
        lengths.setdefault(phrase[0], set()).add(len(phrase))
    return Lexicon(
        language=language,
        phrases={phrase: tuple(dict.fromkeys(entries)) for phrase, entries in phrases.items()},
        lengths={word: tuple(sorted(known, reverse=True)) for word, known in lengths.items()},
        forms=read(language, "forms.toml"),
        families={operation.name: operation.family for operation in _operations(language)},
        speller=Speller(facts["forgiven"], {word for phrase in phrases for word in phrase}, facts["ordinary_words"]),
    )


def _operations(language: str) -> list[Operation]:
    """Every operation that has words in a language."""
    from overpaint.operations import OPERATIONS  # here: numpy comes with it, and importing this room shall stay light

    return [operation for operation in OPERATIONS if language in operation.words]


def _tables(operation: Operation, language: str, facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """An operation's words as the classes that clauses are read by; a sign says which way a phrase moves a slider."""
    words, style = operation.words[language], operation.family in NAMED_FAMILIES
    whole = _as_looks(words.whole, language, facts["looks"]) if operation.family == "style" else words.whole
    return {
        "tone_attribute": dict(words.called),
        "tone_more": _signed(words.more, words.less),
        "tone_fault": _signed(words.mends_more, words.mends_less),
        "look" if style else "tone_whole": {operation.name: whole} if whole else {},
        "look_weak": {operation.name: words.weak},
        "look_says": {operation.name: [word for said in words.says.values() for word in said]} if style else {},
        "look_strong": {operation.name: words.strong},
        "look_choice": {
            f"{operation.name} {name}={value}": phrases
            for name, values in words.choices.items()
            for value, phrases in values.items()
        },
    }


NAMED_FAMILIES = ("style", "time_season_weather")
"""Families of operations that are asked for by names of their own."""


def _as_looks(names: tuple[str, ...], language: str, after: Iterable[str]) -> tuple[str, ...]:
    """Names of a look with the words for looks after them: `watercolour`, `watercolour style`, `水彩风格`."""
    space = " " if language == "en" else ""
    return tuple(dict.fromkeys([*names, *(f"{name}{space}{word}" for name in names for word in after)]))


@cache
def scene_words(language: str) -> Mapping[str, SceneWords]:
    """The words of every scene that has any in a language, by its name."""
    from overpaint.scenes import SCENES  # here: numpy comes with it, and importing this room shall stay light
    from overpaint.scenes.base import name_of
    from overpaint.scenes.words import read_words

    every = {name_of(scene): read_words(str(scene.__file__)) for scene in SCENES}
    return {name: words[language] for name, words in every.items() if language in words}


def _scene_tables(name: str, words: SceneWords) -> dict[str, dict[str, Any]]:
    """A scene's words as the classes that phrases are read by."""
    places = {}
    for key, phrases in words.places.items():
        kind, _, chosen = key.partition(" ")
        places[f"{kind}/{name} {chosen}".strip()] = phrases
    choices = {f"scene_{field}": dict(rows) for field, rows in words.choices.items()}
    return {"scene": places, "scene_detail": {name: words.shows}, **choices}


def _signed(up: Phrases, down: Phrases) -> dict[str, Any]:
    return {f"{slider}+": phrases for slider, phrases in up.items()} | {f"{slider}-": phrases for slider, phrases in down.items()}


def _add_file(phrases: dict[tuple[str, ...], list[Entry]], tables: dict[str, Any], facts: dict[str, Any], name: str) -> None:
    for cls, keys in tables.items():
        for key, written in keys.items():
            for phrase in written:
                for variant, form in _variants(phrase, facts, name):
                    phrases.setdefault(tokenise(variant).words, []).extend(_entries(cls, key, form))


def _entries(cls: str, key: str, form: str) -> list[Entry]:
    if cls != "scene":
        return [Entry(cls, key, form)]
    kind, _, painted = key.partition("/")
    return [Entry(cls, kind), Entry("backdrop", painted or kind)]


def _add_counted(phrases: dict[tuple[str, ...], list[Entry]], facts: dict[str, Any]) -> None:
    """Numbers with a classifier (`三只`), for languages that count so: some of something, or how many."""
    for classifier in facts.get("classifiers", ""):
        for number, digits in facts["numerals"].items():
            entries = [Entry("indefinite", "indefinite"), Entry("determiner", "determiner")]
            entries += [Entry("number", number)] if number.isdigit() else []
            for digit in digits:
                phrases.setdefault((digit, classifier), []).extend(entries)
        for pointer in facts["pointers"]:
            phrases.setdefault((pointer, classifier), []).append(Entry("determiner", "determiner"))


def _add_shades(phrases: dict[tuple[str, ...], list[Entry]]) -> None:
    """Colours with a word for their shade (`dark teal`), where the list of colours has none of that name."""
    rows = [(words, entry) for words, entries in phrases.items() for entry in entries]
    shades = [(words, entry.key) for words, entry in rows if entry.cls == "shade"]
    colours = [(words, entry.key) for words, entry in rows if entry.cls == "colour"]
    for words, key in shades:
        for name, code in colours:
            if (*words, *name) not in phrases and name[:1] not in [known for known, _ in shades]:
                phrases[(*words, *name)] = [Entry("colour", shaded(code, dark=key == "dark"))]


def shaded(code: str, *, dark: bool) -> str:
    """`#rrggbb` a good deal darker, or half way to white."""
    return "#" + "".join(f"{round(c * 0.55 if dark else c + (255 - c) * 0.5):02x}" for c in channels_of(code))


def channels_of(code: str) -> tuple[int, int, int]:
    """`#rrggbb` as three sRGB codes. Here, as reading a prompt loads no numpy; pixels: `imaging.colour_code.to_pixel`."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def _variants(phrase: str, facts: dict[str, Any], name: str) -> Iterable[tuple[str, str]]:
    if name in facts["verb_files"] and not facts.get("inflect", True):
        return [(phrase, "base")]
    if name in facts["verb_files"]:
        return verb_forms(phrase, facts["irregular_verbs"])
    if name in facts["noun_files"]:
        return [(variant, "") for variant in plurals(phrase, facts["irregular_nouns"])]
    return [(phrase, "")]
