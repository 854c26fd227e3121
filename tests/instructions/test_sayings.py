"""What people say in plain words: each line is one edit's, and a clause is it whatever politeness and measure stand beside it."""

import pytest

from overpaint.instructions import compile_prompt
from overpaint.instructions.catalogue import installed
from overpaint.instructions.lexicon import read
from overpaint.instructions.lexicon.files import folder
from overpaint.instructions.sayings import FOLDER, lines_of, phrasebook
from overpaint.operations import find_operation


def _rows(language):
    return [row for name in folder(language, FOLDER) for row in read(language, f"{FOLDER}/{name}")["saying"]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_of_two_edits_and_each_says_something(language):
    book = phrasebook(language)
    for row in _rows(language):
        for line in [*lines_of(row, "say"), *lines_of(row, "fault")]:
            said = book.of(line)
            assert (list(said.operations), said.params) == (row["do"], row.get("params", {})), line


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_edit_is_of_operations_that_are_here(language):
    sliders = installed().sliders
    for row in _rows(language):
        for name in row["do"]:
            operation = find_operation(sliders[name][0] if "way" in row else name)
            assert operation.family == row["family"]
            operation.params.model_validate({} if "way" in row else row.get("params", {}))


@pytest.mark.parametrize(
    ("prompt", "steps"),
    [
        ("too grainy fix", [("denoise", {}, "whole")]),
        ("please could you get the iso grain away a bit", []),
        ("Whiter smile please", [("teeth_whiten", {}, "face")]),
        ("my face is greasy", [("shine_reduce", {}, "main face")]),
        ("The photo is really noisy. Zap the grain a touch please", [("denoise", {"amount": 0.2}, "whole")]),
        ("暗部死黑，拉点细节", [("shadows_highlights", {"shadows": 0.4}, "whole")]),
        ("帮我把后面人糊掉一点", [("background_blur", {"radius": 1.1}, "background")]),
        ("车牌糊掉", [("conceal", {}, "(text and car)")]),
        ("色调偏暖一些", [("temperature", {"degree": 0.25}, "whole")]),
    ],
)
def test_a_clause_is_what_it_says(prompt, steps):
    plan = compile_prompt(prompt)
    assert [(step.operation, step.params, str(step.where)) for step in plan.steps] == steps


@pytest.mark.parametrize(
    "prompt",
    [
        "make everything darker but the person",
        "给黑白照片上色",
        "纹身不用去,颜色淡一点点就行",
        "smooth the skin except the forehead",
        "zap the grain, but not in the sky over there by the mill",
        "sharpen the dog and the cat",
    ],
)
def test_what_says_more_is_no_saying(prompt):
    assert not compile_prompt(prompt).steps


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("remove the wine bottle and the wine glass from the table", "(main bottle or only wine_glass)"),
        ("remove the man with grey hair", "only man"),
        ("can you get rid of the marble table on the left", "only left of table"),
        ("remove the woman in the red top", "main #e0191b woman"),
        ("把桌子上的杯子去掉", "only cup"),
        ("去掉左边穿黑衣服的男人", "only left of man"),
    ],
)
def test_what_is_described_is_taken_out_where_there_is_but_one(prompt, place):
    (step,) = compile_prompt(prompt).steps
    assert (step.operation, str(step.where)) == ("object_remove", place)


@pytest.mark.parametrize(
    "prompt",
    [
        "remove the man holding the umbrella and the dog",
        "remove the chair, the man with the hat and the dog",
        "remove the guy in the red cap behind us",
        "remove the blurred guy in the back",
        "remove the two plants behind the kitten",
        "remove the hat of the man",
        "take away the lanyard/badge the man on the right is wearing",
        "remove the badge the man on the left holds",
        "把婴儿车去掉",
        "remove the other dog by the door",
    ],
)
def test_what_may_be_another_is_not_taken_out(prompt):
    assert not compile_prompt(prompt).steps
