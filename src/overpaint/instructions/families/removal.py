"""Taking things out: by name, all but the main person, or whatever the mask marks."""

from __future__ import annotations

from dataclasses import replace

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families.built import Built
from overpaint.instructions.families.generic import build_by_slots
from overpaint.instructions.readings import Reading
from overpaint.plans import Minus, Named, Pick, kinds_in

FAMILY = "object_remove"

_WORN = frozenset(
    ["hat", "tie", "sunglasses", "glasses", "helmet", "mask", "scarf", "necklace", "shirt", "shoe", "wig", "bow tie", "jacket"]
)

_STAYS = ("只要", "只留", "仅留", "就要", "淨係要", "only")

_THIS = frozenset(["这", "个", "那", "些", "它", "东", "西", "object", "objects", "thing", "things"])
"""Words that name nothing: what they mean, a mask shows."""

_PEOPLE = Named(kind="person")
_OTHERS = Minus(of=_PEOPLE, without=Pick(of=_PEOPLE, which="largest"))


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step that takes out what the request names; the people in the background are those who are not the largest."""
    if "".join(reading.clause.words).startswith(_STAYS):  # `only the cup`: it is what stays
        return Built(reason="unread", nearest=FAMILY)
    if reading.region is not None and _THIS.issuperset(reading.region.words):
        reading = replace(reading, region=reading.region.part(0, 0))
    built = build_by_slots(reading, catalogue)
    if any(not _WORN.isdisjoint(kinds_in(step.where)) for step in built.steps):
        return Built(reason="generative", nearest=FAMILY)  # what it covers is hair or skin, not what is around it
    if not _of_others(reading) or _PEOPLE.kind not in catalogue.regions:
        if _ANOTHER.isdisjoint(reading.clause.words):
            return built
        return Built(reason="region", nearest=FAMILY, facts={"target": reading.target})
    steps = build_by_slots(replace(reading, region=reading.clause.part(0, 0)), catalogue).steps
    return Built(tuple(step.model_copy(update={"where": _OTHERS}) for step in steps))


def _of_others(reading: Reading) -> bool:
    """`the people in the background`, `everyone else`, `路人`: persons of whom no more is said than that they are not meant."""
    region = reading.region or reading.clause.part(0, 0)
    things = {hit.key for hit in region.of("thing")}
    people = "person" in things or region.has("passing")
    only = people and things <= {"person", "background", "behind", "image"} and not region.has("colour")
    behind = bool(things & {"background", "behind"})
    return only and (behind or region.has("passing") or not _ANOTHER.isdisjoint(reading.clause.words))


_ANOTHER = frozenset(["other", "others", "another", "another's"])
"""`the other dog`: which one the first is, nobody said; of people the largest is."""
