"""Places and things that a clause names and no step takes effect on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from overpaint.instructions.adjustments import TONAL
from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.keeps import OWNING
from overpaint.instructions.lexicon import Hit
from overpaint.instructions.lexicon.lists import phrase_list, word_list, word_set
from overpaint.instructions.named_things import SOMETHING, nouns_in
from overpaint.instructions.places import EXCEPTING
from overpaint.instructions.readings import FAULT, Reading
from overpaint.instructions.words import Span, chosen
from overpaint.plans import Both, Coloured, Minus, Named, Pick, Side, Step, Union, Where, Whole

_NO_PLACES = ("image", "scene", "view", "weather", "size", "style", "retouch", "expression", "pose", "count", "fun", "edge")
"""Kinds of things that say nothing of where a change of light and colour takes effect."""

_MEANT = {"person": "subject", "animal": "subject"}

_ARTICLES = word_set("dropped_things.articles")
_SHOT = word_set("dropped_things.shot")
_WITHIN = word_set("dropped_things.within")


def not_taken_out(reading: Reading, steps: Sequence[Step], catalogue: Catalogue) -> Iterator[Span]:
    """`the signs and the skateboard`: a thing that is known, and no step's place is made of it; `him`, of whom another clause
    speaks; all of something but one.
    """
    span, region = reading.clause, reading.region or reading.clause.part(0, 0)
    for at, word in enumerate(span.words[:-1]):
        if word in _OF_A_PLATE and span.words[at + 1] == "plate":
            yield span.part(at, at + 2)
    kinds = {kind for step in steps for kind in _kinds(step.where)}
    for start, end in nouns_in(span, catalogue):
        kind = catalogue.nouns[span.words[start:end]].kind
        if kind not in kinds and not (kind in _SOMEBODY and "person" in kinds):
            yield span.part(start, end)
    for hit in span.of("thing"):
        if hit.key in _WRITTEN and hit.key not in kinds:
            yield span.part(hit.start, hit.end)
    if region and (region.starts[0] not in span.starts or (_is_told(span) and _ONLY_POINTS.issuperset(region.words))):
        yield span
    yield from (span.part(at, at + 1) for at, word in enumerate(span.words) if word in _ALL_BUT)


def _is_told(span: Span) -> bool:
    """Whether more is said than this clause: `him` may then be anybody it speaks of."""
    return len(span.text.working) > len(span.plain) + _MANNERS


_OF_A_PLATE = word_list("dropped_things.of_a_plate")
_MANNERS = 20
"""Characters of politeness around a clause."""

_SOMEBODY = ("man", "woman", "child")
_ONLY_POINTS = word_set("dropped_things.only_points")
_WRITTEN = ("plate", "text", "logo", "watermark", "tattoo", "clothes", "hair", "skin", "eye", "teeth", "limb")
_ALL_BUT = word_set("dropped_things.all_but")


def beside(reading: Reading, catalogue: Catalogue, steps: Sequence[Step] = ()) -> Iterator[Span]:
    """`the cones behind the bride`, `the spoon and the napkin`: words of a removal that name nothing that is found, or where by
    another thing. Words of what its steps find by colour alone are no such words.
    """
    span = reading.clause
    told = {word for step in steps for named in _by_colour(step.where) for word in (*named.words.split(), *named.words)}
    known = {at for hit in span.of(*_SAY_WHICH) for at in range(hit.start, hit.end)}
    known |= {at for start, end in nouns_in(span, catalogue) for at in range(start, end)}
    yield from (span.part(hit.start, hit.end) for hit in span.of("quality_more"))  # `sharper around the crowd`
    for at, word in enumerate(span.words):
        small = word in _SMALL or word in reading.grammar.vocabulary or not word[0].isalnum()
        if word in _BY_ANOTHER or not (at in known or small or word in told):
            yield span.part(at, at + 1)


def _by_colour(where: Where) -> Iterator[Named]:
    match where:
        case Coloured(of=Named(kind=kind) as named) if kind == SOMETHING:
            yield named
        case Pick() | Side() | Coloured():
            yield from _by_colour(where.of)


_SAY_WHICH = (
    *("verb", "direction", "determiner", "indefinite", "degree", "side", "order", "colour", "number", "list", "passing", "thing"),
    *("pronoun", "possessive", "to", "wish", "excepting", "negation", "picture", "shade", "only", "leading", "wholly"),
    "behind_word",
)
_BY_ANOTHER = word_set("dropped_things.by_another")
_SMALL = word_set("dropped_things.small")


def places(reading: Reading, span: Span, steps: Sequence[Step], catalogue: Catalogue) -> Iterator[Span]:
    """`darker background` on the whole picture: a thing that is named, and no step's place is made of it."""
    kinds = {kind for step in steps for kind in _kinds(step.where)}
    if "background" in kinds and span.has("thing", "behind"):  # `around the girl`
        kinds.add("subject")
    spared = set() if reading.spared is None else set(reading.spared.starts)
    tonal = {at for hit in span.of(*TONAL, "degradation") for at in range(hit.start, hit.end)} | _depicted(span)
    if reading.what == FAULT:  # `it came back orange` speaks of no fruit
        tonal.update(hit.start for hit in span.of("colour"))
    for hit in chosen(span.of("thing")):
        if hit.start in tonal:  # `make it pop` speaks of nobody's father
            continue
        words = span.words[hit.start : hit.end]
        if hit.key == "behind" and (kinds or words[-1] in EXCEPTING):  # `everything but the sky`: the sky is kept
            continue
        if _owns(span, hit):
            continue
        owners = words in _OTHERS and hit.start and span.words[hit.start - 1] in _WITHIN
        if owners and hit.key in kinds:  # `the colours in them`: whose?
            yield span.part(hit.start, hit.end)
        said = {hit.key, _MEANT.get(hit.key, ""), *words, "".join(words)}
        if hit.key not in _NO_PLACES and not said & kinds and span.starts[hit.start] not in spared:
            yield span.part(hit.start, hit.end)
    named = {hit.end for hit in span.of("determiner")} if kinds else set()
    for start, end in nouns_in(span, catalogue):  # `the sky bluer and the grass less green`
        kind = catalogue.nouns[span.words[start:end]].kind
        if start in named and kind not in kinds and start not in tonal and span.starts[start] not in spared:
            yield span.part(start, end)
    if not kinds:
        for start, end in [*nouns_in(span, catalogue), *((hit.start, hit.end) for hit in span.of("scene"))]:
            inside = start in tonal or span.starts[start] in spared
            if not inside and not any(hit.start in (start, end) for hit in span.of("thing")):  # `the beach photo`
                yield span.part(start, end)


def _depicted(span: Span) -> set[int]:
    """`this picture of my cat`: where words stand that only say what the picture is of."""
    shot = next((at for at, word in enumerate(span.words) if word in _SHOT), -1)
    if span.lexicon.language == "zh" and shot > 0:  # `客厅拍得发黄`, `夜里拍的`
        return set(range(shot + 1))
    pictures = [hit.end for hit in span.of("thing") if hit.key == "image"]
    begin = next((end for end in pictures if end < len(span) and span.words[end] == "of"), len(span))
    return set(range(begin, len(span)))


_OTHERS = phrase_list("dropped_things.others")


def _owns(span: Span, owner: Hit) -> bool:
    """`her face` is a face."""
    after = owner.end + 1 if span.words[owner.end : owner.end + 1] and span.words[owner.end] in OWNING else owner.end
    return any(hit.start == after for hit in span.of("thing"))


def unknown(reading: Reading, span: Span, steps: Sequence[Step]) -> Iterator[Span]:
    """`the red car brighter` on the whole picture: a noun after an article that no lexicon has; nothing was made of it."""
    if reading.grammar.head_last or not any(isinstance(step.where, Whole) for step in steps):
        return
    known = {at for hit in span.hits for at in range(hit.start, hit.end)}
    spared = set() if reading.spared is None else set(reading.spared.starts)
    adjectives = {at for hit in span.of("colour", "bigger", "side") for at in range(hit.start, hit.end)}
    for article, word in enumerate(span.words):
        if word not in _ARTICLES:
            continue
        at = next((unit for unit in range(article + 1, len(span)) if unit not in adjectives), len(span))
        if at < len(span) and span.words[at].isalpha() and at not in known and span.starts[at] not in spared:
            yield span.part(at, at + 1)


def _kinds(where: Where) -> Iterator[str]:
    match where:
        case Whole():
            return
        case Named():
            yield where.kind
            yield from where.words.split()
        case Minus():
            yield from (*_kinds(where.of), *_kinds(where.without))
        case Pick() | Side() | Coloured():
            yield from _kinds(where.of)
        case Union() | Both():
            for part in where.parts:
                yield from _kinds(part)
        case _:
            return
