"""Requests about several pictures, and about weather, are read by words of their own: `combining.txt`, `weather.txt`."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import cases

from overpaint.instructions import compile_prompt, refusal_of
from overpaint.plans import SentPicture

HERE = Path(__file__).parent
CASES = [*cases(HERE, "combining.txt"), *cases(HERE, "weather.txt")]


def steps_of(prompt: str, images: int = 2) -> list[str]:
    """Steps as the case files write them."""
    found = []
    for step in compile_prompt(prompt, images=images).steps:
        params = ", ".join(f"{name}={value}" for name, value in step.params.items())
        where = "" if str(step.where) == "whole" else f" on {step.where}"
        found.append(f"= {step.operation}({params}){where}".replace("\n", "\\n"))
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.place for case in CASES])
def test_several_pictures(case) -> None:
    wanted = [line for line in case.expected if line.startswith("=")]
    images = 1 if case.place.startswith("weather") else 9 if "3x3" in case.prompt or "九" in case.prompt else 2
    assert steps_of(case.prompt, images=images) == wanted, case.prompt


@pytest.mark.parametrize(
    "prompt",
    [
        "put my face on his body",
        "merge these two pictures so everyone is looking",
        "combine these two photos",
        "make it look like image 2",
        "make the photo vertical",
        "put the man and the woman side by side",
        "将两张照片合成一张",
    ],
)
def test_what_is_no_sheet_makes_none(prompt: str) -> None:
    assert not any(step.operation == "collage" for step in compile_prompt(prompt, images=2).steps)


def test_every_picture_comes_on_the_sheet_in_its_order() -> None:
    plan = compile_prompt("make a collage", images=5)
    assert plan.steps[0].pictures == tuple(SentPicture(number=number) for number in (2, 3, 4, 5))


def test_one_picture_is_no_collage() -> None:
    refusal = refusal_of(compile_prompt("put these two photos side by side"))
    assert refusal is not None and "only one" in refusal.message


def test_a_picture_that_was_not_sent_is_refused() -> None:
    refusal = refusal_of(compile_prompt("put image 1 and image 4 side by side", images=3))
    assert refusal is not None and "4" in refusal.message


def test_labels_have_to_go_with_the_pictures() -> None:
    assert compile_prompt('side by side with labels "old" and "new"', images=2).steps[0].params["labels"] == "old\nnew"
    assert not compile_prompt('side by side with labels "old" and "new"', images=3).steps


@pytest.mark.parametrize(
    "prompt",
    [
        "match the style of image 2",
        "make it look like image 2",
        "put the dog from image 2 in the sky",
        "add the hat from image 2 to the man",
        "put the second picture in the corner with a white border",
        "add image 2 to image 1",
        "match the colours of image 2 and put them side by side",
    ],
)
def test_what_is_not_clear_is_refused(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt, images=2)) is not None
