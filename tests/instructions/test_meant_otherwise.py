"""Requests that say one thing and forbid, spare or deny another: what runs is what is asked for, where it is asked for."""

from __future__ import annotations

import pytest

from overpaint.instructions import compile_prompt, describe, refusal_of
from overpaint.instructions.plainer import outright


def _in_words(prompt: str) -> list[str]:
    plan = compile_prompt(prompt)
    return [f"{step.operation} on {step.where}" for step in plan.steps] if refusal_of(plan) is None else ["refused"]


@pytest.mark.parametrize(
    ("prompt", "steps"),
    [
        ("don't blur the background, just brighten it", ["brightness on background"]),
        ("don't brighten the sky, just make it bluer", ["sky_colour on sky"]),
        ("please don't crop the picture, just straighten it", ["horizon_level on whole"]),
        ("不要锐化背景，只把它调暗", ["brightness on background"]),
        ("不要模糊天空，只要调亮它", ["brightness on sky"]),
    ],
)
def test_it_after_what_is_forbidden_is_the_same_thing(prompt: str, steps: list[str]) -> None:
    assert _in_words(prompt) == steps
    assert compile_prompt(prompt).keep == ()


@pytest.mark.parametrize(
    ("prompt", "step"),
    [
        ("please never touch the faces, but sharpen the rest", "sharpen on (whole without face)"),
        ("keep the dress, change everything else to black and white", "grayscale on (whole without main clothing)"),
        ("keep the red car red and make the rest grey", "grayscale on (whole without main #e0191b car)"),
        ("leave the flowers in color and turn everything else grey", "grayscale on (whole without flower)"),
        ("nothing but the dog should be in colour", "grayscale on (whole without main dog)"),
        ("only the flower in color, everything else black and white", "grayscale on (whole without main flower)"),
        ("只留红色雨伞有颜色，其余黑白", "grayscale on (whole without #e0191b umbrella)"),
        ("keep the subject in colour and make the rest black and white", "grayscale on background"),
        ("keep the umbrella sharp and blur the rest", "background_blur on (whole without main umbrella)"),
        ("blur everything but the dog", "background_blur on (whole without main dog)"),
        ("blur everything except the people", "background_blur on background"),
        ("blur the background but not the dog", "background_blur on (background without main dog)"),
        ("别动人脸，其他地方锐化", "sharpen on (whole without face)"),
        ("保留裙子的颜色，其他都变成黑白", "grayscale on (whole without clothing)"),
        ("红车保持红色，其余变灰", "grayscale on (whole without #e0191b car)"),
        ("除了狗，其他都模糊", "background_blur on (whole without dog)"),
        ("不要动人物，其余地方调暗", "brightness on background"),
    ],
)
def test_the_rest_of_a_thing_is_all_but_that_thing(prompt: str, step: str) -> None:
    assert _in_words(prompt) == [step]


def test_a_blur_of_all_but_a_thing_says_so() -> None:
    assert describe(compile_prompt("blur the background")) == "Blurred the background."
    assert "dog" in describe(compile_prompt("blur everything but the dog"))


@pytest.mark.parametrize(
    ("prompt", "steps"),
    [
        ("make the sky brighter and the sea too", ["brightness on sky", "brightness on water"]),
        ("brighten the sky, and the water too", ["brightness on sky", "brightness on water"]),
        ("背景变暗，天空也是", ["brightness on background", "brightness on sky"]),
        ("make the cup red and the hat yellow", ["recolor on main cup", "recolor on main hat"]),
        ("brighten the left half and darken the right", ["brightness on left of whole", "brightness on right of whole"]),
    ],
)
def test_one_verb_holds_for_both_things(prompt: str, steps: list[str]) -> None:
    assert _in_words(prompt) == steps


@pytest.mark.parametrize(
    ("prompt", "degree", "where"),
    [
        ("it's not that it's too bright, it's too dark", 0.5, "whole"),
        ("the sky is not too bright, it's too dark", 0.5, "sky"),
        ("the problem isn't that it's too dark, it's too bright", -0.5, "whole"),
        ("不是太亮，是太暗", 0.5, "whole"),
    ],
)
def test_a_fault_that_is_denied_is_not_mended(prompt: str, degree: float, where: str) -> None:
    (step,) = compile_prompt(prompt).steps
    assert (step.operation, step.params, str(step.where)) == ("brightness", {"degree": degree}, where)


@pytest.mark.parametrize(
    ("prompt", "params"),
    [
        ("make the hat blue instead of red", {"colour": "#2563d9"}),
        ("make the sky not grey but blue", {"colour": "#5b93d6"}),
        ("帽子不要红色，要蓝色", {"colour": "#2563d9"}),
        ("lower the exposure by one stop", {"stops": -1.0}),
        ("把宽度改成800像素", {"width": 800}),
        ("高度600像素", {"height": 600}),
        ("降噪但不要丢细节", {}),
    ],
)
def test_plain_requests_said_in_other_ways_run(prompt: str, params: dict[str, object]) -> None:
    (step,) = compile_prompt(prompt).steps
    assert step.params == params


@pytest.mark.parametrize(
    "prompt",
    [
        "darken the sky but not the clouds",
        "blur only the people in the background",
        "不要把所有人都模糊，只模糊后面的人",
        "天空变亮，海也是",
        "天空更亮，草地更亮",
    ],
)
def test_a_part_that_nothing_can_find_is_not_left_out_in_silence(prompt: str) -> None:
    assert _in_words(prompt) == ["refused"]


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "brighten it",
        "don't crop it, just brighten it",
        "don't blur “the background, just brighten it”",
        "调亮，不要过曝",
        "x" * 501,
    ],
)
def test_what_means_what_it_says_is_left_as_it_is(prompt: str) -> None:
    assert outright(prompt) == prompt
