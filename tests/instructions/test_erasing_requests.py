"""Requests to take writing off: by what it says, by what it is, or by a mask; and what is refused."""

from __future__ import annotations

import pytest

from overpaint.instructions import compile_prompt, refusal_of

PLACES = [
    ("remove the watermark", "watermark"),
    ("get rid of the caption at the bottom", "bottom of text"),
    ("take the date stamp off", "date_stamp"),
    ("remove the text", "text"),
    ("Erase the phone number", "phone_number"),
    ('remove "SALE"', "“SALE”"),
    ("delete the word 'NEW'", "“NEW”"),
    ("remove the word SALE", "“SALE”"),
    ('delete the line "Terms apply"', "“Terms apply”"),
    ("remove the largest text", "largest text"),
    ("去掉水印", "watermark"),
    ("去掉文字", "text"),
    ("把“大减价”去掉", "“大减价”"),
    ("去掉照片上的日期", "date_stamp"),
    ("去除图片上所有文字", "text"),
]

REFUSED = [
    "remove all the numbers",
    "remove the text on the shirt",
    "remove the logo",
    'remove "SALE" from the red car',
    'remove the "SALE" on the left',
]


@pytest.mark.parametrize(("prompt", "where"), PLACES)
def test_writing_is_a_place(prompt: str, where: str) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [(step.operation, str(step.where)) for step in plan.steps] == [("text_remove", where)]
    said = where.strip("“”") if where.startswith("“") else None
    assert plan.steps[0].params == ({"text": said} if said else {})


@pytest.mark.parametrize("prompt", REFUSED)
def test_what_is_not_found_by_its_words_is_refused(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt)) is not None


def test_a_mask_says_which() -> None:
    for prompt in ("remove the logo", "remove the text on the shirt"):
        assert [str(step.where) for step in compile_prompt(prompt, has_mask=True).steps] == ["mask"]


def test_a_thing_and_the_text_go_together() -> None:
    plan = compile_prompt("remove the dog and the watermark")
    assert [(step.operation, str(step.where)) for step in plan.steps] == [("object_remove", "(main dog or watermark)")]
    assert refusal_of(compile_prompt("remove the car and the date stamp")) is not None  # a car is not dropped in silence
