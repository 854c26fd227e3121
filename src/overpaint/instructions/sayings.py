"""Requests in plain words: `sayings/*.toml` of a language hold the ways people ask for each edit, one a line.

A clause is one of them where both say the same: politeness, articles, words for the picture and of measure aside, words that mean
the same taken for each other (`alike.toml`). `{place}` in a line stands for words that say where. Nothing of such a clause is
left over, so that it is known from end to end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from overpaint.instructions.lexicon import Lexicon, load, read
from overpaint.instructions.lexicon.files import folder
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import Span

FOLDER = "sayings"
MOST_UNITS = 32
"""Units of the longest clause that is looked at: Chinese counts characters."""

MOST_OF_A_PLACE = 8
"""Units of the longest words that say where."""

_SLOT = "{place}"
_WAYS = {"": 0, "more": 1, "less": -1}
_TURNED = frozenset(["remove", "fix", "decrease", "increase", "add", "去", "修", "减", "加"])
"""Deeds that may stand after what they are done to."""

_EMPTY, _DEGREE = "", "\0"
"""What stands for a phrase that adds nothing, and for one of measure."""


@dataclass(frozen=True)
class Edit:
    """What a whole clause asks for: the family, and the operations with what is set of each.

    `where`: the kind of region that is meant without being named. `refuse`: why nothing here does it, a key of the messages.
    `way`: 1 or -1 for more or less of a slider, 0 for what has no ways. `fault`: the words only say what is wrong, which asks for
    its cure unless the cure is asked for as well.
    """

    family: str
    operations: tuple[str, ...]
    params: Mapping[str, Any]
    where: str = ""
    refuse: str = ""
    way: int = 0
    fault: bool = False


class Token(NamedTuple):
    """A word of a clause, or what stands for it, and its units `start:end`."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Said:
    """A saying that a clause is. `place`, `degree`: its units that say where and how much; empty where none do."""

    edit: Edit
    place: tuple[int, int] = (0, 0)
    degree: tuple[int, int] = (0, 0)


@dataclass
class Phrasebook:
    """All sayings of a language. `kept`: by their words; `around`: by the words before and after a place.

    `alike`: phrase → what stands for it. `lengths`: how many units the phrases have that begin with a word, longest first.
    """

    alike: Mapping[tuple[str, ...], str]
    lengths: Mapping[str, tuple[int, ...]]
    kept: dict[tuple[str, ...], Edit] = field(default_factory=dict)
    around: dict[tuple[tuple[str, ...], tuple[str, ...]], Edit] = field(default_factory=dict)

    def tokens(self, words: tuple[str, ...]) -> tuple[list[Token], tuple[int, int]]:
        """The words that count, and where the words of measure stand."""
        found: list[Token] = []
        degree, at = (0, 0), 0
        while at < len(words):
            length, read_as = self._phrase(words, at)
            if read_as == _DEGREE:
                degree = degree if degree[1] else (at, at + length)
            elif read_as:
                found.append(Token(read_as, at, at + length))
            at += length
        return [one for at, one in enumerate(found) if not (one.word == "is" and _says_too(found, at))], degree

    def _phrase(self, words: tuple[str, ...], at: int) -> tuple[int, str]:
        for length in self.lengths.get(words[at], ()):
            if (read_as := self.alike.get(words[at : at + length])) is not None:
                return length, read_as
        return 1, words[at] if words[at][0].isalnum() or words[at][0] in "+#" or words[at] >= "\u0100" else _EMPTY

    def add(self, line: str, edit: Edit) -> None:
        """One way of saying it. Raises ValueError where another edit is said so already."""
        before, slot, after = line.partition(_SLOT)
        first, last = (tuple(one.word for one in self.tokens(tokenise(part.lower()).words)[0]) for part in (before, after))
        known = self.around.setdefault((first, last), edit) if slot else self.kept.setdefault(first, edit)
        if not slot and first[0] in _TURNED:  # `remove noise` is `noise removed`, too
            self.kept.setdefault((*first[1:], first[0]), edit)
        if replace(known, fault=False) != replace(edit, fault=False):
            raise ValueError(f"{line!r} is said of {', '.join(known.operations)} and of {', '.join(edit.operations)}")


def _says_too(found: list[Token], at: int) -> bool:
    return at + 1 < len(found) and found[at + 1].word == "too"


def said(span: Span) -> Said | None:
    """The saying that a clause is from end to end; None for any other clause."""
    if not 0 < len(span) <= MOST_UNITS or span.quotes:
        return None
    book = phrasebook(span.lexicon.language)
    tokens, degree = book.tokens(span.words)
    words = tuple(token.word for token in tokens)
    if found := book.kept.get(words):
        return Said(found, degree=degree)
    for first, last in _slots(words):
        if (found := book.around.get((words[:first], words[last:]))) is None:
            continue
        place = tokens[first].start, tokens[last - 1].end
        if _is_place(span.part(*place)):
            inside = place[0] <= degree[0] < place[1]
            return Said(found, place, (0, 0) if inside else degree)
    return None


def _slots(words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where a place may stand: the shortest first, so that `the dark sky` keeps its `dark` only where nothing else fits."""
    for length in range(1, min(len(words), MOST_OF_A_PLACE) + 1):
        for first in range(len(words) - length + 1):
            if length < len(words):
                yield first, first + length


def _is_place(span: Span) -> bool:
    """Whether words name a thing, and do nothing with it."""
    things = [hit for hit in span.of("thing") if hit.key not in ("image", "style", "size")]
    inside = {at for hit in things for at in range(hit.start, hit.end)}
    if not things or max(hit.end for hit in things) != len(span):
        return False
    return not any(hit.start not in inside for hit in span.of("verb", "tone_more", "tone_fault", "negation", "keep", "only"))


@cache
def phrasebook(language: str) -> Phrasebook:
    """A language's sayings, read once. Raises ValueError where two edits are said alike."""
    alike = _alike(language, load(language))
    lengths: dict[str, set[int]] = {}
    for phrase in alike:
        lengths.setdefault(phrase[0], set()).add(len(phrase))
    book = Phrasebook(alike, {word: tuple(sorted(known, reverse=True)) for word, known in lengths.items()})
    for name in folder(language, FOLDER):
        for row in read(language, f"{FOLDER}/{name}")["saying"]:
            edit = Edit(row["family"], tuple(row["do"]), row.get("params", {}), row.get("where", ""), way=_WAYS[row.get("way", "")])
            for key in ("say", "fault"):
                for line in filter(None, map(str.strip, row.get(key, "").splitlines())):
                    book.add(line, replace(edit, fault=key == "fault"))
    return book


def _alike(language: str, lexicon: Lexicon) -> dict[tuple[str, ...], str]:
    rows = read(language, "alike.toml")
    measures = [phrase for phrase, entries in lexicon.phrases.items() if any(entry.cls == "degree" for entry in entries)]
    alike = dict.fromkeys(measures, _DEGREE)
    alike |= {tokenise(phrase).words: _EMPTY for phrase in rows["empty"]["words"]}
    alike |= {tokenise(phrase).words: read_as for read_as, phrases in rows["same"].items() for phrase in (read_as, *phrases)}
    alike |= {tokenise(phrase).words: "".join(tokenise(phrase).words) for phrase in rows["apart"]["words"]}
    return alike
