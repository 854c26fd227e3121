"""Negations, keeps, corrections, several targets (`tests/requests/safety`): each is read right, or refused; never half.

`safe_plans.txt` lists what runs, looked at line by line; every other prompt of these files is refused. A plan that is new here
must be looked at before it is added.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from overpaint.instructions import compile_prompt, refusal_of
from overpaint.plans import Plan

HERE = Path(__file__).parent
REQUESTS = HERE.parent / "requests" / "safety"
PLANS = HERE / "safe_plans.txt"


def _prompts() -> list[str]:
    lines = [line for path in sorted(REQUESTS.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    return list(dict.fromkeys(line[1:].strip().replace("⏎", "\n") for line in lines if line.startswith(">")))


def _known() -> dict[str, str]:
    rows: dict[str, str] = {}
    for line in PLANS.read_text("utf-8").splitlines():
        if line.startswith("> "):
            prompt = line[2:].replace("⏎", "\n")
        elif line.startswith("  = "):
            rows[prompt] = line[4:]
    return rows


def _in_words(plan: Plan) -> str:
    steps = [
        f"{step.operation}({', '.join(f'{name}={value}' for name, value in step.params.items())}) on {step.where}"
        for step in plan.steps
    ]
    kept = [f"keep {place}" for place in plan.keep]
    told = [f"told {note.key}" for note in plan.notes]
    return "; ".join([*steps, *kept, *told])


@pytest.mark.parametrize("prompt", _prompts())
def test_what_runs_is_what_was_asked(prompt: str) -> None:
    plan = compile_prompt(prompt)
    ran = _in_words(plan) if refusal_of(plan) is None else "refused"
    assert ran == _known().get(prompt, "refused")


def test_every_plan_that_is_listed_is_of_a_prompt_there_is() -> None:
    assert _known().keys() <= set(_prompts())
    assert len(_prompts()) >= 300
