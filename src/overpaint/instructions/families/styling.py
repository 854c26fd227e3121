"""Looks and effects that operations name: which one, how much of it, its colour, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from overpaint.instructions.amounts import pixels_of, ratio_in
from overpaint.instructions.catalogue import LAYOUT, Catalogue, Declared, role_of, strengths_of
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.families.generic import build_by_slots
from overpaint.instructions.filling import Beyond, filled
from overpaint.instructions.looks import CHOICE, FAMILY, NAMED, STRONG, WEAK
from overpaint.instructions.named_things import region_of
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.instructions.words import Span, chosen
from overpaint.plans import Named, Where, Whole

_SUBJECT = Named(kind="subject")

_ROUND = {"border": "outline", "soft_glow": "outer_glow"}
"""What frames the picture, and what goes round a thing in it."""


_SHAPED = {"pad": "border"}
"""What brings the picture to a shape, and what it is where none is named."""


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step of the operation that is named; refused where its place can't be found or a number is beyond what it takes."""
    name = reading.what
    if name not in catalogue.operations:
        return build_by_slots(reading, catalogue)
    place = _place(reading, catalogue)
    where: Where | None = Whole() if not place else where_of(region_of(place, reading, catalogue), catalogue)
    if where is None:
        return Built(reason="region", nearest=FAMILY, facts={"target": reading.target})
    framed = name == "border" or reading.clause.has("around")
    if not isinstance(where, Whole) and framed and name in _ROUND and _ROUND[name] in catalogue.operations:
        name = _ROUND[name]
    if name in _SHAPED and ratio_in(reading.clause) is None and _SHAPED[name] in catalogue.operations:
        name = _SHAPED[name]
    declared = catalogue.operations[name]
    if declared.kind == LAYOUT and not isinstance(where, Whole):
        return Built(reason="part_geometry", nearest="whole_geometry", facts={"target": reading.target})
    if isinstance(where, Whole) and getattr(declared, "of_subject", False):
        where = _SUBJECT
    try:
        params = _params(declared, reading, place)
    except Beyond as beyond:
        return Built(reason="amount", nearest="tone", facts={"amount": beyond.amount, "limit": beyond.limit})
    return Built((step(reading, catalogue, name, params, where),))


def _place(reading: Reading, catalogue: Catalogue) -> Span:
    region = reading.region if reading.region is not None else reading.clause.part(0, 0)
    return region_of(region, reading, catalogue).span if region else region


def _params(declared: Declared, reading: Reading, place: Span) -> Mapping[str, Any]:
    """Values by role; then what only these operations have: `thin`, `thick`, words that choose, a colour beside the name."""
    said = _without(reading.clause, set(place.starts))
    raw = said.lexicon.hits(said.words)
    names = {said.starts[at] for hit in raw if hit.cls == NAMED for at in range(hit.start, hit.end)}
    beside = _without(said, names)
    params = filled(declared, replace(reading, clause=beside, content=beside))
    for name in declared.params.model_fields:
        role = role_of(declared.params, name)
        if role == "colour" and (colours := chosen(hit for hit in raw if hit.cls == "colour")):
            params[name] = colours[-1].key
        if role == "length" and (pixels := pixels_of(said)) is not None:
            params[name] = pixels
        if role == "aspect" and (ratio := ratio_in(said)):
            params[name] = [round(side, 3) for side in ratio]
    for hit in chosen(hit for hit in raw if hit.cls == CHOICE and hit.key.startswith(f"{reading.what} ")):
        name, _, value = hit.key.partition(" ")[2].partition("=")
        params[name] = value
    for name in declared.params.model_fields:
        if (ends := strengths_of(declared.params, name)) and name not in params and params.get("pixels") is None:
            if any(hit.cls == WEAK and hit.key == reading.what and said.starts[hit.start] not in names for hit in raw):
                params[name] = _whole(declared, name, ends[0])
            elif any(hit.cls == STRONG and hit.key == reading.what and said.starts[hit.start] not in names for hit in raw):
                params[name] = _whole(declared, name, ends[1])
            break
    return params


def _whole(declared: Declared, name: str, value: float) -> float:
    return round(value) if role_of(declared.params, name) == "count" else value


def _without(clause: Span, out: set[int]) -> Span:
    """A clause without the words that begin at `out`: those that say where, so that `the red car` gives nothing its colour."""
    kept = [at for at, start in enumerate(clause.starts) if start not in out]

    def left(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(row[at] for at in kept)

    return Span(clause.text, clause.lexicon, left(clause.words), left(clause.starts), left(clause.ends))


__all__ = ["NAMED", "build"]
