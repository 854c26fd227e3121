"""Geometry kernels on small pictures whose pixels are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.photographs import noise, photograph
from overpaint.imaging.geometry import crop, flatten, flip, inscribed_size, premultiplied, rotate, straight, turn
from overpaint.imaging.values import Image

NUMBERED = Image(np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3))


def test_crop_takes_the_box() -> None:
    np.testing.assert_array_equal(crop(NUMBERED, (1, 0, 2, 2)).pixels, NUMBERED.pixels[1:2, 0:2])


@pytest.mark.parametrize("box", [(0, 0, 3, 3), (0, 0, 2, 4), (-1, 0, 2, 3), (1, 1, 1, 2), (0, 2, 2, 1)])
def test_boxes_must_lie_inside(box: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="does not lie inside"):
        crop(NUMBERED, box)


def test_flips() -> None:
    np.testing.assert_array_equal(flip(NUMBERED, "horizontal").pixels, NUMBERED.pixels[:, ::-1])
    np.testing.assert_array_equal(flip(NUMBERED, "vertical").pixels, NUMBERED.pixels[::-1])


@given(st.integers(-9, 9))
def test_turns_are_clockwise_and_lossless(quarters: int) -> None:
    np.testing.assert_array_equal(turn(NUMBERED, quarters).pixels, np.rot90(NUMBERED.pixels, -quarters))
    np.testing.assert_array_equal(turn(turn(NUMBERED, quarters), -quarters).pixels, NUMBERED.pixels)


@pytest.mark.parametrize("degrees", [-450, -90, 0, 90, 180, 270, 360])
def test_right_angles_are_exact_turns(degrees: int) -> None:
    np.testing.assert_array_equal(rotate(NUMBERED, degrees).pixels, turn(NUMBERED, degrees // 90).pixels)


def test_rotation_is_clockwise() -> None:
    pixels = np.zeros((101, 101, 3), np.uint8)
    pixels[5:25, 45:56] = 255
    rows, columns = np.nonzero(rotate(Image(pixels), 45, "transparent").pixels[..., 0] > 128)
    assert columns.mean() > 90, "what was at the top is at the top right"
    assert rows.mean() < 60


@given(st.integers(20, 3000), st.integers(20, 3000), st.floats(-360, 360))
def test_the_inscribed_rectangle_fits_and_keeps_the_aspect(width: int, height: int, degrees: float) -> None:
    inner_width, inner_height = inscribed_size((width, height), degrees)
    assert abs(inner_width / width - inner_height / height) <= max(1 / width, 1 / height)
    angle = np.radians(degrees)
    corners = np.array([[inner_width, inner_height], [inner_width, -inner_height]]) / 2
    turned = np.abs(corners @ np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]))
    # No picture is thinner than a pixel, though the rectangle that fits may be.
    thinnest = 0.5 if 1 in (inner_width, inner_height) else 0.0
    assert (turned <= np.array([width, height]) / 2 + thinnest + 1e-6).all()


@pytest.mark.parametrize("degrees", [-30.0, -3.5, 0.5, 12.0, 44.0])
def test_cropped_rotation_shows_no_corner(degrees: float) -> None:
    image = Image(np.full((120, 180, 3), (10, 200, 30), np.uint8))
    rotated = rotate(image, degrees)
    assert rotated.size == inscribed_size(image.size, degrees)
    assert (rotated.pixels == (10, 200, 30)).all()


def test_rotation_there_and_back_keeps_the_middle() -> None:
    image = Image(photograph("coffee", (200, 200)))
    back = rotate(rotate(image, 10, "transparent"), -10, "transparent")
    top, left = (back.height - 100) // 2, (back.width - 100) // 2
    middle = back.pixels[top : top + 100, left : left + 100, :3].astype(int)
    assert np.abs(middle - image.pixels[50:150, 50:150]).mean() < 5


def test_transparent_rotation_keeps_everything_with_clear_corners() -> None:
    image = Image(np.full((60, 100, 3), 200, np.uint8))
    rotated = rotate(image, 30, "transparent")
    assert rotated.size == (117, 102)
    assert rotated.pixels[0, 0, 3] == rotated.pixels[-1, -1, 3] == 0
    assert rotated.pixels[..., 3].sum() / 255 == pytest.approx(60 * 100, rel=0.01)
    assert (rotated.pixels[rotated.pixels[..., 3] > 8][:, :3] >= 198).all()


def test_flatten_is_a_mean_weighted_by_alpha() -> None:
    image = Image(noise(50, 40, 4))
    alpha = image.pixels[..., 3:] / 255
    expected = image.pixels[..., :3] * alpha + np.array([10, 20, 30]) * (1 - alpha)
    flat = flatten(image, (10, 20, 30))
    assert not flat.has_alpha
    assert np.abs(flat.pixels - expected).max() <= 0.51
    opaque = image.pixels[..., 3] == 255
    np.testing.assert_array_equal(flat.pixels[opaque], image.pixels[..., :3][opaque])


def test_flatten_leaves_opaque_pictures_alone() -> None:
    assert flatten(NUMBERED) is NUMBERED


def test_premultiplied_and_straight_are_inverse() -> None:
    pixels = noise(200, 200, 4)
    back = straight(premultiplied(pixels))
    hidden = pixels[..., 3] == 0
    np.testing.assert_array_equal(back[~hidden], pixels[~hidden])
    assert back[hidden].max() == 0
