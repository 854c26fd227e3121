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
        assert set(ask.operations) <= here
        for name, kind in ask.marks.values():
            assert kind in ("place", "degree") or any(
                name in find_operation(operation).params.model_fields for operation in ask.operations
            )


@pytest.mark.parametrize("prompt", ["upscale the left half", "make it brighter, 4k, masterpiece", "把天空放大两倍"])
def test_what_says_more_is_no_such_request(prompt: str) -> None:
    assert "upscale" not in [step.operation for step in compile_prompt(prompt).steps]


def test_a_mask_refuses_what_changes_the_canvas() -> None:
    assert not compile_prompt("upscale it 2x", has_mask=True).steps
