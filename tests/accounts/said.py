from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """What a command ended with: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str
