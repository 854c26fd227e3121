"""Which place in the picture a phrase means: a kind of thing of the lexicon, where a finder finds that kind."""

from __future__ import annotations

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.lexicon.lists import phrase_list, word_list, word_set
from overpaint.instructions.named_things import thing_named
from overpaint.instructions.nouns import Noun
from overpaint.instructions.words import Span, chosen
from overpaint.plans import Minus, Named, Side, Sides, Where, Whole

_WHOLE = ("image", "scene", "size")
"""Kinds of things that are the whole picture."""

_MEANT = {"behind": "background", "person": "subject", "animal": "subject"}
"""What a kind of thing is taken for as long as no finder finds that kind itself."""


def where_of(noun: Noun, catalogue: Catalogue) -> Where | None:
    """The place a phrase names: the whole picture for none; None where nothing here can find it."""
    if not noun:
        return Whole()
    around = noun.bare.starts_with("thing")
    if around and around.key == "behind" and around.end < len(noun.bare):
        return all_but(Noun(noun.bare.part(around.end), noun.grammar), Whole(), catalogue)
    if around and around.end == len(noun.bare) and noun.bare.words[-1] in EXCEPTING:
        return Whole()  # `everything except`: what is left out is kept
    if (thing := thing_named(noun, catalogue)) is not None:
        return thing.place()
    words = noun.words
    kind = _kind(noun)
    if kind is None:
        return None
    if kind in _WHOLE:
        return Whole()
    found = kind if kind in catalogue.regions else _MEANT.get(kind, "")
    return Named(kind=found, words=words) if found in catalogue.regions else None


def half_of(span: Span) -> Side | None:
    """The half of the picture that a clause names (`the left half of the photo`, `the right side`, `画面左边`); None for no side,
    several, or the side of a thing.
    """
    sides = chosen(span.of("side"))
    keys = {_HALVES.get(hit.key, "") for hit in sides}
    if len(sides) != 1 or keys <= {""}:
        return None
    (side,), hit = keys, sides[0]
    after = span.words[hit.end : hit.end + 1]
    parted = span.words[hit.end - 1] in _PARTS or (after and after[0] in _PARTS)
    others = [
        thing
        for thing in span.of("thing")
        if thing.key not in ("image", "edge") and thing.start not in range(hit.start, hit.end + 1)
    ]
    return Side(side=side) if parted and not others else None


def colour_range(span: Span) -> str | None:
    """A colour as `#rrggbb`, where a clause speaks of it as of many: `the reds`, `the orange channel`; None for anything else."""
    for hit in chosen(span.of("colour")):
        many = span.words[hit.end - 1].endswith("s") and span.words[hit.end - 1] not in _SINGULAR
        if (many and hit.end - hit.start == 1) or span.words[hit.end : hit.end + 1] in _RANGES:
            return hit.key if len(chosen(span.of("colour"))) == 1 else None
    return None


_RANGES = phrase_list("places.ranges")
_SINGULAR = word_set("places.singular")
_HALVES: dict[str, Sides] = {"left": "left", "right": "right", "top": "top", "bottom": "bottom"}
_PARTS = word_set("places.parts")

EXCEPTING = word_list("places.excepting")


def is_placed(span: Span, head_last: bool) -> bool:
    """Whether a clause says `on the left side` or the like: a place that no finder here knows."""
    beside = {hit.end for hit in span.of("determiner", "preposition")}
    return any(hit.start in beside or head_last for hit in span.of("side"))


_OPPOSITE = {"subject": "background", "background": "subject"}


def all_but(spared: Noun, where: Where | None, catalogue: Catalogue) -> Where | None:
    """The place left when something is spared: all but the subject is the background. None where nothing here can tell."""
    named = where_of(spared, catalogue)
    if named is None or isinstance(named, Whole) or where is None:
        return None
    opposite = _OPPOSITE.get(named.kind, "") if isinstance(named, Named) else ""
    if isinstance(where, Whole) and opposite in catalogue.regions:
        return Named(kind=opposite, words=spared.words)
    return None if named == where else Minus(of=where, without=named)


def _kind(noun: Noun) -> str | None:
    heads = [hit for hit in noun.head_hits if hit.cls == "thing"]
    if heads:
        return _qualified(noun, heads[0].key)
    if noun.bare.starts_with("pronoun"):
        return "image"
    return None


def _qualified(noun: Noun, kind: str) -> str | None:
    """`the subject` is the subject; `the man on the left` is somebody whom nothing here can tell from the others."""
    if kind in ("subject", "person", "animal", "background", "behind", "image") or not noun.rest:
        return kind if not _picks(noun.rest) or kind in ("image", "background", "behind") else None
    return None


def _picks(rest: Span) -> bool:
    return rest.has("side") or rest.has("colour") or rest.has("thing", "clothes")
