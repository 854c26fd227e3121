"""Cutting out a thing by name, the subject where none is named, or what a mask marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.families import recolouring, removal
from overpaint.instructions.families.built import Built
from overpaint.instructions.families.generic import build_by_slots
from overpaint.instructions.lexicon.lists import word_list
from overpaint.instructions.readings import Reading
from overpaint.plans import Named, Sent, Step, Where, Whole, kinds_in

FAMILY = "extract"

_SUBJECT = Named(kind="subject")
_EXACTLY = {removal.FAMILY: {"margin": 0.0}, recolouring.FAMILY: {"beyond": 1.0}}
"""Parameters by which what a mask marks is taken at its word."""

_WHAT = {"object_remove": "remove_what", "recolor": "recolour_what"}
"""Why a request that names nothing is refused without a mask, by family."""

_SPEAKER = word_list("extraction.speaker")
"""Who gets it is not what is cut out: `give it to me`."""


def build(reading: Reading, catalogue: Catalogue) -> Built:
    """A step that leaves what the request names; the subject where it names nothing."""
    if reading.region is not None and reading.region.words and all(word in _SPEAKER for word in reading.region.words):
        return Built(reason="unread", nearest=FAMILY)
    built = build_by_slots(reading, catalogue)
    if built.reason == "region":
        built = removal.several(reading, catalogue) or built
    steps = (_at(step, _SUBJECT) if isinstance(step.where, Whole) else step for step in built.steps)
    return replace(built, steps=tuple(steps))


BY_MASK = {FAMILY: build, removal.FAMILY: removal.build, recolouring.FAMILY: recolouring.build}
"""Families whose place may be what a mask marks, with their builders."""


def at_the_mask(built: Built, reading: Reading, catalogue: Catalogue, has_mask: bool) -> Built:
    """`remove this`, `make the sleeve red`: what the mask marks, where the words name nothing that can be found.

    Without a mask a request that names nothing does not say what to remove or colour.
    """
    family = reading.family
    if built.reason == "region" and has_mask:
        built = BY_MASK[family](replace(reading, region=reading.clause.part(0, 0)), catalogue)
    if not any(isinstance(step.where, Whole) or _is_subject(step.where) for step in built.steps):
        return built
    if not has_mask:
        return built if family == FAMILY else Built(reason=_WHAT[family], nearest=family)
    exactly = _EXACTLY.get(family, {})
    steps = (_at(step.model_copy(update={"params": {**step.params, **exactly}}), Sent()) for step in built.steps)
    return replace(built, steps=tuple(steps))


def _at(step: Step, where: Where) -> Step:
    return step.model_copy(update={"where": where})


def _is_subject(where: Where) -> bool:
    return isinstance(where, Named) and where.kind == _SUBJECT.kind


def without_doubles(steps: Sequence[Step]) -> list[Step]:
    """`cut out the product and make the background white`: the background goes with either; the one that says more stays."""
    taken = {kind for step in steps if step.operation == removal.FAMILY for kind in kinds_in(step.where)}
    steps = [step for step in steps if step.operation != "text_remove" or taken.isdisjoint(kinds_in(step.where))]
    cut = [step for step in steps if step.operation == FAMILY]
    if not cut:
        return list(steps)
    if any(step.operation == "background_replace" for step in steps) and all(_is_subject(step.where) for step in cut):
        return [step for step in steps if step not in cut]
    return [step for step in steps if step.operation not in ("background_remove", "object_remove")]
