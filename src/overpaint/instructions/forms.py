"""Shapes of requests: read from a language's `forms.toml`, matched against the units of one clause.

A shape is a row of elements: a verb class, a choice of words, or a slot that takes one unit or more. Shapes are data; this module
only knows how to lay one along a clause. Work is bounded by clause length times slots, and clauses are short (`MAX_UNITS`).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from overpaint.instructions.lexicon import Hit, load
from overpaint.instructions.units import tokenise

_WORDS = frozenset(
    [
        "quality",
        "degree",
        "tone_whole",
        "tone_fault",
        "thing",
        "tone_attribute",
        "tone_more",
        "scene",
        "style",
        "material",
        "weather",
        "time",
    ]
)
"""Classes of words that a form's own words are not looked for inside."""

MAX_TRIES = 12
"""Ends that are tried for one slot: nobody says `to` more often in one command."""

MAX_UNITS = 60
"""Units of a clause that are read; nobody writes a longer command without a full stop."""

_ELEMENT = re.compile(r"<(?P<cls>\w+)(?:\.(?P<form>\w+))?>|\{(?P<slot>\w+)\}|(?P<words>[^\s{}<>]+)")
_OPTION = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Verb:
    cls: str
    form: str


@dataclass(frozen=True, slots=True)
class Words:
    """Any of several phrases, each a tuple of units, longest first."""

    choice: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    name: str


Element = Verb | Words | Slot


@dataclass(frozen=True, slots=True)
class Form:
    """One shape: the act it stands for, its elements, and what a clause must contain for it to be worth trying."""

    act: str
    elements: tuple[Element, ...]
    written: str
    weak: bool
    verbs: frozenset[str]
    words: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A shape laid along a clause: each slot's range of units."""

    form: Form
    slots: Mapping[str, tuple[int, int]]


class Forms:
    """All forms of a language, in the order of its file, findable by one verb or word that each cannot do without."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.all = tuple(forms)
        self._by_verb: dict[str, list[int]] = {}
        self._by_word: dict[str, list[int]] = {}
        for number, form in enumerate(self.all):
            if form.verbs:
                self._by_verb.setdefault(min(form.verbs), []).append(number)
            else:
                for word in form.words[0]:
                    self._by_word.setdefault(word, []).append(number)

    def worth_trying(self, verbs: Iterable[str], words: Iterable[str]) -> Iterator[Form]:
        """Forms that have one of these verbs or words."""
        numbers = {number for verb in verbs for number in self._by_verb.get(verb, ())}
        numbers.update(number for word in words for number in self._by_word.get(word, ()))
        return (self.all[number] for number in sorted(numbers))


@cache
def forms_of(language: str) -> Forms:
    """The forms of a language, optional parts written out."""
    rows = load(language).forms["form"]
    return Forms(_form(row, text) for row in rows for written in row["say"] for text in _variants(written))


def _variants(written: str) -> Iterable[str]:
    parts = _OPTION.split(written)
    options = [(part,) if index % 2 == 0 else (part, "") for index, part in enumerate(parts)]
    return (" ".join("".join(choice).split()) for choice in itertools.product(*options))


def _form(row: Mapping[str, Any], written: str) -> Form:
    elements: list[Element] = []
    for match in _ELEMENT.finditer(written):
        if match["cls"]:
            elements.append(Verb(match["cls"], match["form"] or ""))
        elif match["slot"]:
            elements.append(Slot(match["slot"]))
        else:
            elements.append(Words(_phrases(match["words"])))
    verbs = frozenset(e.cls for e in elements if isinstance(e, Verb))
    return Form(
        row["act"],
        tuple(elements),
        written,
        bool(row.get("weak")),
        verbs,
        tuple(frozenset(phrase[0] for phrase in e.choice) for e in elements if isinstance(e, Words)),
    )


def _fits(wanted: str, form: str) -> bool:
    """Whether a verb's form is the one asked for; `colors`, `lights` and the like are nouns unless asked for."""
    return form == wanted or (not wanted and form != "s")


def _swallowed(verb: Hit, hits: Sequence[Hit], classes: frozenset[str]) -> bool:
    """Whether a verb is only a part of a longer word: `画` in `画质`."""
    length = verb.end - verb.start
    return any(
        hit.start <= verb.start and verb.end <= hit.end and hit.end - hit.start > length for hit in hits if hit.cls in classes
    )


def _cut_across(verb: Hit, hits: Sequence[Hit], classes: frozenset[str]) -> bool:
    """Whether a word that begins before a verb ends inside it: `题字` is no verb in `标题字体`."""
    return any(hit.start < verb.start < hit.end < verb.end for hit in hits if hit.cls in classes)


def _covered(hits: Iterable[Hit]) -> frozenset[int]:
    """Units inside a known word: `调` in `色调` is no verb."""
    words = [hit for hit in hits if hit.end - hit.start > 1 and (hit.cls in _WORDS or hit.cls == "verb")]
    return frozenset(at for hit in words for at in range(hit.start, hit.end))


def _phrases(written: str) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted((tokenise(phrase.replace("_", " ")).words for phrase in written.split("|")), key=len, reverse=True))


class Board:
    """One clause laid out for matching: its units and the verbs found at each."""

    def __init__(self, words: Sequence[str], hits: Sequence[Hit], tight: bool = False) -> None:
        self.words = tuple(words)
        self.verbs: dict[int, list[Hit]] = {}
        longer = _WORDS | {"verb", "tone_vague", "shape"} if tight else _WORDS
        for hit in hits:
            first = self.verbs.get(hit.start, [hit])[0]
            if hit.cls != "verb" or first.end > hit.end or (tight and _cut_across(hit, hits, _WORDS)):
                continue
            if not _swallowed(hit, hits, longer):
                self.verbs.setdefault(hit.start, []).append(hit)
        self.covered = _covered(hits) if tight else frozenset()
        self.keys = frozenset(hit.key for row in self.verbs.values() for hit in row)
        self.present = frozenset(self.words)

    def matches(self, forms: Forms) -> Iterator[Match]:
        """Every form that fits all units, in order."""
        for form in forms.worth_trying(self.keys, self.present):
            if form.verbs <= self.keys and all(choice & self.present for choice in form.words):
                slots = self._lay(form.elements, 0, 0)
                if slots is not None:
                    yield Match(form, slots)

    def _lay(self, elements: tuple[Element, ...], index: int, at: int) -> dict[str, tuple[int, int]] | None:
        if index == len(elements):
            return {} if at == len(self.words) else None
        element = elements[index]
        if isinstance(element, Slot):
            return self._lay_slot(element, elements, index, at)
        for end in self._ends(element, at):
            rest = self._lay(elements, index + 1, end)
            if rest is not None:
                return rest
        return None

    def _lay_slot(self, slot: Slot, elements: tuple[Element, ...], index: int, at: int) -> dict[str, tuple[int, int]] | None:
        if index + 1 == len(elements):
            return {slot.name: (at, len(self.words))} if at < len(self.words) else None
        tries = 0
        for end in range(at + 1, len(self.words)):
            if not self._ends(elements[index + 1], end):
                continue
            rest = self._lay(elements, index + 1, end)
            if rest is not None:
                return {slot.name: (at, end), **rest}
            tries += 1
            if tries >= MAX_TRIES:
                break
        return None

    def _ends(self, element: Element, at: int) -> Sequence[int]:
        if isinstance(element, Words):
            rows = [row for row in element.choice if self.words[at : at + len(row)] == row]
            return [at + len(row) for row in rows if len(row) > 1 or at not in self.covered]
        if isinstance(element, Verb):
            return [h.end for h in self.verbs.get(at, ()) if h.key == element.cls and _fits(element.form, h.form)]
        return ()
