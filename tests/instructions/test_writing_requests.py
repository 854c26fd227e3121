"""Requests to write on a picture: what is quoted to the letter, how it looks, where it stands; and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from overpaint.instructions import compile_prompt, refusal_of

WRITTEN: list[tuple[str, list[dict[str, Any]]]] = [
    ('add "SALE" in big red letters at the top', [{"text": "SALE", "size": 0.17, "colour": "#e0191b", "place": "top"}]),
    ('Add the text "Sale 50 %" in red at the top left', [{"text": "Sale 50 %", "colour": "#e0191b", "place": "top_left"}]),
    (
        'put "When the wifi drops" at the top and "and mom asks WHY?" at the bottom',
        [{"text": "When the wifi drops", "place": "top"}, {"text": "and mom asks WHY?", "place": "bottom"}],
    ),
    (
        'add a meme caption: top "X", bottom "Y"',
        [
            {"text": text, "place": place, "font": "poster", "colour": "#ffffff", "outline": "#000000"}
            for text, place in (("X", "top"), ("Y", "bottom"))
        ],
    ),
    (
        'write "Hello" in white with a black outline in the centre',
        [{"text": "Hello", "colour": "#ffffff", "outline": "#000000", "place": "centre"}],
    ),
    (
        'add the words "Grand Opening" in a bold serif font, bottom right',
        [{"text": "Grand Opening", "bold": True, "font": "serif", "place": "bottom_right"}],
    ),
    ('put "LOVE" in handwriting in the middle', [{"text": "LOVE", "font": "handwritten", "place": "centre"}]),
    (
        'add text "50% OFF" in yellow on a black box at the bottom',
        [{"text": "50% OFF", "colour": "#ffd91a", "box": "#000000", "place": "bottom"}],
    ),
    ('write "Chapter 2" in 48px at the bottom left', [{"text": "Chapter 2", "size": 48.0, "place": "bottom_left"}]),
    ('write "A" with 40% opacity', [{"text": "A", "opacity": 0.4}]),
    ('add a watermark "© Lee"', [{"text": "© Lee", "size": 0.04, "opacity": 0.6, "place": "bottom_right"}]),
    ('write "SALE" at the top, in red, please', [{"text": "SALE", "place": "top", "colour": "#e0191b"}]),
    ("write hello world", [{"text": "hello world"}]),
    ("add the word SALE in huge yellow letters", [{"text": "SALE", "size": 0.27, "colour": "#ffd91a"}]),
    ('write "Line 1" and "Line 2" at the top', [{"text": "Line 1\nLine 2", "place": "top"}]),
    ("在左上角加上文字“你好”", [{"text": "你好", "place": "top_left"}]),
    ("在顶部用红色大字写上“大减价”", [{"text": "大减价", "size": 0.17, "colour": "#e0191b", "place": "top"}]),
    ("在图片底部加上黑底白字“限时优惠”", [{"text": "限时优惠", "box": "#000000", "colour": "#ffffff", "place": "bottom"}]),
    ("把“新年快乐”写在左下角，白色，小一点", [{"text": "新年快乐", "colour": "#ffffff", "size": 0.06, "place": "bottom_left"}]),
    ("添加水印“小明摄影”", [{"text": "小明摄影", "size": 0.04, "opacity": 0.6, "place": "bottom_right"}]),
    (
        "用黄色粗体在右上角写“NEW”，加黑色描边",
        [{"text": "NEW", "bold": True, "colour": "#ffd91a", "outline": "#000000", "place": "top_right"}],
    ),
]

REFUSED = [
    "add my name to the bottom right corner",
    "add a funny caption",
    'add "OPEN" to the sign',
    'put "X" on the shirt',
    "add the text 'Grand Opening' above the door",
    'add the text "Hi" twice',
    'add "Hello" at a 45 degree angle',
    'add "Chapter 2" in Helvetica',
    'write "a" in red and blue',
    'add "A" at the top. "B" at the bottom',
    'make it brighter "SALE"',
    'write "SALE" and make it bigger',
    "右下角写上我的名字",
]


@pytest.mark.parametrize(("prompt", "params"), WRITTEN)
def test_words_are_written_as_they_are_asked_for(prompt: str, params: list[dict[str, Any]]) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [step.operation for step in plan.steps] == ["text_add"] * len(params)
    assert [step.params for step in plan.steps] == params


@pytest.mark.parametrize("prompt", REFUSED)
def test_what_is_not_said_or_cannot_be_is_refused(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt)) is not None


def test_letters_may_stand_in_the_sky_or_inside_a_mask() -> None:
    assert [str(step.where) for step in compile_prompt("Write Happy New Year across the sky").steps] == ["sky"]
    assert [str(step.where) for step in compile_prompt('write "OPEN" here', has_mask=True).steps] == ["mask"]


def test_letters_are_no_part_of_a_background() -> None:
    plan = compile_prompt('write "NEW" at the top, blur the background and make it brighter')
    assert [step.operation for step in plan.steps] == ["background_blur", "text_add", "brightness"]


def test_other_edits_run_beside() -> None:
    plan = compile_prompt('remove the background and write "NEW" in the top right corner in red')
    assert [step.operation for step in plan.steps] == ["background_remove", "text_add"]
