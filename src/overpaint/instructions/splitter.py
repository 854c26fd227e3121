"""Cuts a prompt into clauses, each of which may be one request. Quoted strings were made single units before and are never cut.

Hard cuts: ends of sentences and lines, brackets. Soft cuts (commas, `and`, `then`): only where a new command begins, so that
lists of things stay together. Nobody's comma is needed where a strong verb starts over (`shrink picture remove background`).
"""

from __future__ import annotations

from collections.abc import Iterator

from overpaint.instructions.grammar import Grammar
from overpaint.instructions.words import Span

_HARD = frozenset(".!?;…\n()[]{}•|→。！？；（）【】")
_SOFT = frozenset(",，、:：-–—/&~^*")
_COMPARATIVES = ("tone_more", "quality_more", "tone_whole")


def split(span: Span, grammar: Grammar) -> Iterator[Span]:
    """The clauses of a text, in order, without empty ones."""
    for sentence in _sentences(span):
        start = 0
        starts = _commands(sentence, grammar)
        for at in range(1, len(sentence)):
            if _begins(sentence, at, starts, grammar):
                if at > start:
                    yield sentence.part(start, at)
                start = at
        if start < len(sentence):
            yield sentence.part(start)


def _sentences(span: Span) -> Iterator[Span]:
    start = 0
    for at, word in enumerate(span.words):
        if word in _HARD or (word in ":：" and not _between_numbers(span, at)):
            if at > start:
                yield span.part(start, at)
            start = at + 1
    if start < len(span):
        yield span.part(start)


def _between_numbers(span: Span, at: int) -> bool:
    before, after = span.words[at - 1 : at], span.words[at + 1 : at + 2]
    return bool(before and after) and before[0][0].isdigit() and after[0][0].isdigit()


def _commands(sentence: Span, grammar: Grammar) -> dict[int, str]:
    """Units where a command word stands: `verb` in base form, `ing`, or `more` (brighter, more, less, black and white)."""
    found: dict[int, str] = {}
    for hit in sentence.hits:
        if hit.cls == "verb" and hit.entry.form in ("base", "ing"):
            kind = "verb" if hit.entry.form == "base" else "ing"
            strong = kind == "verb" and " ".join(sentence.words[hit.start : hit.end]) in grammar.strong_verbs
            if found.get(hit.start) != "strong":
                found[hit.start] = "strong" if strong else kind
        elif hit.cls in _COMPARATIVES or (hit.cls == "direction" and hit.key in ("up", "down")):
            found.setdefault(hit.start, "more")
    return found


def _begins(sentence: Span, at: int, commands: dict[int, str], grammar: Grammar) -> bool:
    """Whether a clause begins at unit `at`."""
    before = sentence.words[at - 1]
    target = at
    while target < len(sentence) and (length := grammar.opening.front(sentence.words, target)):
        target += length
    kind = commands.get(target, "")
    if before in _SOFT:
        return kind in ("verb", "strong", "more", "ing") or target > at + 1
    if grammar.conjunctions.back(sentence.words, at) and at > 1:
        return (kind in ("verb", "strong") and not _is_noun_pair(sentence, target)) or (
            kind == "ing" and commands.get(0) == "ing"
        )
    if target > at and kind in ("verb", "strong") and sentence.words[at] in _POLITE:
        return before not in grammar.relation_blocks
    if kind == "strong" and target == at and before not in grammar.relation_blocks:
        return _capital(sentence, at) or at + 1 < len(sentence)
    return False


_POLITE = frozenset(["please", "pls", "plz", "can", "could", "would", "then", "also"])


def _capital(sentence: Span, at: int) -> bool:
    return sentence.text.source[sentence.starts[at]].isupper()


def _is_noun_pair(sentence: Span, at: int) -> bool:
    """`print and frame in gold`: a word that is a verb too, with nothing after it that it could act on."""
    return at + 1 >= len(sentence) and len(sentence.words[at]) < 4
