"""Requests in plain words: `sayings/*.toml` of a language hold the ways people ask for each edit, one a line.

A clause is one of them where both say the same: politeness, articles, words for the picture and of measure aside, words that mean
the same taken for each other (`alike.toml`). `{place}` in a line stands for words that say where. Nothing of such a clause is
left over, so that it is known from end to end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, NamedTuple

from overpaint.instructions.lexicon import Lexicon, load, read
from overpaint.instructions.lexicon.files import folder
from overpaint.instructions.lexicon.lists import phrase_list, word_set
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import Span

FOLDER = "sayings"
MOST_UNITS = 32
"""Units of the longest clause that is looked at: Chinese counts characters."""

MOST_OF_A_PLACE = 8
"""Units of the longest words that say where."""

_SLOT = "{place}"
_WAYS = {"": 0, "more": 1, "less": -1}
_MEASURED = "+"
"""Ends a line that must be said with words of measure: `暗一点` asks for it, `暗` complains of it."""

_TURNED = word_set("sayings.turned")
"""Deeds that may stand after what they are done to."""

_EMPTY, _DEGREE = "", "\0"
"""What stands for a phrase that adds nothing, and for one of measure."""
_VERY = word_set("sayings.very")
_TAKING_ON = word_set("sayings.taking_on")


@dataclass(frozen=True)
class Edit:
    """What a whole clause asks for: the family, and the operations with what is set of each.

    `where`: the kind of region that is meant without being named. `refuse`: why nothing here does it, a key of the messages.
    `way`: 1 or -1 for more or less of a slider, 0 for what has no ways. `fault`: the words only say what is wrong, which asks for
    its cure unless the cure is asked for as well. `said_freely`: it is a saying, not a row of `asks.toml`.
    """

    family: str
    operations: tuple[str, ...]
    params: Mapping[str, Any]
    where: str = ""
    refuse: str = ""
    way: int = 0
    fault: bool = False
    said_freely: bool = False


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
    """All sayings of a language. `kept`: by their words; `around`: by the words before a place, with those after it.

    `alike`: phrase → what stands for it. `lengths`: how many units the phrases have that begin with a word, longest first.
    """

    alike: Mapping[tuple[str, ...], str]
    lengths: Mapping[str, tuple[int, ...]]
    kept: dict[tuple[str, ...], Edit] = field(default_factory=dict)
    around: dict[tuple[str, ...], list[tuple[tuple[str, ...], Edit]]] = field(default_factory=dict)

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
        return [one for at, one in enumerate(found) if not _is_said_anyway(found, at)], degree

    def _phrase(self, words: tuple[str, ...], at: int) -> tuple[int, str]:
        for length in self.lengths.get(words[at], ()):
            if (read_as := self.alike.get(words[at : at + length])) is not None:
                return length, read_as
        return 1, words[at] if words[at][0].isalnum() or words[at][0] in "+#" or words[at] >= "\u0100" else _EMPTY

    def add(self, line: str, edit: Edit) -> None:
        """One way of saying it."""
        before, slot, after = line.partition(_SLOT)
        first = self._words(before)
        if slot:
            self.around.setdefault(first, []).append((self._words(after), edit))
            return
        if first and first[0] in _TURNED:  # `remove noise` is `noise removed`, too
            self.kept.setdefault((*first[1:], first[0]), edit)
        self.kept.setdefault(first, edit)

    def of(self, line: str) -> Edit:
        """What a line is taken for. Raises KeyError for one that is not here."""
        before, slot, after = line.partition(_SLOT)
        first = self._words(before)
        return dict(self.around[first])[self._words(after)] if slot else self.kept[first]

    def _words(self, written: str) -> tuple[str, ...]:
        units = tuple(written.split()) if written.replace(" ", "").isalpha() and written.isascii() else tokenise(written).words
        return tuple(one.word for one in self.tokens(units)[0])


def _is_said_anyway(found: list[Token], at: int) -> bool:
    """`is too dark`, `有点发黄`: a word that the next one makes needless."""
    after = found[at + 1].word if at + 1 < len(found) else ""
    return (found[at].word == "is" and after == "too") or (found[at].word in _VERY and after in _TAKING_ON)


def said(span: Span) -> Said | None:
    """The saying that a clause is from end to end; None for any other clause."""
    if not 0 < len(span) <= MOST_UNITS or span.quotes:
        return None
    begin = _after_taken(span)
    fitting = _fitting(span.lexicon.language, span.words[begin:])
    found = next(
        (one for one in fitting if not one.place[1] or _is_place(span.part(begin + one.place[0], begin + one.place[1]))), None
    )
    return found if found is None or not begin else _moved(found, begin)


def _after_taken(span: Span) -> int:
    """Where Chinese goes on after how a picture was taken: `晚上拍的有点暗`; 0 where a clause says nothing of it."""
    if span.lexicon.language != "zh":
        return 0
    for at in range(1, min(len(span) - 1, _LONGEST_TAKEN)):
        if span.words[at : at + 2] in _TAKEN:
            told = span.part(0, at)
            return 0 if any(told.of("verb", "negation", "thing", "tone_more", "tone_fault")) else at + 2
    return 0


def _moved(one: Said, by: int) -> Said:
    """The same, of a clause with so many more units before it."""
    place, degree = ((row[0] + by, row[1] + by) if row[1] else row for row in (one.place, one.degree))
    return replace(one, place=place, degree=degree)


_TAKEN = phrase_list("sayings.taken")
_LONGEST_TAKEN = 8
"""Units of the longest words that say where or when a picture was taken."""


@lru_cache(maxsize=2048)
def _fitting(language: str, words: tuple[str, ...]) -> tuple[Said, ...]:
    """The sayings that words may be, those with a place last. A clause is asked about again and again while it is read."""
    book = phrasebook(language)
    tokens, degree = book.tokens(words)
    plain = tuple(token.word for token in tokens)
    keys = ((*plain, _MEASURED), plain) if degree[1] else (plain,)
    found = [Said(book.kept[key], degree=degree) for key in keys if key in book.kept][:1]
    if language == "zh" and degree[1] == len(words):  # `偏暖一些` wishes, `有点暖` complains
        found = [one for one in found if not one.edit.fault]
    for first in range(len(plain)):
        for last, edit in book.around.get(plain[:first], ()):
            end = len(plain) - len(last)
            if not (first < end <= first + MOST_OF_A_PLACE and plain[end:] == last and len(last) + first):
                continue
            place = tokens[first].start, tokens[end - 1].end
            found.append(Said(edit, place, (0, 0) if place[0] <= degree[0] < place[1] else degree))
    return tuple(sorted(found, key=lambda one: one.place[1] - one.place[0]))


def _is_place(span: Span) -> bool:
    """Whether words name one thing, and nothing but which one."""
    things = [hit for hit in span.of("thing") if hit.key not in ("image", "style", "size")]
    known = {at for hit in [*things, *span.of(*_SAY_WHICH)] for at in range(hit.start, hit.end)}
    apart = span.has("excepting") or not _JOINTS.isdisjoint(span.words)
    return bool(things) and not apart and len(known) == len(span) and len({hit.end for hit in things}) == 1


_JOINTS = word_set("sayings.joints")
_SAY_WHICH = ("side", "order", "colour", "shade", "determiner", "preposition")


@cache
def phrasebook(language: str) -> Phrasebook:
    """A language's sayings, read once."""
    alike = _alike(language, load(language))
    lengths: dict[str, set[int]] = {}
    for phrase in alike:
        lengths.setdefault(phrase[0], set()).add(len(phrase))
    book = Phrasebook(alike, {word: tuple(sorted(known, reverse=True)) for word, known in lengths.items()})
    for name in folder(language, FOLDER):
        for row in read(language, f"{FOLDER}/{name}")["saying"]:
            way = _WAYS[row.get("way", "")]
            edit = Edit(row["family"], tuple(row["do"]), row.get("params", {}), row.get("where", ""), way=way, said_freely=True)
            for key, asked in (("say", edit), ("fault", replace(edit, fault=True))):
                for line in lines_of(row, key):
                    book.add(line, asked)
    return book


def lines_of(row: Mapping[str, Any], key: str) -> list[str]:
    """The lines of one row of a file, one way of saying it each."""
    return [line for line in map(str.strip, row.get(key, "").splitlines()) if line]


def _alike(language: str, lexicon: Lexicon) -> dict[tuple[str, ...], str]:
    rows = read(language, "alike.toml")
    measures = [phrase for phrase, entries in lexicon.phrases.items() if any(entry.cls == "degree" for entry in entries)]
    alike = dict.fromkeys(measures, _DEGREE)
    alike |= {tokenise(phrase).words: _EMPTY for phrase in rows["empty"]["words"]}
    alike |= {tokenise(phrase).words: read_as for read_as, phrases in rows["same"].items() for phrase in (read_as, *phrases)}
    alike |= {tokenise(phrase).words: "".join(tokenise(phrase).words) for phrase in rows["apart"]["words"]}
    return alike
