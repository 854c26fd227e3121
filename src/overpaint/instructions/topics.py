"""What a sentence is about, for the next one that only says `it`: `There is a lamp behind me. Can you remove it?`"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from overpaint.instructions.asks import ASKED
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.lexicon.lists import phrase_list, word_set
from overpaint.instructions.nouns import Noun
from overpaint.instructions.readings import WHOLLY, Reading
from overpaint.instructions.words import Span

_T = TypeVar("_T")

_ELLIPSIS = 2
"""Units of a Chinese verb that has nothing beside it: `删掉`."""

LONGEST = 8
"""Units of a subject; what goes on longer is a story."""
_AWAY = phrase_list("topics.away")
_PICTURES = word_set("topics.pictures")
_MEASURES = word_set("topics.measures")
_POINTING = word_set("topics.pointing")
_ADDING = word_set("topics.adding")
_ADDING_TO_SKIES = word_set("topics.adding_to_skies")


def topic_of(clause: Span, grammar: Grammar) -> Span | None:
    """The thing that a sentence tells of: what there is, or what is so and so. None for the picture itself, and for commands."""
    rows = [hit for hit in clause.of("copula") if hit.start < LONGEST]
    told = max((hit for hit in rows if hit.start == rows[0].start), key=lambda hit: hit.end, default=None)  # `有点`, not `有`
    if told is None or ((verb := clause.starts_with("verb")) and not _begins_a_word(verb, told)):
        return None
    after = clause.part(told.end)
    there = told.key == "has" and after and (after.starts_with("indefinite") or grammar.head_last or told.start == 0)
    span = after if there else clause.part(0, told.start)
    if there and grammar.head_last:
        span = _placed(clause, told, _without_deed(after))
    if not span or len(span) > LONGEST:
        return None
    noun = Noun(span, grammar)
    if grammar.head_last and span.words[-1] in _PICTURES:  # `客厅那张`, `室内拍`: the picture
        return None
    if noun.span.whole("pronoun", "question") or noun.heads("thing", "image") or noun.span.whole("determiner", "floating"):
        return None
    return _owner_of_colour(noun.bare) if grammar.head_last else noun.bare


def _without_deed(span: Span) -> Span:
    """`路人入镜` → `路人`: what there is, without what it does there."""
    begin = next((at for at, word in enumerate(span.words) if word in _GETS_IN), len(span))
    return span.part(0, begin) if begin else span


_GETS_IN = word_set("topics.gets_in")


def _placed(clause: Span, told: Hit, thing: Span) -> Span:
    """`右边多了个人`: somebody on the right; where the clause says no side, what there is alone."""
    side = next((hit for hit in clause.of("side") if hit.end <= told.start), None)
    if side is None or not thing:
        return thing
    before = clause.part(side.start, told.start)
    if thing.words[0] in _MEASURES:
        thing = thing.part(1) or thing
    return Span(clause.text, clause.lexicon, before.words + thing.words, before.starts + thing.starts, before.ends + thing.ends)


def _begins_a_word(verb: Hit, told: Hit) -> bool:
    """`画质太差`: a character that is a verb alone, and here the first of a word."""
    return verb.end - verb.start == 1 and verb.end + 1 == told.start


def _owner_of_colour(span: Span) -> Span:
    """`嘴唇颜色`, `天空的颜色` → `嘴唇`, `天空`: the thing whose colour a Chinese clause speaks of."""
    end = next((hit.start for hit in span.of("colour_word") if hit.end == len(span)), len(span))
    end -= int(end < len(span) and end > 1 and span.words[end - 1] == "的")
    return span.part(0, end) if end and any(hit.end == end for hit in span.of("thing")) else span


def topic_before(clause: Span, grammar: Grammar) -> Span | None:
    """What a Chinese clause that forbids begins with: `背景不要换，虚化就好`."""
    negation = next((hit.start for hit in clause.of("negation") if hit.start), None)
    noun = Noun(clause.part(0, negation), grammar) if negation is not None else None
    return noun.bare if noun and noun.heads("thing") and not noun.heads("thing", "image") else None


def resolved(clause: Span, topic: Span, grammar: Grammar) -> Span:
    """The clause with its `it` read as the topic, which Chinese may leave out; itself where `her` only owns something."""
    for hit in clause.of("anaphor"):
        if hit.start and not _owns(clause, hit.end):
            return _with(clause, hit.start, hit.end, topic)
    if grammar.head_last and _left_out(clause, topic, grammar):
        return _with(clause, 0, 0, topic)
    if grammar.head_last and len(clause) <= _ELLIPSIS and (clause.starts_with("verb") or clause.words in _AWAY):
        ahead = clause.words in _AWAY or any(hit.start == 0 and hit.key in _OF_WHAT_IS_NAMED for hit in clause.of("verb"))
        return _with(clause, 0, 0, topic) if ahead else _with(clause, len(clause), len(clause), topic)
    return clause


_OF_WHAT_IS_NAMED = ("remove", "strip", "improve", "increase", "adjust")
"""Verbs that Chinese puts after a thing that it named: `右边多了个人，去掉`."""

_DONE_TO = ("become", "tone", "blur", "sharpen", "denoise", "recolour", "change", "retouch")
"""What Chinese says without its object where the clause before named it: `脸太黑，提亮一点`."""


def _left_out(clause: Span, topic: Span, grammar: Grammar) -> bool:
    """Whether a command names nothing that it is done to, and the topic is a thing, not the picture or what it shows."""
    does = any(hit.start == 0 and hit.key in _DONE_TO for hit in clause.of("verb")) or clause.starts_with("tone_more")
    sky = Noun(topic, grammar).heads("thing", "sky")
    tinted = clause.has("verb") and clause.has("colour") and clause.words[0] in (_ADDING_TO_SKIES if sky else _ADDING)  # `加点红`
    if not (does or tinted) or (len(clause) <= _ELLIPSIS and not tinted):
        return False
    noun = Noun(topic, grammar)
    return not (
        clause.has("thing")
        or clause.has("tone_attribute")
        or noun.heads_any("tone_attribute", "tone_more")
        or (noun.heads("scene") and not noun.heads("thing", "sky"))
    ) and (
        (noun.heads("thing") or noun.heads("blemish"))
        and not noun.heads("thing", "image", "scene", "view", "size", "style", "pose", "expression")
    )


def about(readings: list[Reading], clause: Span) -> list[Reading]:
    """Readings of a resolved clause, to be quoted as it was written; one that needs every word stays as it was resolved."""
    return [
        one if one.rule == WHOLLY or one.what == ASKED or one.family in _ALL_OF_IT else replace(one, clause=clause)
        for one in readings
    ]


_ALL_OF_IT = ("object_remove", "text_remove")
"""Families whose requests are read once more where their steps are made: `右边多了个人，去掉`."""


def _owns(clause: Span, end: int) -> bool:
    """`remove her hat`: a noun follows."""
    rest = clause.part(end)
    return (
        clause.words[end - 1] in _POINTING
        and bool(rest)
        and not rest.starts_with("preposition", "verb", "tone_more", "colour", "become", "to", "degree", "list")
    )


def _with(clause: Span, start: int, end: int, topic: Span) -> Span:
    def row(inside: tuple[_T, ...], whole: tuple[_T, ...]) -> tuple[_T, ...]:
        return (*whole[:start], *inside, *whole[end:])

    return Span(
        clause.text,
        clause.lexicon,
        row(topic.words, clause.words),
        row(topic.starts, clause.starts),
        row(topic.ends, clause.ends),
    )
