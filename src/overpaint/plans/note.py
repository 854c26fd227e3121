"""What a room that knows no language has to tell the user."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from overpaint.plans.where import Where


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Note:
    """A sentence's key, and the facts that fill its blanks. A place becomes the language's words for it.

    The sentences stand in `instructions/lexicon/<language>/messages.toml`, table `note`.
    """

    key: str
    facts: Mapping[str, str | int | float | Where] = field(default_factory=dict)


def each_once(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes without those that say the same again, in order."""
    told: list[Note] = []
    for note in notes:
        if note not in told:
            told.append(note)
    return tuple(told)
