"""Families whose builder needs no knowledge of its own: their operation takes what was read by its parameters' names."""

from __future__ import annotations

from typing import Any

from overpaint.instructions.amounts import factor_in
from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.colours import colour_in
from overpaint.instructions.families.built import Built, step
from overpaint.instructions.nouns import Noun
from overpaint.instructions.places import where_of
from overpaint.instructions.readings import Reading
from overpaint.plans import Whole


def build_by_slots(reading: Reading, catalogue: Catalogue) -> Built:
    """A step of the family's first operation, its parameters filled by name: target, value, text, colour, style, factor."""
    operation = next((name for name, declared in catalogue.operations.items() if reading.family == declared.family), None)
    if operation is None:
        return Built() if catalogue.assumes(reading.family) else Built(reason="unsupported", nearest=reading.family)
    where = where_of(Noun(reading.region, reading.grammar), catalogue) if reading.region else Whole()
    if where is None:
        return Built(reason="region", nearest=reading.family, facts={"target": reading.target})
    known = _slots(reading)
    params = {name: known[name] for name in catalogue.operations[operation].params.model_fields if known.get(name)}
    return Built((step(reading, catalogue, operation, params, where),))


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
