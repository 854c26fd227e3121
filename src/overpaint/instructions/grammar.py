"""What a language says about clauses, as data: its openings and closings, conjunctions, tails and keep-words, ready to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from overpaint.instructions.lexicon import Lexicon, load, read
from overpaint.instructions.lexicon.lists import phrase_list, word_set
from overpaint.instructions.units import tokenise
from overpaint.instructions.words import PhraseSet, Span

_ONLY = word_set("grammar.only")
_BEFORE_OBJECTS = phrase_list("grammar.before_objects")
_DOING = word_set("grammar.doing")


@dataclass(frozen=True, eq=False)
class Grammar:
    """One language's small closed sets; one object a language. `head_last`: a noun phrase ends with its head (Chinese)."""

    lexicon: Lexicon
    opening: PhraseSet
    closing: PhraseSet
    image_tail: PhraseSet
    image_front: PhraseSet
    conjunctions: PhraseSet
    relation_blocks: frozenset[str]
    strong_verbs: frozenset[str]
    owner_words: frozenset[str]
    by_words: frozenset[str]
    gerund_words: frozenset[str]
    by_verbs: frozenset[str]
    so_words: frozenset[str]
    so_starts: frozenset[str]
    comparative: tuple[str, ...]
    request_words: frozenset[str]
    polite: frozenset[str]
    particles: frozenset[str]
    starters: frozenset[str]
    bare_after_command: frozenset[str] | None
    split_everywhere: bool
    head_last: bool
    vocabulary: frozenset[str]
    staging_filler: frozenset[str]

    def spelled(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Words with slips of one letter put right, where the language allows it."""
        if self.head_last:
            return _doubled(words)
        return tuple(word if word in self.vocabulary else self.lexicon.speller.correct(word) for word in words)

    def strip(self, span: Span) -> Span:
        """A clause without politeness before and after it."""
        start, end = 0, len(span)
        while start < end and (length := self._front(span, start) or self._only(span, start) or self._which(span, start)):
            start += length
        while end > start and (length := self._back(span, end)):
            end -= length
        return span if start == 0 and end == len(span) else span.part(start, end)

    def without_tail(self, span: Span) -> Span:
        """A noun phrase without “in the image” and the like."""
        end = len(span)
        while (length := self.image_tail.back(span.words, end)) and length < end:
            end -= length
        start = 0
        while (length := self.image_front.front(span.words, start)) and start + length < end:
            start += length
        return span if start == 0 and end == len(span) else span.part(start, end)

    def _front(self, span: Span, at: int) -> int:
        if not span.words[at][0].isalnum() and not span.words[at][0] >= "\u0100" and span.words[at][0] not in "#+-'&":
            return 1
        length = self.opening.front(span.words, at)
        return length - 1 if length > 1 and self.head_last and _does(span, at + length - 1) else length

    def _which(self, span: Span, at: int) -> int:
        """`客厅那张太暗`: of several pictures that were told of, the one that came."""
        if not self.head_last or at:
            return 0
        for end in range(3, min(_LONGEST_NAME, len(span) - 1)):
            if span.words[end - 2 : end] == ("那", "张"):
                named = span.part(0, end - 2)
                return (
                    0
                    if named.words[0] in self.starters
                    or any(named.of("side", "order", "picture", "verb", "reference", "number", "negation"))
                    else end
                )
        return 0

    def _only(self, span: Span, at: int) -> int:
        """`只提亮人脸`: nothing else is asked for anyway."""
        if not self.head_last or span.words[at] not in _ONLY:
            return 0
        after = span.words[at + 1 : at + 2]
        return int(after in _BEFORE_OBJECTS or any(hit.key in _ALONE for hit in span.by_start.get(("verb", at + 1), ())))

    def _back(self, span: Span, end: int) -> int:
        last = span.words[end - 1][0]
        if not last.isalnum() and last < "\u0100" and last not in "#%°'+-)":
            return 1
        if span.words[end - 1] == "和" and span.words[end - 2 : end - 1] == ("饱",):
            return 0
        return self.closing.back(span.words, end)


def _does(span: Span, at: int) -> bool:
    """`帮我弄正`: the last character of an opening is a verb with what comes of it."""
    return span.words[at] in _DOING and any(hit.end > at + 1 for hit in span.by_start.get(("verb", at), ()))


_LONGEST_NAME = 8
"""Units of the longest name of a picture before `那张`."""

_ALONE = ("tone", "blur", "denoise", "sharpen", "rotate", "flip", "increase", "decrease", "adjust", "retouch", "crop", "strip")
"""Verbs before which Chinese says `only` of the deed, not of what is left."""


def _doubled(words: tuple[str, ...]) -> tuple[str, ...]:
    """`清一清` is read as `清一下`: a Chinese verb said twice is done a little."""
    found = list(words)
    for at in range(1, len(words) - 1):
        if words[at] == "一" and words[at - 1] == words[at + 1] and words[at - 1] >= "\u3400":
            found[at + 1] = "下"
    return tuple(found)


@cache
def grammar_of(language: str) -> Grammar:
    """The grammar of a language, read once."""
    facts: dict[str, Any] = read(language, "language.toml")
    return Grammar(
        lexicon=load(language),
        opening=_phrases(facts["opening"]),
        closing=_phrases(facts["closing"]),
        image_tail=_phrases(facts["image_tail"]),
        image_front=_phrases(facts.get("image_front", [])),
        conjunctions=_phrases(facts["conjunctions"]),
        relation_blocks=frozenset(facts["verb_blocks"]),
        strong_verbs=frozenset(facts["strong_verbs"]),
        by_words=frozenset(facts.get("by_words", [])),
        gerund_words=frozenset(facts.get("gerund_words", [])),
        by_verbs=frozenset(facts.get("by_verbs", [])),
        so_words=frozenset(facts.get("so_words", [])),
        so_starts=frozenset(facts.get("so_starts", [])),
        comparative=tuple(facts.get("comparative", [])),
        request_words=frozenset(facts["request_words"]),
        particles=frozenset(facts.get("particles", [])),
        starters=frozenset(facts.get("starters", [])),
        bare_after_command=frozenset(facts["bare_after_command"]) if "bare_after_command" in facts else None,
        split_everywhere=facts.get("split_everywhere", False),
        polite=frozenset(facts["polite_words"]),
        owner_words=frozenset(facts["owner_words"]),
        head_last=facts.get("head_last", False),
        vocabulary=_vocabulary(facts),
        staging_filler=frozenset(word for phrase in facts["staging_filler"] for word in tokenise(phrase).words),
    )


def _vocabulary(facts: dict[str, Any]) -> frozenset[str]:
    """Words of the closed sets: right as they are, though in no lexicon table."""
    rows = [facts[name] for name in ("opening", "closing", "image_tail", "conjunctions", "verb_blocks", "strong_verbs")]
    return frozenset(word for row in rows for phrase in row for word in tokenise(phrase).words)


def _phrases(written: Iterable[str]) -> PhraseSet:
    return PhraseSet(" ".join(tokenise(phrase).words) for phrase in written)
