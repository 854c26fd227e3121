"""What a room that knows no language has to tell the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Note:
    """A sentence's key, and the facts that fill its blanks.

    The sentences stand in `instructions/lexicon/<language>/messages.toml`, table `note`.
    """

    key: str
    facts: Mapping[str, str | int | float] = field(default_factory=dict)
