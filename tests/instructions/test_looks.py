"""Looks and effects are read by their own names: `looks.txt`. What says more than a look takes is left to the forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import Case, agrees, cases, compiled, side_by_side

from overpaint.instructions import compile_prompt, refusal_of

HERE = Path(__file__).parent
LOOKS = list(cases(HERE, "looks.txt"))


@pytest.mark.parametrize("case", LOOKS, ids=[case.place for case in LOOKS])
def test_look(case: Case) -> None:
    got = compiled(case.prompt)
    if not agrees(case.expected, got):
        pytest.fail(side_by_side(case, got), pytrace=False)


@pytest.mark.parametrize(
    "prompt",
    [
        "remove the border",
        "turn it into an anime pencil sketch",
        "add a wooden frame with roses",
        "the sketch on the wall is crooked",
        "put a neon frame of flowers around it",
        "mirror it horizontally as a watercolor",
        "oil painting of a dragon",
        "add a watercolor dragon",
        "a man holding a sticker",
        "it got grainy, get the grain out",
        "too much grain",
        "去掉边框",
        "不要素描",
    ],
)
def test_what_no_look_takes_brings_none(prompt: str) -> None:
    steps = compile_prompt(prompt).steps
    assert not any(step.family == "style" for step in steps)


def test_a_border_is_refused_beside_a_mask() -> None:
    refusal = refusal_of(compile_prompt("add a white border", has_mask=True))
    assert refusal is not None and "mask" in refusal.message


def test_a_frame_of_a_thing_is_no_frame_of_the_picture() -> None:
    assert [step.operation for step in compile_prompt("put a white border around the dog").steps] != ["border"]


def test_layouts_come_last_whatever_the_order() -> None:
    plan = compile_prompt("add a black border, then make it warmer")
    assert [step.operation for step in plan.steps] == ["temperature", "border"]
