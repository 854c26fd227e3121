"""What a prompt asks to keep, as places: they are taken out of every step's mask, so what can't be found is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.grammar import Grammar
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.words import Span, chosen
from overpaint.plans import Named, Step, Where, Whole

_SUBJECT = Named(kind="subject")

_PARTS = ("face", "skin", "hair", "eye", "teeth", "lips", "body", "limb", "clothes", "tattoo")
"""Parts of a person. Where only the background changes, keeping all of the person keeps them too."""

_OWNING = ("'s", "’s", "的")

_PLACES = (*_PARTS, "subject", "person", "animal", "background", "sky", "cloud", "text", "logo", "watermark", "object", "plate")
"""Things that stand somewhere in a picture. Every other kind (pose, style, size, the rest) is no place that could be left out."""


@dataclass(frozen=True)
class Constraint:
    """One clause that says what is to stay."""

    words: Span
    grammar: Grammar


def kept_places(
    constraints: Iterable[Constraint], steps: Iterable[Step], catalogue: Catalogue
) -> tuple[tuple[Where, ...], tuple[str, ...]]:
    """(the places to keep, phrases of things that no finder here can find)."""
    outside = all(_is_background(step.where) for step in steps)
    places: list[Where] = []
    lost: list[str] = []
    for constraint in constraints:
        span = constraint.words
        if not (span.has("held") or span.starts_with("excepting")) or span.has("wished"):
            continue
        for noun in _things(constraint):
            place = None if span.has("side") else where_of(noun, catalogue)
            if place is None and outside and noun.heads("thing", *_PARTS):
                place = _SUBJECT
            if place is None and (not noun.heads("thing") or noun.heads("thing", *_PLACES)):
                lost.append(noun.span.plain)
            elif place is not None and not isinstance(place, Whole):
                places.append(Named(kind=place.kind) if isinstance(place, Named) else place)
    return tuple(dict.fromkeys(places)), tuple(dict.fromkeys(lost))


def _is_background(where: Where) -> bool:
    return isinstance(where, Named) and where.kind == "background"


def _things(constraint: Constraint) -> list[Noun]:
    """What a constraint names: known things, and words that are nothing else (`the rose`)."""
    span, grammar = constraint.words, constraint.grammar
    hits = [hit for hit in chosen(span.of("thing")) if not _owns_another(span, hit.end)]
    named = {hit.end for hit in span.of("determiner")}
    sure = [hit for hit in span.hits if not (hit.cls == "verb" and hit.start in named)]  # `the sign` is no verb
    known = {at for hit in sure for at in range(hit.start, hit.end)}
    found = [(hit.start, hit.end) for hit in hits if hit.key not in ("behind", "image")]
    start = None
    for at in range(len(span) + 1):
        unknown = at < len(span) and at not in known and span.words[at][0].isalpha()
        if unknown and start is None:
            start = at
        if not unknown and start is not None:
            found.append((start, at))
            start = None
    return [Noun(span.part(first, last), grammar) for first, last in sorted(found)]


def _owns_another(span: Span, end: int) -> bool:
    """`her face`, `the person's pose`, `人物的姿势`: what is kept is the face, the pose."""
    after = end + 1 if end < len(span) and span.words[end] in _OWNING else end
    return any(hit.start == after for hit in span.of("thing", "property"))
