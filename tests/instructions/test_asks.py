"""Requests known from end to end: `asks.txt`. What says anything else is read as every other text is."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import Case, agrees, cases, compiled, side_by_side

from overpaint.instructions import compile_prompt
from overpaint.instructions.asks import _asks
from overpaint.operations import OPERATIONS, find_operation

HERE = Path(__file__).parent
ASKS = list(cases(HERE, "asks.txt"))


@pytest.mark.parametrize("case", ASKS, ids=[case.place for case in ASKS])
def test_ask(case: Case) -> None:
    got = compiled(case.prompt)
    if not agrees(case.expected, got):
        pytest.fail(side_by_side(case, got), pytrace=False)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_row_is_of_operations_that_are_here_and_marks_parameters_that_they_have(language: str) -> None:
    here = {operation.name for operation in OPERATIONS}
    for ask in _asks(language):
        assert set(ask.edit.operations) <= here
        for name, kind in ask.marks.values():
            assert (
                kind in ("place", "degree", "size")
                or name == "background"
                or any(name in find_operation(operation).params.model_fields for operation in ask.edit.operations)
            )


@pytest.mark.parametrize("prompt", ["upscale the left half", "make it brighter, 4k, masterpiece", "把天空放大两倍"])
def test_what_says_more_is_no_such_request(prompt: str) -> None:
    assert "upscale" not in [step.operation for step in compile_prompt(prompt).steps]


def test_a_mask_refuses_what_changes_the_canvas() -> None:
    assert not compile_prompt("upscale it 2x", has_mask=True).steps


@pytest.mark.parametrize(
    ("prompt", "photo", "colour"),
    [
        ("US passport photo", {"standard": "us"}, "#ffffff"),
        ("US passport photo 2x2 inch", {"standard": "us"}, "#ffffff"),
        ("please make a German passport photo", {"standard": "35x45"}, "#ffffff"),
        ("35x45 mm passport photo", {"standard": "35x45"}, "#ffffff"),
        ("passport photo 35x45 mm with a blue background", {"standard": "35x45"}, "#438edb"),
        ("40x60 mm id photo", {"standard": "other", "width": 40.0, "height": 60.0}, "#ffffff"),
        ("一寸照 蓝底", {"standard": "one inch"}, "#438edb"),
        ("把这张照片做成红底二寸照", {"standard": "two inch"}, "#d9001b"),
        ("制作证件照", {"standard": "35x45"}, "#ffffff"),
        ("美国签证照片", {"standard": "us"}, "#ffffff"),
    ],
)
def test_an_identity_photo_is_cropped_and_gets_its_background(prompt: str, photo: dict[str, object], colour: str) -> None:
    crop, backdrop = compile_prompt(prompt).steps
    assert (crop.operation, crop.params, str(crop.where)) == ("id_photo", photo, "whole")
    assert backdrop.params == {"scene": "solid", "scene_params": {"colour": colour}} and str(backdrop.where) == "background"


def test_an_identity_photo_of_no_such_size_is_refused() -> None:
    assert not compile_prompt("900x20 mm id photo").steps
