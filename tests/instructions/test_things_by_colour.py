"""Things that nothing here knows, named with a colour: found by it, where the words name a thing."""

from __future__ import annotations

import pytest

from overpaint.instructions import compile_prompt, describe, place_words
from overpaint.instructions.named_things import SOMETHING
from overpaint.plans import Coloured, Named, Pick, Side, Where, kinds_in
from overpaint.regions import find_finder


def of_colour(words: str, colour: str) -> Coloured:
    return Coloured(of=Named(kind=SOMETHING, words=words), colour=colour)


def main(words: str, colour: str) -> Pick:
    return Pick(of=of_colour(words, colour), which="main")


BLUE, YELLOW, RED, ORANGE = "#2563d9", "#ffd91a", "#e0191b", "#ff8c1a"


@pytest.mark.parametrize(
    ("prompt", "operation", "where"),
    [
        ("remove the blue newspaper box", "object_remove", main("blue newspaper box", BLUE)),
        ("remove all the orange cones", "object_remove", of_colour("orange cones", ORANGE)),
        ("get rid of the yellow pole", "object_remove", main("yellow pole", YELLOW)),
        ("把蓝色的报纸箱去掉", "object_remove", main("蓝色的报纸箱", BLUE)),
        ("去掉红色的打气筒", "object_remove", main("红色的打气筒", RED)),
        ("把黄色的护栏改成橙色", "recolor", main("黄色的护栏", YELLOW)),
        ("make the orange barriers blue", "recolor", of_colour("orange barriers", ORANGE)),
        ("darken the yellow wall", "brightness", main("yellow wall", YELLOW)),
        ("make the blue kiosk darker", "brightness", main("blue kiosk", BLUE)),
    ],
)
def test_an_unknown_noun_with_a_colour_is_a_place(prompt: str, operation: str, where: Where) -> None:
    plan = compile_prompt(prompt)
    assert not plan.refusals
    (step,) = plan.steps
    assert (step.operation, step.where) == (operation, where)


def test_which_of_them_is_said_beside_the_colour() -> None:
    (step,) = compile_prompt("remove the blue kiosk on the left").steps
    assert isinstance(step.where, Pick) and step.where.which == "leftmost"


@pytest.mark.parametrize(
    "prompt",
    [
        "remove the newspaper box",
        "remove the red barrier behind the car",
        "remove the white border",
        "remove the yellow glow",
        "remove the red thing",
    ],
)
def test_without_a_colour_or_with_more_said_it_is_refused(prompt: str) -> None:
    plan = compile_prompt(prompt)
    assert plan.refusals and not plan.steps


@pytest.mark.parametrize(
    "prompt",
    ["remove the red eyes", "remove the yellow tint", "remove the blue cast", "make the red car green", "把红色的车去掉"],
)
def test_what_has_a_meaning_keeps_it(prompt: str) -> None:
    plan = compile_prompt(prompt)
    assert plan.steps and all(SOMETHING not in kinds_in(step.where) for step in plan.steps)


def test_it_is_called_by_its_words() -> None:
    assert describe(compile_prompt("remove the blue newspaper box")).startswith("Took out the blue newspaper box")
    assert "蓝色的报纸箱" in describe(compile_prompt("把蓝色的报纸箱去掉"))
    assert place_words(Side(of=of_colour("blue kiosk", BLUE), side="left"), "en") == "the left of the blue kiosk"


def test_a_finder_goes_by_the_colour() -> None:
    assert find_finder(SOMETHING).by_colour
