"""Families that need no builder of their own: the operation that is named, or the only one, takes what was read."""

from __future__ import annotations

from typing import Any

from overpaint.instructions.amounts import factor_in
from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.colours import colour_in
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.filling import Beyond, filled
from overpaint.instructions.named_things import region_of
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.plans import Whole


def build_by_slots(reading: Reading, catalogue: Catalogue) -> Built:
    """A step of the operation that the words name, its parameters filled by their roles and names."""
    operation = _named(reading, catalogue) or _only(reading.family, catalogue)
    if operation is None:
        return Built() if catalogue.assumes(reading.family) else Built(reason="unsupported", nearest=reading.family)
    where = where_of(_place(reading, catalogue), catalogue) if reading.region else Whole()
    if where is None:
        return Built(reason="region", nearest=reading.family, facts={"target": reading.target})
    declared = catalogue.operations[operation]
    try:
        params = filled(declared, reading)
    except Beyond as beyond:
        return Built(reason="amount", nearest="tone", facts={"amount": beyond.amount, "limit": beyond.limit})
    known = _slots(reading)
    params |= {name: known[name] for name in declared.params.model_fields if name not in params and known.get(name)}
    return Built((step(reading, catalogue, operation, params, where),))


def _place(reading: Reading, catalogue: Catalogue) -> Noun:
    """What a request is about; `to 4 levels` says how much, not where."""
    region = reading.region or reading.clause.part(0, 0)
    measure = not region.has("thing") and any(word[0].isdigit() for word in region.words)
    return Noun(region.part(0, 0), reading.grammar) if measure else region_of(region, reading, catalogue)


def _named(reading: Reading, catalogue: Catalogue) -> str | None:
    """The operation of the family that a word of the clause names."""
    named = (hit.key for hit in reading.clause.of("tone_whole"))
    return next((name for name in named if name in catalogue.operations and _family(name, catalogue) == reading.family), None)


def _only(family: str, catalogue: Catalogue) -> str | None:
    """The family's own operation, which no words name: what is asked of the family is asked of it."""
    if family in _NAMED_ALONE:
        return None
    unnamed = [
        name
        for name, declared in catalogue.operations.items()
        if declared.family == family and not any(words.whole for words in declared.words.values())
    ]
    return unnamed[0] if len(unnamed) == 1 else None


_NAMED_ALONE = ("time_season_weather",)
"""Families of which each operation is one thing of many: `make it summer` is asked of none."""


def _family(name: str, catalogue: Catalogue) -> str:
    return catalogue.operations[name].family


def _slots(reading: Reading) -> dict[str, Any]:
    span = reading.content or reading.clause
    return {
        "target": reading.target,
        "value": reading.value,
        "text": (reading.clause.quotes or [reading.value])[-1],
        "colour": colour_in(span),
        "style": next((hit.key for hit in span.of("style")), None),
        "factor": factor_in(reading.clause),
    }
