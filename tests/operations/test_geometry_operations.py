"""Crop, rotate, straighten, flip and resize: sizes, places, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from declared_params import ask, images, masks
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from overpaint.errors import Refusal
from overpaint.imaging.values import Image, Mask, Size
from overpaint.operations import find_operation
from overpaint.operations.base import CannotDo, Context, Inputs

quick = settings(max_examples=30, deadline=None, derandomize=True)


def numbered(width: int, height: int) -> Image:
    """Every pixel tells where it is: red its column, green its row."""
    rows, columns = np.mgrid[:height, :width]
    return Image(np.dstack([columns, rows, np.zeros_like(rows)]).astype(np.uint8))


def done(name: str, image: Image, **values: Any) -> Image:
    return ask(find_operation(name), image, **values)


def place(image: Image) -> tuple[int, int, int, int]:
    """(top, left, bottom, right) of the source that a crop of `numbered` shows."""
    first, last = image.pixels[0, 0], image.pixels[-1, -1]
    return int(first[1]), int(first[0]), int(last[1]) + 1, int(last[0]) + 1


@pytest.mark.parametrize(
    ("values", "box"),
    [
        ({"box": [0.1, 0.25, 0.5, 1]}, (10, 50, 50, 200)),
        ({"left": 0.1}, (0, 20, 100, 200)),
        ({"top": 0.2, "bottom": 0.3, "right": 0.5}, (20, 0, 70, 100)),
        ({"top": 7, "right": 30, "unit": "pixel"}, (7, 0, 100, 170)),
        ({"box": [0, 0, 1, 0.5], "left": 0.5}, (0, 50, 100, 100)),
        ({"aspect": [1, 1]}, (0, 50, 100, 150)),
        ({"aspect": [1, 1], "focus_x": 0}, (0, 0, 100, 100)),
        ({"aspect": [1, 1], "focus_x": 0.9}, (0, 100, 100, 200)),
        ({"aspect": [16, 9]}, (0, 11, 100, 189)),
        ({"aspect": [4, 1], "focus_y": 0.4}, (15, 0, 65, 200)),
        ({"left": 0.5, "aspect": [1, 2]}, (0, 125, 100, 175)),
        ({"width": 50, "height": 20}, (40, 75, 60, 125)),
        ({"width": 50}, (0, 75, 100, 125)),
        ({"height": 30, "focus_y": 0}, (0, 0, 30, 200)),
        ({"width": 80, "height": 80, "focus_x": 1}, (10, 120, 90, 200)),
        ({"width": 200, "height": 100}, (0, 0, 100, 200)),
        ({"left": 0.5, "width": 40}, (0, 130, 100, 170)),
    ],
)
def test_crop_keeps_the_part_it_should(values: dict[str, Any], box: tuple[int, ...]) -> None:
    assert place(done("crop", numbered(200, 100), **values)) == box


@quick
@given(width=st.integers(1, 60), height=st.integers(1, 60), ratio=st.tuples(st.floats(0.05, 20), st.floats(0.05, 20)))
def test_crop_to_an_aspect_keeps_one_side_and_the_ratio(width: int, height: int, ratio: tuple[float, float]) -> None:
    answer = done("crop", numbered(width, height), aspect=list(ratio))
    assert answer.width == width or answer.height == height
    wanted = ratio[0] / ratio[1]
    assert min(abs(answer.width - answer.height * wanted), abs(answer.height - answer.width / wanted)) <= 1


@pytest.mark.parametrize(
    "values",
    [
        {"width": 0},
        {"width": 10, "aspect": [1, 1]},
        {"height": 20000},
        {"box": [0.5, 0, 0.5, 1]},
        {"left": 0.5, "right": 0.5},
        {"top": 1.2},
        {"aspect": [0, 1]},
        {"box": [0, 0, 1, 1.2]},
    ],
)
def test_crop_says_no_to_what_no_picture_has(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        find_operation("crop").params.model_validate(values)


def test_crop_refuses_to_leave_nothing() -> None:
    with pytest.raises(Refusal, match="200x100"):
        done("crop", numbered(200, 100), left=150, right=50, unit="pixel")


@pytest.mark.parametrize(
    "values", [{"width": 201}, {"height": 101}, {"width": 1000, "height": 1000}, {"left": 0.5, "width": 150}]
)
def test_crop_refuses_a_size_that_the_picture_has_not(values: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="x100 there are"):
        done("crop", numbered(200, 100), **values)


@quick
@given(images())
def test_four_right_angles_give_the_picture_back(image: Image) -> None:
    once = done("rotate", image, degrees=90)
    np.testing.assert_array_equal(once.pixels, np.rot90(image.pixels, -1))
    turned = image
    for _ in range(4):
        turned = done("rotate", turned, degrees=90)
    np.testing.assert_array_equal(turned.pixels, image.pixels)
    np.testing.assert_array_equal(done("rotate", image, degrees=-270).pixels, once.pixels)
    np.testing.assert_array_equal(done("rotate", image, degrees=360).pixels, image.pixels)


@quick
@given(image=images(), direction=st.sampled_from(["horizontal", "vertical"]))
def test_a_flip_done_twice_gives_the_picture_back(image: Image, direction: str) -> None:
    once = done("flip", image, direction=direction)
    np.testing.assert_array_equal(once.pixels, image.pixels[:, ::-1] if direction == "horizontal" else image.pixels[::-1])
    np.testing.assert_array_equal(done("flip", once, direction=direction).pixels, image.pixels)


def test_rotation_is_clockwise_and_expands_with_clear_corners() -> None:
    image = np.zeros((40, 60, 3), np.uint8)
    image[:6] = 255
    answer = done("rotate", Image(image), degrees=30)
    assert answer.has_alpha
    assert answer.width > 60
    assert answer.height > 40
    assert answer.pixels[0, 0, 3] == 0
    light = np.argwhere((answer.pixels[..., 0] > 200) & (answer.pixels[..., 3] > 200)).mean(axis=0)
    assert light[1] > answer.width / 2, "the top edge goes to the right when turned clockwise"


@pytest.mark.parametrize(("name", "values"), [("straighten", {}), ("rotate", {"canvas": "crop"})])
@pytest.mark.parametrize("degrees", [-45, -7.5, 2, 30])
def test_a_cropped_rotation_has_no_corners_and_the_same_aspect(name: str, values: dict[str, Any], degrees: float) -> None:
    flat = Image(np.full((90, 150, 3), (200, 90, 30), np.uint8))
    answer = done(name, flat, degrees=degrees, **values)
    assert (answer.pixels == (200, 90, 30)).all()
    assert answer.width / answer.height == pytest.approx(150 / 90, rel=0.03)
    assert answer.width < 150


@pytest.mark.parametrize(
    ("values", "size"),
    [
        ({"scale": 0.5}, (100, 50)),
        ({"scale": 2.5}, (500, 250)),
        ({"longest": 64}, (64, 32)),
        ({"width": 50}, (50, 25)),
        ({"height": 300}, (600, 300)),
        ({"width": 100, "height": 100}, (100, 50)),
        ({"width": 100, "height": 100, "keep_aspect": False}, (100, 100)),
        ({"scale": 0.01}, (2, 1)),
    ],
)
def test_resize_gives_the_size_asked_for(values: dict[str, Any], size: Size) -> None:
    assert done("resize", numbered(200, 100), **values).size == size


@pytest.mark.parametrize(
    "values", [{"scale": 2, "width": 5}, {"longest": 5, "height": 5}, {"width": 5, "keep_aspect": False}, {"scale": 0}]
)
def test_resize_wants_one_way(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        find_operation("resize").params.model_validate(values)


@pytest.mark.parametrize("values", [{"width": 16384}, {"scale": 16}, {"width": 16384, "height": 16384, "keep_aspect": False}])
def test_resize_refuses_what_memory_would_not_bear(values: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="50 megapixels"):
        done("resize", Image(np.zeros((900, 1200, 3), np.uint8)), **values)


@quick
@given(data=st.data())
def test_a_mask_is_refused_unless_whole(data: st.DataObject) -> None:
    image = data.draw(images())
    mask = data.draw(masks(image))
    if mask.is_whole:
        return
    flip = find_operation("flip")
    with pytest.raises(ValueError, match="mask"):
        flip.apply(Inputs(image, mask), flip.params(), Context())


def _spot(image: Image, top: int, left: int, bottom: int, right: int) -> Mask:
    values = np.zeros((image.height, image.width), np.float32)
    values[top:bottom, left:right] = 1
    return Mask(values)


@pytest.mark.parametrize(
    ("values", "ratio", "size"),
    [({"margin": 0}, None, (60, 30)), ({"margin": 0, "aspect": [1, 1]}, 3.0, (60, 60)), ({"margin": 0}, 1.0, (60, 60))],
)
def test_a_crop_to_a_thing_has_the_shape_asked_for(values: dict[str, Any], ratio: float | None, size: Size) -> None:
    noise = Image(np.random.default_rng(2).integers(0, 256, (120, 200, 3), np.uint8))
    operation = find_operation("crop_to")
    mask = _spot(noise, 50, 80, 80, 140)
    inputs = Inputs(noise, mask, ratio=ratio)
    answer = operation.apply(inputs, operation.params.model_validate(values), Context())
    assert answer.size == size
    top = 50 - (answer.height - 30) // 2
    np.testing.assert_array_equal(answer.pixels, noise.pixels[top : top + answer.height, 80:140])


def test_what_is_extended_keeps_every_pixel_it_had() -> None:
    noise = Image(np.random.default_rng(4).integers(0, 256, (40, 60, 3), np.uint8))
    answer = _extended(noise, left=0.5, top=10 / 40)
    assert answer.size == (90, 50)
    np.testing.assert_array_equal(answer.pixels[10:, 30:], noise.pixels)


def test_a_plain_border_goes_on_as_it_is() -> None:
    plain = Image(np.full((40, 60, 3), (90, 160, 220), np.uint8))
    np.testing.assert_allclose(_extended(plain, right=1.0).pixels.astype(int), np.tile((90, 160, 220), (40, 120, 1)), atol=1)


@pytest.mark.parametrize(("aspect", "size"), [([16, 9], (71, 40)), ([1, 1], (60, 60)), ([3, 2], (60, 40))])
def test_a_shape_is_reached_without_cutting(aspect: list[int], size: Size) -> None:
    assert _extended(numbered(60, 40), aspect=aspect).size == size


def test_a_subject_that_the_frame_cuts_is_not_continued() -> None:
    person = _spot(numbered(60, 40), 10, 20, 40, 40)
    assert _extended(numbered(60, 40), person, top=0.5).size == (60, 60)
    with pytest.raises(CannotDo, match="cut_at_border"):
        _extended(numbered(60, 40), person, bottom=0.5)


def test_extending_refuses_what_memory_would_not_bear() -> None:
    with pytest.raises(Refusal, match="16384"):
        _extended(numbered(60, 40), right=16380, unit="pixel")
    with pytest.raises(ValidationError, match="at most"):
        _extended(numbered(60, 40), right=3)


def _extended(image: Image, subject: Mask | None = None, **values: Any) -> Image:
    operation = find_operation("extend")
    mask = subject or Mask(np.zeros((image.height, image.width), np.float32))
    return operation.apply(Inputs(image, mask), operation.params.model_validate(values), Context())
