"""Crops to a thing: `zoom in on the dog`, `crop to their faces`, `head and shoulders`."""

from __future__ import annotations

from typing import Any

from overpaint.instructions.amounts import percent_after, ratio_in
from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.named_things import thing_named
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span
from overpaint.plans import Named, Pick, Where, Whole, kinds_in

OPERATION = "crop_to"

_TIGHT, _ROOMY = 0.05, 0.4
"""Air around a thing, in parts of its longer side, for `tight` and for `with some room`."""

_OF_A_FACE = 0.45
"""Air around a face, which its box cuts at the forehead and the chin."""

_BUST = 1.1
"""Air around a face that leaves head and shoulders, in parts of its height."""

_MOST_AIR = 3.0


def closer(reading: Reading, catalogue: Catalogue) -> Built | None:
    """The step that crops to the thing a clause names after `to`, `on`, `around`; None where it names none, or what is to go."""
    span = reading.clause
    if OPERATION not in catalogue.operations or span.has("negation") or _goes(span):
        return None
    bust = span.has("bust")
    where: Where | None = Pick(of=Named(kind="face"), which="main") if bust else _aim(reading, catalogue)
    if where is None or isinstance(where, Whole) or not kinds_in(where) <= catalogue.regions.keys():
        return None
    if span.has("side") and not isinstance(where, Pick):  # `crop the left to the man`
        return None
    margin = _BUST if bust else _margin(span, where)
    if margin is not None and not 0 <= margin <= _MOST_AIR:
        return Built(reason="amount", nearest="crop", facts={"amount": f"{100 * margin:g}%", "limit": f"{100 * _MOST_AIR:g}%"})
    params: dict[str, Any] = {} if margin is None else {"margin": margin}
    if (ratio := ratio_in(span)) is not None:
        params["aspect"] = [int(side) if side.is_integer() else side for side in ratio]
    return Built((step(reading, catalogue, OPERATION, params, where),))


def _goes(span: Span) -> bool:
    """`crop out the floor`, `cut off her feet`: what is named is to be cut away."""
    return not _AWAY.isdisjoint(span.words) and span.has("cutting")


_AWAY = word_set("closing_in.away")
_TOWARDS = word_set("closing_in.towards")
_LOOSE = word_set("closing_in.loose")


def _aim(reading: Reading, catalogue: Catalogue) -> Where | None:
    """The thing that is named last of all, after a word that points to it; None where none is, or more is said."""
    span = reading.clause
    for at in range(len(span) - 2, -1, -1):
        if span.words[at] not in _TOWARDS:
            continue
        begin = at + 1
        while begin < len(span) - 1 and span.words[begin] in _LOOSE:
            begin += 1
        place = _place(Noun(_without_air(span.part(begin)), reading.grammar), catalogue)
        if place is not None:
            return place
    tight = reading.region is not None and span.has("tighter") and not span.has("direction")  # `crop his face super tight`
    return _place(Noun(reading.region, reading.grammar), catalogue) if reading.region is not None and tight else None


def _place(noun: Noun, catalogue: Catalogue) -> Where | None:
    if (named := thing_named(noun, catalogue)) is not None:
        return named.place()
    place = where_of(noun, catalogue) if noun.heads("thing", "subject", "person", "animal", "face") and not noun.rest else None
    return None if isinstance(place, Whole) else place


def _without_air(span: Span) -> Span:
    """`the watch with about 5% margin` → `the watch`."""
    end = next((at for at, word in enumerate(span.words) if at and word in _ENDS), len(span))
    return span.part(0, end)


_ENDS = word_list("closing_in.ends")


def _margin(span: Span, where: Where) -> float | None:
    share = percent_after(span, 0, len(span))
    if share is not None:
        return share
    if span.has("roomy"):
        return _ROOMY if kinds_in(where) != {"face"} else 2 * _OF_A_FACE
    if kinds_in(where) == {"face"}:
        return _OF_A_FACE
    return _TIGHT if span.has("tighter") and not span.has("verb", "zoom") and "in" not in span.words else None
