"""One clause → readings: politeness off, the first shape that makes sense, else a request inside a sentence, else bare words."""

from __future__ import annotations

from collections.abc import Iterator

from overpaint.instructions.acts import ACTS
from overpaint.instructions.acts.bare import MAX_WORDS, bare
from overpaint.instructions.forms import MAX_UNITS, Board, forms_of
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.readings import Frame, Readings
from overpaint.instructions.words import Span

MAX_STARTS = 6
"""Places inside a sentence where a request is looked for."""


def read_clause(clause: Span, grammar: Grammar) -> Readings:
    """What a clause asks for; empty for a story."""
    span = grammar.strip(clause).part(0, MAX_UNITS)
    if not span:
        return []
    for start in _starts(span, grammar):
        inner = grammar.strip(span.part(start))
        if inner and (found := _by_forms(inner, grammar)):
            return found
    return _bare(span, grammar)


def _starts(span: Span, grammar: Grammar) -> Iterator[int]:
    """The beginning, then every verb that stands where a request may begin (`… and she wants you to remove …`)."""
    yield 0
    seen = 0
    for hit in span.of("verb"):
        if hit.start and hit.entry.form == "base" and span.words[hit.start - 1] in grammar.relation_blocks and seen < MAX_STARTS:
            if span.words[hit.start - 1] in (
                "i",
                "we",
                "they",
                "the",
                "a",
                "an",
                "my",
                "of",
                "in",
                "his",
                "her",
                "their",
                "on",
                "with",
                "from",
                "at",
            ):
                continue
            seen += 1
            yield hit.start


def _by_forms(span: Span, grammar: Grammar) -> Readings:
    board = Board(span.words, span.hits)
    for match in board.matches(forms_of(grammar.lexicon.language)):
        slots = {name: span.part(begin, end) for name, (begin, end) in match.slots.items()}
        found = ACTS[match.form.act](Frame(match.form.act, span, grammar, slots, match.form.written))
        if found:
            return found
    return []


def _bare(span: Span, grammar: Grammar) -> Readings:
    found: Readings = []
    for piece in _pieces(span):
        if len(piece) <= MAX_WORDS:
            found += bare(Frame("bare", piece, grammar, {"target": piece}, "bare")) or []
    return found


def _pieces(span: Span) -> Iterator[Span]:
    start = 0
    for at, word in enumerate(span.words):
        if word in (",", "，", "、", "and", "&", "/", "和") and not (word in "&" and span.words[at - 1] == "b"):
            if at > start:
                yield span.part(start, at)
            start = at + 1
    if start < len(span):
        yield span.part(start)
