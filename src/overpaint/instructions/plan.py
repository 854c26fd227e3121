"""What a prompt compiles to: steps to run, things to keep, clauses that can't be done. Pure text and numbers, no pixels.

A plan is printable, loggable and replayable: `Plan.model_dump_json()` and `Plan.model_validate_json()` are each other's inverse.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

RefusalCode = Literal["unsupported_edit", "target_not_found", "ambiguous_target", "not_understood"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RegionRef(_Frozen):
    """A region by name. `name` is a finder's (`whole`, `subject`, `background`, …); `words` the phrase it was read from."""

    name: str = "whole"
    words: str = ""


class Step(_Frozen):
    """One operation with everything it needs. `clause`: the words of the prompt it came from."""

    operation: str
    version: int
    params: dict[str, Any] = Field(default_factory=dict)
    region: RegionRef = RegionRef()
    clause: str = ""
    family: str = ""


class ClauseRefusal(_Frozen):
    """A clause that can't be done: why, and the nearest edit that can."""

    code: RefusalCode
    clause: str
    family: str = ""
    reason: str
    nearest: str = ""


class Plan(_Frozen):
    """`families`: every family recognised, served or not, in the order of the prompt. `notes`: what to tell the user besides.

    `skipped`: clauses left out of a plan that was asked to run what it can (`partial`); such a plan has no `refusals`.
    """

    prompt: str
    language: str = "en"
    families: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    keep: tuple[str, ...] = ()
    refusals: tuple[ClauseRefusal, ...] = ()
    notes: tuple[str, ...] = ()
    skipped: tuple[ClauseRefusal, ...] = ()
