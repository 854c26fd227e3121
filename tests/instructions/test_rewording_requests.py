"""Requests to let writing say something else: what is quoted to the letter, which writing is meant; and what is refused."""

from __future__ import annotations

import pytest

from overpaint.instructions import compile_prompt, describe, refusal_of

CHANGED = [
    ('change "OPEN" to "CLOSED"', {"old": "OPEN", "text": "CLOSED"}, "“OPEN”"),
    ('change "OPEN" to "CLOSED" on the sign', {"old": "OPEN", "text": "CLOSED"}, "“OPEN”"),
    ('replace the text "20% OFF" with "30% OFF"', {"old": "20% OFF", "text": "30% OFF"}, "“20% OFF”"),
    ('"Bakery" should be "Coffee House"', {"old": "Bakery", "text": "Coffee House"}, "“Bakery”"),
    ('"SALE" -> "SOLD"', {"old": "SALE", "text": "SOLD"}, "“SALE”"),
    ('correct "Stationary" to "Stationery"', {"old": "Stationary", "text": "Stationery"}, "“Stationary”"),
    ('change "OPEN" to "CLOSED" in red', {"old": "OPEN", "text": "CLOSED", "colour": "#e0191b"}, "“OPEN”"),
    ("change the sign from OPEN to CLOSED", {"old": "OPEN", "text": "CLOSED"}, "“OPEN”"),
    ("change 2024 to 2025", {"old": "2024", "text": "2025"}, "“2024”"),
    ("change the price to $95", {"text": "$95"}, "price"),
    ('make the sign say "CLOSED"', {"text": "CLOSED"}, "text"),
    ('change the text on the sign to "Coffee House"', {"text": "Coffee House"}, "text"),
    ('change the date to "14 July"', {"text": "14 July"}, "date_stamp"),
    ('change the title to "SUMMER SALE"', {"text": "SUMMER SALE"}, "title"),
    ("change the text to yellow", {"colour": "#ffd91a"}, "text"),
    ('make the word "SALE" blue', {"old": "SALE", "colour": "#2563d9"}, "“SALE”"),
    ("把“营业中”改成“已打烊”", {"old": "营业中", "text": "已打烊"}, "“营业中”"),
    ("把招牌上的“OPEN”改成“CLOSED”", {"old": "OPEN", "text": "CLOSED"}, "“OPEN”"),
    ("将标题改为“夏日特卖”", {"text": "夏日特卖"}, "title"),
    ("把标题改成红色", {"colour": "#e0191b"}, "title"),
]

REFUSED = [
    "make the text bigger",
    "translate the text to French",
    "change the font to Arial",
    'change "A" to "B" in the second line',
    'make the "x" bold',
    'change "OPEN" to "OPEN"',
    "change the text on the mural of the whale to something nicer",
]


@pytest.mark.parametrize(("prompt", "params", "where"), CHANGED)
def test_writing_is_changed_as_it_is_asked(prompt: str, params: dict[str, str], where: str) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [(step.operation, step.params, str(step.where)) for step in plan.steps] == [("text_change", params, where)]


@pytest.mark.parametrize("prompt", REFUSED)
def test_what_cannot_be_done_is_refused(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt)) is not None


def test_a_mask_says_which_line_where_no_words_do() -> None:
    assert [str(step.where) for step in compile_prompt('make the sign say "CLOSED"', has_mask=True).steps] == ["mask"]
    assert [str(step.where) for step in compile_prompt('change "A" to "B"', has_mask=True).steps] == ["“A”"]


def test_it_is_told_to_the_letter() -> None:
    assert describe(compile_prompt('change "Open" to "ClOsEd!"')) == "Changed the words “Open” to “ClOsEd!”."
    assert describe(compile_prompt("把“营业中”改成“已打烊”")) == "已把文字“营业中”改成“已打烊”。"
