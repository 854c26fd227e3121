"""Noun phrases: what they are about (the head) and what only says where or which."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.words import Span, once

_JOINTS = word_list("nouns.joints")
_OF = word_set("nouns.of")


def _adjectives(span: Span, joint: int) -> bool:
    """Whether a comma or an `and` only joins adjectives: `the lush, green landscape`, `the red and white umbrella`."""
    plain = {at for hit in span.of("colour", "determiner", "bigger") for at in range(hit.start, hit.end)}
    if all(at in plain for at in range(joint)) and joint + 2 < len(span):
        return True
    nouns = [hit for hit in span.of("thing", "scene", "style") if hit.start != 0 or hit.end < joint]
    known = any(hit.end <= joint for hit in nouns)
    return span.words[joint] == "," and not known and any(hit.start > joint for hit in nouns)


def _told_of(span: Span) -> int:
    """Where a participle after a known noun begins to tell of it: `the phone number written on the van`."""
    named = {hit.end for hit in span.of("thing")}
    loose = {at for hit in span.of(*_LOOSE) for at in range(hit.start, hit.end)}
    told = (at for at in sorted(named) if at + 1 < len(span) and at not in loose and span.words[at].endswith(_PARTICIPLES))
    return next((at for at in told if len(span.words[at]) > _SHORTEST), len(span))


_LOOSE = (
    "thing",
    "scene",
    "style",
    "effect",
    "colour",
    "tone_fault",
    "tone_more",
    "tone_whole",
    "quality_more",
    "damaged",
    "blurred",
)
_PARTICIPLES = ("ing", "ed", "tten")
_SHORTEST = 4


@dataclass(frozen=True)
class Noun:
    """A phrase with its head: the units before the first preposition in English, the last units in Chinese."""

    span: Span
    grammar: Grammar

    def __bool__(self) -> bool:
        return bool(self.span)

    @cached_property
    def head(self) -> Span:
        span = self.bare
        if self.grammar.head_last:
            marks = [at for at, word in enumerate(span.words) if word in _OF]
            span = span.part(marks[-1] + 1) if marks and marks[-1] + 1 < len(span) else span
            ends = [hit.start for hit in span.of("list") if hit.start > 0]
            return span.part(0, ends[0]) if ends else span
        inside = span.covered
        stops = [hit.start for hit in span.of("preposition") if hit.start > 0 and hit.start not in inside]
        stop = next((at for at in stops if span.words[at] not in _JOINTS or not _adjectives(span, at)), len(span))
        return span.part(0, min(stop, _told_of(span)))

    @cached_property
    def items(self) -> list[Noun]:
        """The things of a list: `the watermark and the man` are two, `the red and white umbrella` is one."""
        span = self.bare
        joints = [hit for hit in span.of("list") if hit.start not in span.covered and not _adjectives(span, hit.start)]
        found, start = [], 0
        firm = {hit.start for hit in span.of("determiner", "indefinite")}
        for joint in joints:
            placed = any(start < hit.start < joint.start for hit in span.of("preposition") if hit.start not in span.covered)
            if placed and joint.end not in firm:
                continue
            found.append(Noun(span.part(start, joint.start), self.grammar))
            start = joint.end
        found.append(Noun(span.part(start), self.grammar))
        return [noun for noun in found if noun]

    @cached_property
    def rest(self) -> Span:
        """What follows the head: place, clothes, relation."""
        bare = self.bare
        if not self.grammar.head_last:
            return bare.part(len(self.head))
        return bare.part(0, max(bare.starts.index(self.head.starts[0]) if self.head else 0, 0))

    @cached_property
    def bare(self) -> Span:
        """The phrase without determiners before it and without “in the image” after it."""
        span = self.grammar.without_tail(self.span)
        start = 0
        for hit in span.of("determiner"):
            if hit.start == start and hit.end < len(span):
                start = hit.end
        span = span.part(start) if start else span
        return self._without_degree(span)

    @staticmethod
    def _without_degree(span: Span) -> Span:
        """`蓝一点` is blue, `玻璃的` is glass."""
        while len(span) > 1:
            inside = span.covered
            ends = (hit for hit in span.of("degree", "possessive", "floating") if hit.end == len(span) and hit.start > 0)
            last = next((hit for hit in ends if hit.start not in inside), None)
            if last is None:
                break
            span = span.part(0, last.start)
        return span

    @cached_property
    def head_hits(self) -> list[Hit]:
        """Hits that end where the head ends, longest first."""
        end = len(self.head)
        return [hit for hit in self.head.hits if hit.end == end]

    def heads(self, cls: str, *keys: str) -> bool:
        """Whether the head is a word of this class (and one of these keys)."""
        return any(hit.cls == cls and (not keys or hit.key in keys) for hit in self.head_hits)

    def heads_any(self, *classes: str) -> bool:
        """Whether the head is a word of one of these classes."""
        return any(hit.cls in classes for hit in self.head_hits)

    def is_(self, cls: str, *keys: str) -> bool:
        """Whether the head is nothing but such a word: `the dust`, not `the gold dust`."""
        return any(hit.cls == cls and hit.start == 0 and (not keys or hit.key in keys) for hit in self.head_hits)

    def opens(self, cls: str, *keys: str) -> bool:
        """Whether the phrase begins with such a word, determiners aside."""
        spans = (self.span, self.bare)
        return any(hit.start == 0 and (not keys or hit.key in keys) for span in spans for hit in span.of(cls))

    def mentions(self, cls: str, *keys: str) -> bool:
        """Whether the phrase holds such a word anywhere."""
        return self.span.has(cls, *keys)

    @property
    def has_time(self) -> bool:
        """Whether an hour or a kind of weather is named: `a sunset light` is both."""
        return self.span.has("time") or self.span.has("weather")

    @property
    def quoted(self) -> bool:
        return bool(self.span.quotes)

    @property
    def words(self) -> str:
        """The phrase for reports: determiners and “in the image” taken off."""
        return self.bare.plain


@once
def noun_of(span: Span, grammar: Grammar) -> Noun:
    """A span as a noun phrase, the same one whenever it is asked for: its head is found once."""
    return Noun(span, grammar)
