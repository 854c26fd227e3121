"""What a prompt compiles to: steps to run, places to keep, clauses that can't be done."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from overpaint.plans.frozen import Frozen
from overpaint.plans.note import Note
from overpaint.plans.picture import PictureRef
from overpaint.plans.where import Where, Whole

PLAN_VERSION = 2
"""The form of plans that this version writes and runs. It goes up when a field changes its name or its meaning."""

RefusalCode = Literal["unsupported_edit", "target_not_found", "ambiguous_target", "ambiguous_request", "not_understood"]


class Step(Frozen):
    """One operation with everything it needs. `clause`: the words of the prompt it came from. `version`: the operation's own.

    `pictures`: those it reads besides the one that is edited.
    """

    operation: str
    version: int
    params: dict[str, Any] = Field(default_factory=dict)
    where: Where = Whole()
    pictures: tuple[PictureRef, ...] = ()
    clause: str = ""
    family: str = ""


class ClauseRefusal(Frozen):
    """A clause that can't be done: why, and the nearest edit that can."""

    code: RefusalCode
    clause: str
    family: str = ""
    reason: str
    nearest: str = ""


class Plan(Frozen):
    """`families`: every family recognised, served or not, in the order of the prompt. `notes`: what to tell the user besides.

    `keep`: places that no step may change: they are taken out of every step's mask, whatever its operation.
    `skipped`: clauses left out of a plan that was asked to run what it can (`partial`); such a plan has no `refusals`.
    """

    version: int = PLAN_VERSION
    prompt: str
    language: str = "en"
    families: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    keep: tuple[Where, ...] = ()
    refusals: tuple[ClauseRefusal, ...] = ()
    notes: tuple[Note, ...] = ()
    skipped: tuple[ClauseRefusal, ...] = ()
