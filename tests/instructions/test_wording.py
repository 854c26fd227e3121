"""What the user is told: refusals, notes and summaries, in the prompt's own language."""

from __future__ import annotations

import pytest

from overpaint.instructions import Step, compile_prompt, describe, explain, refusal_of
from overpaint.instructions.catalogue import installed


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("make it brighter and warmer", ["Brightened the picture.", "Made the picture warmer."]),
        ("put me on a beach at noon", ["Replaced the background with the sea at noon with a beach."]),
        ("crop it to 16:9", ["Cropped to 16:9."]),
        ("make the background black and white", ["Made the background black and white."]),
        ("make it look better", ["Corrected the light and colour", "The request did not say how"]),
        ("把照片调亮", ["已调亮整张照片。"]),
        ("請把照片調亮", ["已調亮整張照片。"]),
    ],
)
def test_a_plan_is_told_step_by_step_in_the_language_of_the_prompt(prompt: str, words: list[str]) -> None:
    told = describe(compile_prompt(prompt))
    assert all(sentence in told for sentence in words), told


@pytest.mark.parametrize(
    ("prompt", "language", "words"),
    [
        ("add a dragon", "en", ["“add a dragon”", "adding something"]),
        (
            "change the background to Mars",
            "en",
            ["no scene for “Mars”", "sea", "“change the background to a sunset over the ocean”"],
        ),
        ("make it brighter and add a dragon", "en", ["“add a dragon”", "Brightened the picture."]),
        ("加一条龙", "zh", ["“加一条龙”", "添加物体"]),
        ("把背景換成火星", "zh-Hant", ["“把背景換成火星”", "沒有“火星”這種場景"]),
    ],
)
def test_a_refusal_quotes_the_clause_says_why_and_what_would_do(prompt: str, language: str, words: list[str]) -> None:
    plan = compile_prompt(prompt)
    refusal = refusal_of(plan)
    assert plan.language == language
    assert refusal is not None
    assert refusal.param == "prompt"
    assert all(word in refusal.message for word in words), refusal.message


def test_several_refusals_are_all_named() -> None:
    refusal = refusal_of(compile_prompt("add a dragon, make him smile and swap our faces"))
    assert refusal is not None
    assert all(clause in refusal.message for clause in ("add a dragon", "make him smile", "swap our faces"))


def test_a_second_picture_that_is_not_used_is_mentioned() -> None:
    assert "first of the 2 pictures" in describe(compile_prompt("make it brighter", images=2))
    assert "first of" not in describe(compile_prompt("make it brighter"))


def test_every_operation_here_can_be_told() -> None:
    for name, operation in installed().operations.items():
        step = Step(operation=name, version=operation.VERSION, params=operation.Params().model_dump())
        assert describe([step]) and "{" not in describe([step])
        assert describe([step], "zh") and "{" not in describe([step], "zh")


def test_an_explanation_shows_clauses_rules_and_slots() -> None:
    told = explain("Hi! Please remove the man on the left while keeping the dog, then make it brighter.")
    assert [request.family for request in told.requests] == ["object_remove", "tone"]
    assert told.requests[0].target == "man on the left"
    assert "remove" in told.requests[0].rule
    assert told.keep == ("while keeping the dog",)
    assert told.refusal_code == "unsupported_edit"
    assert told.plan.refusals[0].clause in told.refusal
