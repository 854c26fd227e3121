"""Nothing runs that was half understood: requests of several things, denials, comparisons, and words that no step takes."""

import pytest
from case_files import CATALOGUE

from overpaint.instructions import compile_prompt, refusal_of

RUNS = [
    ("make the person brighter and the background darker", ["brightness subject", "brightness background"]),
    ("make the background darker and the subject brighter", ["brightness background", "brightness subject"]),
    ("make the photo warmer and the background blurred", ["temperature whole", "background_blur background"]),
    ("flip it horizontally and vertically", ["flip whole", "flip whole"]),
    ("darker background, brighter subject", ["brightness background", "brightness subject"]),
    ("blur the background and make me brighter", ["background_blur background", "brightness subject"]),
    ("裁掉上面10%和下面20%", ["crop whole"]),
    ("edit the image so that the background becomes a beach", ["background_replace background"]),
    ("make it brighter; then stop", ["brightness whole"]),
    ("brighter, don't overexpose it", ["brightness whole"]),
]

REFUSED = [
    ("rotate 90 degrees clockwise twice", "not_understood"),
    ("rotate 5 degrees left and 90 degrees right", "not_understood"),
    ("reduce it to 4 levels of brightness", "not_understood"),
    ("neither brighter nor darker", "not_understood"),
    ("change the background to anything but a beach", "not_understood"),
    ("20% as bright", "not_understood"),
    ("make it darker and then brighter", "ambiguous_request"),
    ("brighter? no, darker", "ambiguous_request"),
    ("remove the background and change it to white", ""),
    ("make everything darker but the person", "not_understood"),
    ("the red contraption brighter", "not_understood"),
    ("a change of season, I want autumn, make it nice", ""),
    ("never make it darker", "not_understood"),
    ("don't make it black and white", "not_understood"),
    ("it is too dark and blurry", "unsupported_edit"),
    ("crop 0 px off the left", "unsupported_edit"),
]


@pytest.mark.parametrize(("prompt", "steps"), RUNS)
def test_each_thing_that_is_asked_is_done_where_it_is_asked(prompt, steps):
    plan = compile_prompt(prompt, catalogue=CATALOGUE)
    assert refusal_of(plan) is None
    assert [f"{step.operation} {step.where}" for step in plan.steps] == steps


@pytest.mark.parametrize(("prompt", "code"), REFUSED)
def test_what_is_half_read_is_refused(prompt, code):
    refusal = refusal_of(compile_prompt(prompt, catalogue=CATALOGUE))
    assert refusal is not None and refusal.code == (code or refusal.code)


def test_each_side_is_cut_by_its_own_amount():
    (step,) = compile_prompt("裁掉上面10%和下面20%").steps
    assert (step.params["top"], step.params["bottom"]) == (0.1, 0.2)
