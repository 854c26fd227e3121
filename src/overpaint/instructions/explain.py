"""How a prompt was read: its clauses, the rule that fitted each, the slots it filled, and the plan that came of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from overpaint.instructions.catalogue import Catalogue
from overpaint.instructions.compiler import compile_prompt
from overpaint.instructions.describe import describe
from overpaint.instructions.refusals import refusal_of
from overpaint.instructions.understanding import understand
from overpaint.plans import Plan


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadRequest(_Frozen):
    """One request of a prompt. `doable`: whether it could be done at all without inventing anything."""

    family: str
    clause: str
    target: str
    value: str
    rule: str
    doable: Literal["yes", "partly", "no"]


class Explanation(_Frozen):
    """The whole reading. `clauses`: as the prompt was cut. `summary`: the plan in words; `refusal`: the message if any."""

    language: str
    clauses: tuple[str, ...]
    keep: tuple[str, ...]
    requests: tuple[ReadRequest, ...]
    plan: Plan
    summary: str
    refusal: str = ""
    refusal_code: str = ""


def explain(
    prompt: str, *, images: int = 1, has_mask: bool = False, partial: bool = False, catalogue: Catalogue | None = None
) -> Explanation:
    """Compile a prompt and say how. Never raises; arguments as of `compile_prompt`."""
    understood = understand(prompt)
    understood.text.forget()
    plan = compile_prompt(prompt, images=images, has_mask=has_mask, partial=partial, catalogue=catalogue)
    refusal = refusal_of(plan)
    requests = tuple(
        ReadRequest(
            family=reading.family,
            clause=reading.clause.original,
            target=reading.target,
            value=reading.value,
            rule=reading.rule,
            doable=reading.doable,
        )
        for reading in understood.readings
    )
    return Explanation(
        language=understood.language,
        clauses=understood.clauses,
        keep=understood.keep,
        requests=requests,
        plan=plan,
        summary=describe(plan),
        refusal=refusal.message if refusal else "",
        refusal_code=refusal.code if refusal else "",
    )
