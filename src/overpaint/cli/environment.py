"""Variables named `OVERPAINT_…` that nothing reads: most often a setting that was misspelt, and is silently not set."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches

from overpaint.settings import Settings

PREFIX = "OVERPAINT_"

# Those that are no settings: a client's key in the examples, and what the tests read.
OTHERS = ("OVERPAINT_KEY", "OVERPAINT_TEST_PROCESSES", "OVERPAINT_WRITE_GOLDENS")


def unknown_variables(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """A sentence for each, with the nearest setting where one is near."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    # Settings are read whatever their case.
    strange = [name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in (*known, *OTHERS)]
    return tuple(_sentence(name, known) for name in sorted(strange))


def _sentence(name: str, known: list[str]) -> str:
    near = get_close_matches(name.upper(), known, n=1, cutoff=0.8)
    cure = f"did you mean {near[0]}?" if near else "docs/settings.md lists them."
    return f"{name} is no setting, so it does nothing; {cure}"
