"""What is taken out: things by their names, all but the main person, whatever a mask marks; what is none of these is refused."""

from __future__ import annotations

import pytest

from overpaint.instructions import compile_prompt, refusal_of

OTHERS = "(person without largest person)"

TAKEN = [
    ("remove the dog", "main dog"),
    ("get rid of the man on the left", "leftmost man"),
    ("erase the red car", "main #e0191b car"),
    ("take out all the people", "person"),
    ("remove the people in the background", OTHERS),
    ("delete everyone else", OTHERS),
    ("remove the other people", OTHERS),
    ("get rid of the tourists", OTHERS),
    ("remove the bench and the man on the left", "(main bench or leftmost man)"),
    ("get rid of the chap in the background", OTHERS),
    ("erase the two signs on the left, the skateboard on the right", "(left of sign or rightmost skateboard)"),
    ("remove the lighter", "main lighter"),
    ("get rid of the lens cap", "main lens_cap"),
    ("去掉打火机", "lighter"),
    ("去掉那只狗", "dog"),
    ("把左边的人去掉", "leftmost person"),
    ("去掉路人", OTHERS),
    ("去掉背景里的路人", OTHERS),
]

REFUSED = [
    "remove this",  # without a mask
    "remove the hat",  # what it covers is no surroundings
    "remove the other dog",
    "remove the man and his shadow",
    "remove the man without removing his shadow",
    "remove the guy in the red cap behind us",
    "把人和影子一起去掉",
]


@pytest.mark.parametrize(("prompt", "where"), TAKEN)
def test_what_is_named_is_taken_out(prompt: str, where: str) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [(step.operation, str(step.where)) for step in plan.steps] == [("object_remove", where)]


@pytest.mark.parametrize("prompt", REFUSED)
def test_what_is_not_known_is_refused(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt)) is not None


@pytest.mark.parametrize("prompt", ["remove this", "erase it", "把这个去掉"])
def test_a_mask_says_what_this_is(prompt: str) -> None:
    (step,) = compile_prompt(prompt, has_mask=True).steps
    assert (step.operation, str(step.where), step.params) == ("object_remove", "mask", {"margin": 0.0})


CUT = [
    ("cut out the dog", "main dog"),
    ("extract the car", "main car"),
    ("把猫抠出来", "cat"),
    ("抠图", "subject"),
    ("cut it out", "subject"),
]


@pytest.mark.parametrize(("prompt", "where"), CUT)
def test_what_is_named_is_cut_out(prompt: str, where: str) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    assert [(step.operation, str(step.where)) for step in plan.steps] == [("extract", where)]


def test_a_new_background_cuts_the_subject_out_by_itself() -> None:
    plan = compile_prompt("把产品抠出来换成纯白背景")
    assert refusal_of(plan) is None
    assert [step.operation for step in plan.steps] == ["background_replace"]


@pytest.mark.parametrize("prompt", ["只要杯子", "cut out the chair, not the table", "只要那个盒子,单独抠出来给我"])
def test_who_asks_for_one_thing_alone_never_gets_the_others(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt)) is not None


COLOURED = [
    ("make the car blue", "main car", "#2563d9"),
    ("change the bag's color to beige", "main bag", "#f0e4cc"),
    ("recolor the umbrella in emerald green", "main umbrella", "#50c878"),
    ("repaint the boat orange", "main boat", "#ff8c1a"),
    ("make the blue car red", "main #2563d9 car", "#e0191b"),
    ("change the color of his tie from red to blue", "main tie", "#2563d9"),
    ("把包的颜色改成米色", "bag", "#f0e4cc"),
]


@pytest.mark.parametrize(("prompt", "where", "colour"), COLOURED)
def test_what_is_named_gets_the_colour(prompt: str, where: str, colour: str) -> None:
    plan = compile_prompt(prompt)
    assert refusal_of(plan) is None
    params = {"colour": colour, "glazed": True} if where.endswith("car") else {"colour": colour}
    assert [(step.operation, str(step.where), step.params) for step in plan.steps] == [("recolor", where, params)]


@pytest.mark.parametrize("prompt", ["make the shirt pink", "make the man blue", "change the balloons to gold and silver"])
def test_what_has_no_colour_of_its_own_or_gets_several_is_refused(prompt: str) -> None:
    assert refusal_of(compile_prompt(prompt)) is not None


@pytest.mark.parametrize(
    ("prompt", "operation"),
    [("make the shirt pink", "recolor"), ("remove the stain on the wall", "object_remove"), ("cut out the telescope", "extract")],
)
def test_a_mask_shows_what_no_finder_knows(prompt: str, operation: str) -> None:
    (step,) = compile_prompt(prompt, has_mask=True).steps
    assert (step.operation, str(step.where)) == (operation, "mask")


@pytest.mark.parametrize(
    ("prompt", "operation", "where"),
    [
        ("keep only the bride", "object_remove", "(person without main woman)"),
        ("keep only the man on the left", "object_remove", "(person without leftmost man)"),
        ("show only the dog", "extract", "main dog"),
        ("leave only the cat", "extract", "main cat"),
    ],
)
def test_what_alone_is_to_stay_is_not_what_goes(prompt: str, operation: str, where: str) -> None:
    (step,) = compile_prompt(prompt).steps
    assert (step.operation, str(step.where)) == (operation, where)


@pytest.mark.parametrize("prompt", ["show only the face", "keep only the text", "leave only the couple"])
def test_what_cannot_stay_alone_is_refused(prompt: str) -> None:
    assert compile_prompt(prompt).refusals


def test_what_is_told_of_the_side_of_a_thing_says_which_one_goes() -> None:
    (step,) = compile_prompt("can you crop my cousin out, she is on the far left").steps
    assert (step.operation, str(step.where)) == ("object_remove", "leftmost person")
