"""`collage`: pictures of a request on one sheet, each whole or cut around its subject."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint import edit
from overpaint.errors import InvalidRequest, Refusal
from overpaint.imaging.codec import OutputFormat, encode
from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Inputs
from overpaint.operations.combining import collage
from overpaint.plans import Plan, SentPicture, Step

RED, GREEN, BLUE = (
    Image(np.broadcast_to(np.array(colour, np.uint8), (60, 90, 3))) for colour in ((200, 20, 20), (20, 200, 20), (20, 20, 200))
)


def file(image: Image) -> bytes:
    return encode(image, OutputFormat())


def laid(*others: Image, size=None, **params) -> Image:
    inputs = Inputs(RED, Mask.whole(RED.size), pictures=others, size=size)
    return collage.apply(inputs, collage.Params(**params), Context())


def test_side_by_side_without_a_gap_is_one_beside_the_other() -> None:
    sheet = laid(GREEN, arrangement="row", gap=0.0)
    assert sheet.size == (180, 60)
    np.testing.assert_array_equal(sheet.pixels, np.hstack([RED.pixels, GREEN.pixels]))


def test_the_first_picture_may_lie_elsewhere_or_be_left_out() -> None:
    last = laid(GREEN, BLUE, arrangement="column", gap=0.0, first=2)
    np.testing.assert_array_equal(last.pixels, np.vstack([GREEN.pixels, BLUE.pixels, RED.pixels]))
    without = laid(GREEN, BLUE, arrangement="row", gap=0.0, first=-1)
    np.testing.assert_array_equal(without.pixels, np.hstack([GREEN.pixels, BLUE.pixels]))


def test_the_sheet_shows_between_pictures_in_its_colour() -> None:
    sheet = laid(GREEN, arrangement="row", gap=0.1, colour="#102030")
    between = np.all(sheet.pixels == (16, 32, 48), axis=2).all(axis=0)
    assert between.sum() == round(0.1 * sheet.height)


def test_it_has_exactly_the_size_that_is_asked_for() -> None:
    assert laid(GREEN, BLUE, size=(333, 222)).size == (333, 222)


def test_what_is_clear_shows_the_sheet() -> None:
    clear = Image(np.dstack([GREEN.pixels, np.zeros(GREEN.pixels.shape[:2], np.uint8)]))
    assert (laid(clear, arrangement="row", gap=0.0, colour="#ffffff").pixels[:, 90:] == 255).all()


def test_a_mask_is_no_place_for_a_sheet() -> None:
    with pytest.raises(ValueError, match="mask"):
        collage.apply(Inputs(RED, Mask(np.full((60, 90), 0.5, np.float32))), collage.Params(), Context())


def test_a_request_gives_a_sheet_of_the_size_of_its_field() -> None:
    answer = edit([file(RED), file(GREEN), file(BLUE)], "put these side by side, no gap", size=(1024, 1024))
    assert answer.images[0].size == (1024, 1024)
    assert answer.revised_prompt == "Laid the pictures out side by side."


def test_a_plan_that_names_a_picture_that_is_not_there_is_refused() -> None:
    plan = Plan(prompt="", steps=(Step(operation="collage", version=1, pictures=(SentPicture(number=3),)),))
    with pytest.raises(InvalidRequest, match="picture 3"):
        edit([file(RED), file(GREEN)], plan=plan)


def test_a_plan_without_another_picture_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="reads 1 to 15"):
        edit(file(RED), plan=Plan(prompt="", steps=(Step(operation="collage", version=1),)))


def test_before_and_after_show_the_picture_twice() -> None:
    grey = edit(file(RED), "make it black and white and show before and after without labels")
    both = grey.images[0]
    assert both.size == (RED.width, 2 * RED.height + round(0.015 * RED.height))
    np.testing.assert_array_equal(both.pixels[: RED.height], RED.pixels)
    after = both.pixels[-RED.height :]
    assert (after[..., 0] == after[..., 1]).all()


def test_before_and_after_of_nothing_is_refused() -> None:
    with pytest.raises(Refusal):
        edit(file(RED), "show before and after")
