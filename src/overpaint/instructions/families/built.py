"""What a builder answers with, and the step it makes from a declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.readings import Reading
from overpaint.plans import PictureRef, Step, Where, Whole

Listed = Mapping[str, tuple[tuple[str, str], ...]]
"""Facts that the language has words for: a blank's name, and the rows of messages, `(table, key)`, that fill it as a list."""


@dataclass(frozen=True)
class Built:
    """Steps, or why there are none: `reason` and `nearest` are keys of the messages, `facts` and `listed` fill their blanks.

    `near`: installed scenes that come nearest to one that is not; the first that has an example is offered.
    `wholly`: every word of the clause was accounted for where it was built.
    """

    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""
    nearest: str = ""
    facts: Mapping[str, str] | None = None
    listed: Listed | None = None
    near: tuple[str, ...] = ()
    wholly: bool = False


def step(
    reading: Reading,
    catalogue: Catalogue,
    operation: str,
    params: Mapping[str, Any],
    where: Where | None = None,
    pictures: tuple[PictureRef, ...] = (),
) -> Step:
    """A step of a registered operation. Raises KeyError for one that is not registered."""
    declared = catalogue.operations[operation]
    return Step(
        operation=operation,
        version=declared.version,
        params=dict(params),
        where=where or Whole(),
        pictures=pictures,
        clause=reading.clause.original,
        family=reading.family,
    )
