"""Which things a removal names, however they are described: `the man with grey hair`, `那个戴帽子的人`, `the cups on the table`.

What a description says beyond side, order and colour is not looked for in the picture. It need not be where there is but one such
thing: then that one is meant. Of several, the picture's own answer is that they can't be told apart.
"""

from __future__ import annotations

from itertools import pairwise

from overpaint.instructions.catalogue import Catalogue, NounMeaning
from overpaint.instructions.lexicon.lists import word_set
from overpaint.instructions.named_things import SOMETHING, nouns_in, thing_named, whole_phrase
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span
from overpaint.plans import Coloured, Named, Pick, Side, Sides, Union, Where, Whole

MOST_UNITS = 40
"""Units of the longest clause that is looked at."""

_BARRED = ("negation", "excepting", "excepting_aside", "only", "keep", "correction", "picture", "anaphor_other")
"""Kinds of words of which the description of a thing has none."""

_JOINTS = word_set("removal.joints")
_BESIDE = word_set("removal.beside")
_OWNING = word_set("removal.owning")
"""Words after which `and` may join what somebody has, not what is to go."""

_AFTER = word_set("removal.after")
"""Words with which an English description goes on after its noun."""

_BEFORE = word_set("removal.before")
_SIDES: dict[str, Sides] = {"left": "left", "right": "right", "top": "top", "bottom": "bottom", "center": "centre"}
_OTHERS = word_set("removal.others")
_IN_DEPTH = word_set("removal.in_depth")
"""Words by which one of several is told by how far it stands."""

_PEOPLE = word_set("removal.people")
_PARTICLES = word_set("removal.particles")
_NUMBERS = word_set("removal.numbers")
_LOOSE = word_set("removal.loose")


def places_of(reading: Reading, catalogue: Catalogue, unfit: frozenset[str]) -> Where | None:
    """Everything that a clause wants gone, every word of it understood or part of a description; None where that can't be said.

    `unfit`: kinds that are never taken out.
    """
    span = reading.clause
    if span.quotes or reading.spared is not None or len(span) > MOST_UNITS or any(span.of(*_BARRED)):
        return None
    body = _named_part(reading)
    items = _items(body) if body else []
    places = [_place(item, reading, catalogue, unfit) for item in items]
    if not places or None in places:
        return None
    found = tuple(place for place in places if place is not None)
    return found[0] if len(found) == 1 else Union(parts=found)


def listed(reading: Reading, catalogue: Catalogue) -> Where | None:
    """The things that a clause joins, whatever else it says; None where fewer than two are named, or one can't be found."""
    clause = reading.clause
    named = [(start, end) for start, end in nouns_in(clause, catalogue) if start and clause.words[start - 1] not in _BESIDE]
    between = [clause.words[before[1] : after[0]] for before, after in pairwise(named)]
    if len(named) < 2 or not all(_JOINTS.intersection(words) for words in between):
        return None
    nouns = [Noun(clause.part(*whole_phrase(clause, start, end)), reading.grammar) for start, end in named]
    places = [where_of(noun, catalogue) for noun in nouns]
    if any(place is None or isinstance(place, Whole) for place in places):
        return None
    return Union(parts=tuple(place for place in places if place is not None))


def names_only(reading: Reading, catalogue: Catalogue) -> bool:
    """`remove the lighter`: a removal of a thing that a finder knows, and no other word, whatever else its name may mean."""
    body = _named_part(reading) if reading.family == "object_remove" else None
    start = 0
    while body and start < len(body) and any(hit.start == start for hit in body.of("determiner")):
        start += 1
    return body is not None and body.words[start:] in catalogue.nouns


def _named_part(reading: Reading) -> Span | None:
    """The words of a removal that say what: `the dog` of `take the dog out of the picture`."""
    grammar = reading.grammar
    span = grammar.strip(reading.clause)
    verbs = [hit for hit in span.of("verb") if hit.key in ("remove", "strip", "vanish")]
    if not verbs:
        return None
    if grammar.head_last:
        first = max(verbs, key=lambda hit: (hit.end, -hit.start))
        body = span.part(0, first.start) if first.end == len(span) and first.start else span.part(first.end)
        return body if first.start == 0 or first.end == len(span) else None
    if verbs[0].start:
        return None
    start, end = max(hit.end for hit in verbs if hit.start == 0), len(span)
    while start < end and span.words[start] in _PARTICLES:
        start += 1
    body = grammar.without_tail(span.part(start, end))
    while body and body.words[-1] in _PARTICLES:
        body = body.part(0, len(body) - 1)
    return body


def _items(body: Span) -> list[Span]:
    """The things of a list. Empty where what joins them may belong to a description: `the man with the hat and the dog`."""
    found: list[Span] = []
    start, owning = 0, False
    for at, word in enumerate([*body.words, ","]):
        if word in _JOINTS:
            if owning and at < len(body):
                return []
            found += [body.part(start, at)] if at > start else []
            start = at + 1
        owning = owning or word in _OWNING
    return found


def _place(item: Span, reading: Reading, catalogue: Catalogue, unfit: frozenset[str]) -> Where | None:
    grammar = reading.grammar
    start = 0
    while start < len(item) and (item.words[start] in _BEFORE or any(hit.start == start for hit in item.of("determiner"))):
        start += 1
    item = item.part(start)
    another = {hit.start for hit in item.of("determiner")}  # `the badge the man is wearing`
    ends = (at for at in range(1, len(item)) if item.words[at] in _AFTER or at in another)
    cut = len(item) if grammar.head_last else next(ends, len(item))
    head, after = item.part(0, cut), item.part(cut)
    thing = thing_named(Noun(head, grammar), catalogue) if head else None
    if thing is None or thing.meaning.kind in unfit or not _NUMBERS.isdisjoint(item.words):
        return None
    before = thing.before
    if grammar.head_last and before and len(head) - len(before) == 1 and not _ends_known(before):  # `婴儿车` is no car
        return None
    whole = where_of(Noun(item, grammar), catalogue)
    if whole is not None and _is_plain(before) and _is_plain(after):
        return whole
    if thing.meaning.many or thing.meaning.kind == SOMETHING or _among_others(item, head, thing.meaning):
        return None
    return _only(item, before, thing.meaning)


def _among_others(item: Span, head: Span, meaning: NounMeaning) -> bool:
    """`the man behind us`, `the blurred guy in the back`: a description that says that there is another such thing."""
    if not _OTHERS.isdisjoint(item.words):
        return True
    people = [hit for hit in item.of("thing") if hit.key in ("person", "animal", "subject") and hit.start >= len(head)]
    before = [hit for hit in head.of("thing") if hit.key in ("person", "animal", "subject") and hit.end < len(head)]
    living = any(hit.key in ("person", "animal") for hit in head.of("thing")) or meaning.kind in ("person", "animal")
    placed = not _IN_DEPTH.isdisjoint(item.words) or item.has("thing", "background") or item.has("thing", "behind")
    return living and (bool(people or before) or placed or not _PEOPLE.isdisjoint(item.words))


def _ends_known(before: Span) -> bool:
    return before.words[-1] == "的" or any(hit.end == len(before) for hit in before.of("colour", "side", "order", "determiner"))


def _is_plain(words: Span) -> bool:
    """Whether words say nothing but which one by side, order or colour."""
    said = words.of("side", "order", "colour", "shade", "determiner", "preposition")
    known = {at for hit in said for at in range(hit.start, hit.end)}
    return all(at in known or word in _LOOSE for at, word in enumerate(words.words))


def _only(item: Span, before: Span, meaning: NounMeaning) -> Where:
    """The one such thing there is, as far as colour and side tell."""
    where: Where = Named(kind=meaning.kind, words=item.plain)
    colours = [hit.key for hit in before.of("colour") if hit.key.startswith("#")]
    if colours:
        where = Coloured(of=where, colour=colours[0])
    sides = [_SIDES[hit.key] for hit in item.of("side") if hit.key in _SIDES]
    if len(sides) == 1:
        where = Side(of=where, side=sides[0])
    return Pick(of=where, which="only") if meaning.told_apart else where
