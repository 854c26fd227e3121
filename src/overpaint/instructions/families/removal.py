"""Taking things out: by name, all but the main person, or whatever the mask marks."""

from __future__ import annotations

from dataclasses import replace

from overpaint.instructions.acts.removing import ALL_BUT
from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families.built import Built
from overpaint.instructions.families.built import step as made
from overpaint.instructions.families.generic import build_by_slots
from overpaint.instructions.families.removal_phrases import listed, places_of
from overpaint.instructions.lexicon.lists import word_list, word_set
from overpaint.instructions.readings import Reading
from overpaint.plans import Minus, Named, Pick, kinds_in

FAMILY = "object_remove"

_WORN = frozenset(
    ["hat", "tie", "sunglasses", "glasses", "helmet", "mask", "scarf", "necklace", "shirt", "shoe", "wig", "bow tie", "jacket"]
)

_SHOWN = frozenset(["bare_skin", "head_hair", "clothing"])
"""Parts of a person: nothing in the picture says what is under them."""

_STUFF = frozenset(["sky", "background", "subject", "vegetation", "grass", "water", "ground"])

_WRITINGS = frozenset(["text", "watermark", "date_stamp", "logo", "plate"])
_STAYS = word_list("removal.stays")

_THIS = word_set("removal.this")
"""Words that name nothing: what they mean, a mask shows."""

_PEOPLE = Named(kind="person")
_OTHERS = Minus(of=_PEOPLE, without=Pick(of=_PEOPLE, which="largest"))


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step that takes out what the request names; the people in the background are those who are not the largest."""
    if "".join(reading.clause.words).startswith(_STAYS):  # `only the cup`: it is what stays
        return Built(reason="unread", nearest=FAMILY)
    if reading.what == ALL_BUT:
        return _all_but(reading, catalogue)
    if reading.region is not None and _THIS.issuperset(reading.region.words):
        reading = replace(reading, region=reading.region.part(0, 0))
    if not _of_others(reading) and (place := places_of(reading, catalogue, _WORN | _SHOWN | _STUFF | _WRITINGS)) is not None:
        steps = build_by_slots(replace(reading, region=reading.clause.part(0, 0)), catalogue).steps
        return Built(tuple(step.model_copy(update={"where": place}) for step in steps), wholly=True)
    built = several(reading, catalogue) or build_by_slots(reading, catalogue)
    kinds = {kind for step in built.steps for kind in kinds_in(step.where)}
    if kinds & _STUFF:
        return Built(reason="region", nearest=FAMILY, facts={"target": reading.target})
    if kinds & (_WORN | _SHOWN):
        return Built(reason="generative", nearest=FAMILY)  # what it covers is hair or skin, not what is around it
    if not _of_others(reading) or _PEOPLE.kind not in catalogue.regions:
        if _ANOTHER.isdisjoint(reading.clause.words):
            return built
        return Built(reason="region", nearest=FAMILY, facts={"target": reading.target})
    steps = build_by_slots(replace(reading, region=reading.clause.part(0, 0)), catalogue).steps
    return Built(tuple(step.model_copy(update={"where": _OTHERS}) for step in steps))


def _all_but(reading: Reading, catalogue: Catalogue) -> Built:
    """`keep only the bride`: the other people go; `show only the dog`: it is cut out."""
    built = build_by_slots(reading, catalogue)
    kinds = {kind for step in built.steps for kind in kinds_in(step.where)}
    if not kinds or kinds & (_WORN | _SHOWN | _STUFF | _WRITINGS | _OF_SOMEBODY):
        return built if built.reason else Built(reason="unread", nearest=FAMILY)
    if kinds <= _SOMEBODY:
        if any(isinstance(step.where, Named) for step in built.steps):  # `only the couple`: which of the people that is
            return Built(reason="unread", nearest=FAMILY)
        others = (Minus(of=_PEOPLE, without=step.where) for step in built.steps)
        return replace(
            built, steps=tuple(step.model_copy(update={"where": place}) for step, place in zip(built.steps, others, strict=True))
        )
    return replace(built, steps=tuple(made(reading, catalogue, "extract", {}, step.where) for step in built.steps))


_SOMEBODY = frozenset(["person", "man", "woman", "child"])
_OF_SOMEBODY = frozenset(["face"])


def several(reading: Reading, catalogue: Catalogue) -> Built | None:
    """`the sign, the bench and the man on the left`: all of them; None where fewer than two are named, or one can't be found."""
    where = listed(reading, catalogue)
    if where is None:
        return None
    steps = build_by_slots(replace(reading, region=reading.clause.part(0, 0)), catalogue).steps
    return Built(tuple(step.model_copy(update={"where": where}) for step in steps))


def _of_others(reading: Reading) -> bool:
    """`the people in the background`, `everyone else`, `路人`: persons of whom no more is said than that they are not meant."""
    region = reading.region or reading.clause.part(0, 0)
    things = {hit.key for hit in region.of("thing")}
    people = "person" in things or region.has("passing")
    only = people and things <= {"person", "background", "behind", "image"} and not region.has("colour")
    behind = bool(things & {"background", "behind"})
    return only and (behind or region.has("passing") or not _ANOTHER.isdisjoint(reading.clause.words))


_ANOTHER = word_set("removal.another")
"""`the other dog`: which one the first is, nobody said; of people the largest is."""
