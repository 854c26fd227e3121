"""What the ranker sees of a segment: its words, their classes in the lexicon, what the forms read in it, what is around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from overpaint.instructions import keep
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.negation import parted
from overpaint.instructions.reader import read_clause
from overpaint.instructions.reading.chart import Segment, Sentence
from overpaint.instructions.readings import Readings
from overpaint.instructions.words import Span

_MANY = 3
_MOST_CLAUSES = 3
_OF_GRAMMAR = frozenset(["subject", "finite", "wishing", "keep_filler", "pale", "room", "worded_angle"])
"""Kinds of words that the rules of a sentence need and that tell the ranker nothing: nearly every sentence holds some."""

_LENGTHS = (1, 2, 3, 4, 5, 6, 12)


@dataclass(frozen=True)
class Features:
    """Of one sentence: `words[i]`, the features of piece `i` between two cuts; `segments`, those that need the whole segment."""

    words: tuple[tuple[str, ...], ...]
    segments: tuple[tuple[str, ...], ...]


def features_of(sentence: Sentence, segments: Sequence[Segment]) -> Features:
    """The features of a sentence and of its segments, in their order."""
    units = _units(sentence.span)
    pieces = zip(sentence.cuts, sentence.cuts[1:], strict=False)
    return Features(
        words=tuple(tuple(name for unit in units[start:end] for name in unit) for start, end in pieces),
        segments=tuple(tuple(_of_segment(segment)) for segment in segments),
    )


def read_segment(span: Span, grammar: Grammar, *, goes_on: bool) -> tuple[Readings, list[str]]:
    """(what the forms read in a segment, the constraints met: `forbid`, `keep`). `goes_on`: something stands before it."""
    found: Readings = []
    constraints: list[str] = []
    for clause, forbidden in parted(span, grammar):
        if forbidden:
            constraints.append("forbid")
            continue
        command, constraint = keep.cut(grammar.strip(clause), goes_on)
        if constraint:
            constraints.append("keep")
        if command := grammar.strip(command):
            found += read_clause(command, grammar)
    return found, constraints


def _units(span: Span) -> list[list[str]]:
    """For each unit: the word, the words that follow it, and what the lexicon lists from it on."""
    words = ["0" if word[0].isdigit() else word for word in span.words] + ["", ""]
    found = [
        [
            f"w={words[at]}",
            f"b={words[at]}_{words[at + 1]}",
            f"t={'_'.join(words[at : at + 3])}",
            f"s={words[at]}_{words[at + 2]}",
        ]
        for at in range(len(span))
    ]
    for hit in span.hits:
        if hit.cls in _OF_GRAMMAR:
            continue
        found[hit.start] += (f"k={hit.cls}/{hit.key}", f"c={hit.cls}")
    return found


def _of_segment(segment: Segment) -> Iterable[str]:
    sentence, start, end = segment.sentence, segment.start, segment.end
    span, grammar = segment.span, sentence.grammar
    words = sentence.span.words
    yield f"len={next((size for size in reversed(_LENGTHS) if end - start >= size), 1)}"
    yield f"sos{sentence.first:d}" if start == 0 else "mid"
    yield f"eos{sentence.last:d}{sentence.stop}" if end == len(words) else "goes_on"
    yield f"prev={words[start - 1] if start else '^'}"
    yield f"next={words[end] if end < len(words) else '$'}"
    yield f"first={words[start]}"
    yield f"two={'_'.join(words[start : start + 2])}"
    yield f"last={words[end - 1]}"
    yield f"lang={grammar.lexicon.language}"
    yield f"inside={_count(at for at in sentence.clauses if start < at < end)}"
    yield f"joints={_count(at for at in sentence.joints if start < at < end)}"
    yield f"commas={_count(at for at in sentence.commas if start < at < end)}"
    yield "clause" if start in sentence.clauses else "no_clause"
    if verb := span.starts_with("verb"):
        yield f"verb={verb.key}"
    yield f"verbs={_count(span.of('verb'))}"
    if words[start] in grammar.polite:
        yield "polite"
    if sum(start < at < end for at in sentence.clauses) > _MOST_CLAUSES:
        yield "r=many"  # no request, and slow to read
    else:
        yield from _of_readings(span, grammar, goes_on=start > 0)


def _of_readings(span: Span, grammar: Grammar, *, goes_on: bool) -> Iterable[str]:
    readings, constraints = read_segment(span, grammar, goes_on=goes_on)
    yield from (f"r={constraint}" for constraint in constraints)
    for one in readings:
        yield f"r={one.family}"
        yield f"rr={one.family}/{one.rule.split(':')[0]}"
        yield f"rw={one.weak:d}"
        yield f"rd={one.family}/{one.doable}"
    if not readings:
        yield "r=none"
    yield f"families={_count({one.family for one in readings})}"


def _count(things: Iterable[object]) -> int:
    return min(sum(1 for _ in things), _MANY)
