"""One clause → readings: politeness off, the first shape that makes sense, else a request inside a sentence, else bare words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from overpaint.instructions.acts import ACTS, adding, toning
from overpaint.instructions.acts.bare import MAX_WORDS, bare
from overpaint.instructions.asks import read_asks
from overpaint.instructions.combining import read_combining
from overpaint.instructions.forms import MAX_UNITS, Board, forms_of
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.looks import read_looks
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import Frame, Readings
from overpaint.instructions.skies import read_sky
from overpaint.instructions.words import Span, once

_T = TypeVar("_T")

MAX_STARTS = 4
"""Places inside a sentence where a request is looked for."""
_JOINTS = word_set("reader.joints")


@once
def read_clause(clause: Span, grammar: Grammar, wished: bool = False) -> Readings:
    """What a clause asks for; empty for a story. `wished`: it began with `I want` or the like."""
    if (known := read_asks(clause, grammar)) is not None:
        return known
    span = grammar.strip(clause).part(0, MAX_UNITS)
    if not span:
        return []
    if (known := read_asks(span, grammar)) is not None:
        return known
    if whole := read_combining(span, grammar) or read_sky(span, grammar):
        return whole
    looks = read_looks(span, grammar, lambda part: read_clause(part, grammar))
    if looks is not None:
        return looks
    for start in _starts(span, grammar):
        inner = grammar.strip(span.part(start))
        far = inner.starts_with("degree")
        found = _by_forms(inner.part(far.end), inner, grammar) if far and _verb_at(inner, far.end) else None
        if found is None and len(inner) > 2 and inner.words[-1] in grammar.particles and _phrasal(inner):
            found = _by_forms(_joined(inner), inner, grammar)
        if found is None and inner:
            found = _by_forms(inner, inner, grammar)
        if found is None and len(inner) > 2 and inner.words[-1] in grammar.particles:
            found = _by_forms(_joined(inner), inner, grammar)
        if found is not None:
            return found
    return (_wish(span, grammar) if wished else None) or _bare(span, grammar)


def _wish(span: Span, grammar: Grammar) -> Readings:
    """`I want a rainbow over the house`: a thing that is wished for, and nothing said of what to do, is to be put in."""
    if span.starts_with("indefinite") is None:
        return []
    noun = Noun(span, grammar)
    if noun.heads("thing", "image") and span.has("tone_vague"):
        return toning.better(Frame("add", span, grammar, {"target": noun.span}, "wish", weak=True))
    if noun.heads_any(*_WISHED_LOOKS) or noun.heads("thing", *_WISHED_OTHERS) or (span.has("verb") and len(span) > MAX_WORDS):
        return []
    return adding.add(Frame("add", span, grammar, {"target": span}, "wish", weak=True)) or []


_WISHED_LOOKS = (
    "clear",
    "style",
    "tone_more",
    "tone_whole",
    "tone_vague",
    "quality",
    "quality_more",
    "blurred",
    "shape",
    "blemish",
)
_WISHED_OTHERS = ("image", "background", "style", "size", "expression", "hair", "retouch", "pose", "view", "fun")


def _starts(span: Span, grammar: Grammar) -> Iterator[int]:
    """The beginning, then every verb that stands where a request may begin (`… and she wants you to remove …`)."""
    yield 0
    seen = 0
    for hit in span.of("verb"):
        last = hit.end == len(span)
        asked = hit.start and not last and hit.form == "base" and span.words[hit.start - 1] in grammar.request_words
        asked = asked and _TRIED.isdisjoint(span.words[max(hit.start - 2, 0) : hit.start])
        if asked and seen < MAX_STARTS:
            seen += 1
            yield hit.start


_TRIED = word_set("reader.tried")
"""Words of what somebody has done already: `I tried to sharpen it`."""


def _verb_at(span: Span, at: int) -> bool:
    """`slightly brighten it`: the degree stands before what is done."""
    return any(hit.start == at for hit in span.of("verb"))


def _phrasal(span: Span) -> bool:
    """Whether the first word and the last are one verb that means more than the first alone: `clean … up`."""
    known = span.lexicon.phrases.get((span.words[0], span.words[-1]), ())
    return any(entry.cls == "cleaning" for entry in known)


def _joined(span: Span) -> Span:
    """`spice it up` → `spice up it`: a verb and its particle brought together, to be looked up as one."""

    def order(row: tuple[_T, ...]) -> tuple[_T, ...]:
        return (row[0], row[-1], *row[1:-1])

    return Span(span.text, span.lexicon, order(span.words), order(span.starts), order(span.ends))


def _by_forms(span: Span, clause: Span, grammar: Grammar) -> Readings | None:
    """The readings of the first form that makes sense; an empty list for words that were understood and ask nothing."""
    board = Board(span.words, span.hits, tight=grammar.head_last)
    for match in board.matches(forms_of(grammar.lexicon.language)):
        slots = {name: span.part(begin, end) for name, (begin, end) in match.slots.items()}
        found = ACTS[match.form.act](Frame(match.form.act, clause, grammar, slots, match.form.written, match.form.weak))
        if found is not None:
            return found
    return None


def _bare(span: Span, grammar: Grammar) -> Readings:
    found: Readings = []
    for piece in _pieces(span):
        if len(piece) <= MAX_WORDS and not (found and piece.starts_with("purpose")):
            found += bare(Frame("bare", piece, grammar, {"target": piece}, "bare", weak=not _of_all(piece))) or []
    return found


def _of_all(piece: Span) -> bool:
    """`整体卡通风格`: what begins with the picture itself describes nothing else."""
    about = piece.starts_with("thing")
    return piece.lexicon.language == "zh" and about is not None and about.key == "image" and about.end < len(piece)


def _pieces(span: Span) -> Iterator[Span]:
    start = 0
    inside = {at for hit in span.hits if hit.end - hit.start > 2 for at in range(hit.start + 1, hit.end - 1)}
    for at, word in enumerate(span.words):
        if word in _JOINTS and at not in inside:
            if at > start:
                yield span.part(start, at)
            start = at + 1
    if start < len(span):
        yield span.part(start)
