"""Every stretch of a prompt that may be a request: sentences are cut where one may begin, any few neighbours may be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from overpaint.instructions.grammar import Grammar
from overpaint.instructions.splitter import clauses
from overpaint.instructions.words import Span

MOST_CUTS, LEAST_CUTS = 14, 2
"""Places of one sentence at which it may be cut, the likeliest ones; fewer in a prompt of many sentences."""

LONGEST = 5
"""Pieces between cuts that may be one request; a whole sentence may be as well."""

_FEW = 2

MOST_SEGMENTS = 90
"""Segments of a prompt that are looked at, each half a millisecond: the more pieces, the fewer of them are taken together."""

_SOFT = frozenset(",，、:：-–—/&~^*;；")
_BEGINNING = ("verb", "negation", "keep", "tone_more", "tone_whole", "quality_more", "excepting")
"""Kinds of words with which a request may begin without any sign before it."""


@dataclass(frozen=True)
class Sentence:
    """One sentence: its units, what ended it, and where it may be cut (unit numbers, 0 and its length among them).

    `clauses`: where the splitter would begin a clause. `most`: cuts that are made at most.
    """

    span: Span
    grammar: Grammar
    stop: str
    first: bool
    last: bool
    most: int = MOST_CUTS

    @cached_property
    def clauses(self) -> frozenset[int]:
        at, found = 0, []
        for clause in clauses(self.span, self.grammar):
            found.append(at)
            at += len(clause)
        return frozenset(found)

    @cached_property
    def joints(self) -> frozenset[int]:
        """Units before which a conjunction stands."""
        back = self.grammar.conjunctions.back
        return frozenset(at for at in range(1, len(self.span)) if back(self.span.words, at))

    @cached_property
    def commas(self) -> frozenset[int]:
        """Units after a comma or the like."""
        return frozenset(at for at in range(1, len(self.span)) if self.span.words[at - 1] in _SOFT)

    @cached_property
    def cuts(self) -> tuple[int, ...]:
        rank: dict[int, int] = dict.fromkeys(self.clauses, 0)
        for at in (*self.commas, *self.joints):
            rank.setdefault(at, 1)
        for hit in self.span.of(*_BEGINNING):
            if (hit.cls != "verb" and self._is_kept(hit.start)) or (hit.cls == "verb" and self._is_measured(hit.start)):
                continue
            rank.setdefault(hit.start, 2 if hit.cls == "verb" else 3)
        negated = {hit.end for hit in self.span.of("negation")}  # `don't` is not cut off from what it forbids
        inside = self._inside_verbs()
        inner = [at for at in rank if 0 < at < len(self.span) and at not in negated and at not in inside]
        likeliest = sorted(sorted(inner, key=lambda at: (rank[at], at))[: self.most])
        cuts: list[int] = []
        for at in likeliest:
            if cuts and at - cuts[-1] == 1 and self.span.words[cuts[-1]] in _SOFT:
                cuts[-1] = at  # a comma and the word before it are no piece of their own
            else:
                cuts.append(at)
        return (0, *cuts, len(self.span))

    def _inside_verbs(self) -> set[int]:
        """Units inside a Chinese verb of several characters, the longest from the left: `去|除` is one."""
        found: set[int] = set()
        end = 0
        for hit in sorted(self.span.of("verb") if self.grammar.head_last else (), key=lambda hit: (hit.start, -hit.end)):
            if hit.start >= end:
                found.update(range(hit.start + 1, hit.end))
                end = hit.end
        return found - self.clauses

    def _is_measured(self, at: int) -> bool:
        """Whether a verb's measure stands before it after a joint, so that a request begins there: `and slightly blur …`."""
        begun = self.joints | self.commas
        return any(hit.end == at and hit.start in begun for hit in self.span.of("degree"))

    def _is_kept(self, at: int) -> bool:
        """Whether a unit goes on from a `keep` of its own clause: `keep the whites cool` is one wish."""
        start = max(begin for begin in self.clauses if begin <= at)
        return any(start <= hit.start < at for hit in self.span.of("keep"))


@dataclass(frozen=True)
class Segment:
    """Units `start:end` of a sentence, between its cuts number `first` and `last`."""

    sentence: Sentence
    first: int
    last: int

    @property
    def start(self) -> int:
        return self.sentence.cuts[self.first]

    @property
    def end(self) -> int:
        return self.sentence.cuts[self.last]

    @property
    def span(self) -> Span:
        return self.sentence.span.part(self.start, self.end)


@dataclass(frozen=True)
class Chart:
    """The sentences of a prompt, and for each the segments that it may be cut into."""

    sentences: tuple[Sentence, ...]

    @cached_property
    def longest(self) -> int:
        """Pieces that are taken together at most."""
        pieces = sum(len(sentence.cuts) - 1 for sentence in self.sentences)
        return max(1, min(LONGEST, MOST_SEGMENTS // max(pieces, 1)))

    def segments(self, number: int) -> list[Segment]:
        """The segments of one sentence, by where they end."""
        sentence = self.sentences[number]
        pieces = len(sentence.cuts) - 1
        return [
            Segment(sentence, first, last)
            for last in range(1, pieces + 1)
            for first in range(last)
            if last - first <= self.longest or (self.longest > _FEW and (first, last) == (0, pieces))
        ]


def chart_of(spans: Sequence[tuple[Span, Grammar, str]]) -> Chart:
    """The chart of a prompt's sentences, each with its grammar and the unit that ended it (empty at the end of the text)."""
    last = len(spans) - 1
    most = max(LEAST_CUTS, min(MOST_CUTS, MOST_SEGMENTS // max(len(spans), 1)))
    return Chart(
        tuple(Sentence(span, grammar, stop, at == 0, at == last, most) for at, (span, grammar, stop) in enumerate(spans) if span)
    )
