"""Another colour for a thing that is named, or for what the mask marks."""

from __future__ import annotations

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.colours import colours_in
from overpaint.instructions.families import retouching
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.keeps import OWNING
from overpaint.instructions.lexicon.lists import word_list
from overpaint.instructions.named_things import region_of
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span
from overpaint.plans import Coloured, Whole, kinds_in

FAMILY = "recolor"
OPERATION = "recolor"

_MANY_COLOURED = frozenset(["sky", "person", "face", "man", "woman", "child", "subject", "background", "animal", "dog", "cat"])
"""Places of which the colour is not one thing's: a person's is skin, clothes and hair."""

_GLAZED = frozenset(["car", "bus", "truck", "train"])
"""Kinds of thing of which much is glass and tyres."""


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step that gives the thing its new colour; refused without exactly one, or for what has none of its own."""
    if reading.clause.has("thing", "lips"):
        return retouching.build(reading, catalogue)
    if OPERATION not in catalogue.operations:
        return Built() if catalogue.assumes(FAMILY) else Built(reason="unsupported", nearest=FAMILY)
    named = colours_in(reading.content or reading.clause)
    if len(named) != 1:
        return Built(reason="which_colour", nearest=FAMILY)
    place = _place(reading.region if reading.region is not None else reading.clause.part(0, 0), named[0])
    where = where_of(_noun(place, reading, catalogue), catalogue) if place else Whole()
    if where is None or not _MANY_COLOURED.isdisjoint(kinds_in(where)):
        return Built(reason="region", nearest=FAMILY, facts={"target": reading.target})
    glazed = {} if _GLAZED.isdisjoint(kinds_in(where)) else {"glazed": True}
    before = {"named": where.colour} if isinstance(where, Coloured) else {}
    return Built((step(reading, catalogue, OPERATION, {"colour": named[0]} | glazed | before, where),))


def _place(region: Span, colour: str) -> Span:
    """A region without the colour it gets (`the boat orange`) and without the word colour (`the colour of the tie`)."""
    given = next((hit for hit in region.of("colour") if hit.key == colour and hit.start), None)
    if given is not None and given.end == len(region):
        region = region.part(0, given.start)
    while region and region.words[-1] in _JOINTS:
        region = region.part(0, len(region) - 1)
    words = [hit for hit in region.of("tone_attribute", "colour_word") if hit.key in ("colours", "colour_word")]
    if not words:
        return region
    of = next((at for at in range(words[0].end, len(region)) if region.words[at] == "of"), None)
    if of is not None:
        return region.part(of + 1)
    before = words[0].start
    while before and region.words[before - 1] in OWNING:
        before -= 1
    return region.part(0, before)


_JOINTS = word_list("recolouring.joints")


def _noun(place: Span, reading: Reading, catalogue: Catalogue) -> Noun:
    """The thing, with what else in the clause says which one, but not the colour that it gets."""
    whole = region_of(place, reading, catalogue)
    return whole if not whole.span.has("colour") or place.has("colour") else Noun(place, reading.grammar)
