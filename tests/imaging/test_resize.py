"""Resizing: exact sizes, no moiré, no bleeding from hidden pixels, close to Lanczos."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PillowImage

from imaging.photographs import Pixels, noise, photograph
from overpaint.imaging.resize import resize, resize_plane
from overpaint.imaging.values import Image

SIZES = st.tuples(st.integers(1, 90), st.integers(1, 90))


@settings(max_examples=80, deadline=None)
@given(SIZES, SIZES, st.sampled_from([3, 4]), st.integers(0, 255))
def test_any_size_to_any_other_keeps_a_plain_colour(
    source: tuple[int, int], target: tuple[int, int], channels: int, value: int
) -> None:
    image = Image(np.full((source[1], source[0], channels), max(1, value), np.uint8))
    resized = resize(image, target)
    assert resized.size == target
    assert np.abs(resized.pixels.astype(int) - image.pixels[0, 0]).max() == 0


def test_the_same_size_is_the_same_object() -> None:
    image = Image(noise(9, 7, 3))
    assert resize(image, (9, 7)) is image
    plane = image.pixels[..., 0].astype(np.float32)
    assert resize_plane(plane, (9, 7)) is plane


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (-1, 5)])
def test_no_size_below_one(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least 1x1"):
        resize(Image(noise(9, 7, 3)), size)


def by_pillow(pixels: Pixels, size: tuple[int, int], method: PillowImage.Resampling) -> np.ndarray:
    return np.asarray(PillowImage.fromarray(pixels).resize(size, method)).astype(np.float64)


@pytest.mark.parametrize("name", ["astronaut", "coffee", "chelsea"])
@pytest.mark.parametrize("factor", [1.3, 2.0, 2.7, 4.5])
def test_smaller_is_nearer_to_lanczos_than_a_box_is(name: str, factor: float) -> None:
    pixels = photograph(name)
    size = (round(pixels.shape[1] / factor), round(pixels.shape[0] / factor))
    lanczos = by_pillow(pixels, size, PillowImage.Resampling.LANCZOS)
    ours = np.abs(resize(Image(pixels), size).pixels - lanczos).mean()
    assert ours < np.abs(by_pillow(pixels, size, PillowImage.Resampling.BOX) - lanczos).mean()
    assert ours < 2.0


def test_stripes_too_fine_for_the_new_size_become_grey() -> None:
    stripes = np.zeros((256, 256, 3), np.uint8)
    stripes[:, ::2] = 255
    small = resize(Image(stripes), (100, 100)).pixels[10:-10, 10:-10].astype(int)
    assert small.std() < 8
    assert abs(small.mean() - 127.5) < 3


def test_larger_is_near_to_pillows_cubic() -> None:
    pixels = photograph("coffee", (120, 80))
    ours = resize(Image(pixels), (300, 200)).pixels
    assert np.abs(ours - by_pillow(pixels, (300, 200), PillowImage.Resampling.BICUBIC)).mean() < 1.5


def test_one_axis_smaller_the_other_larger() -> None:
    ramp = np.repeat(np.linspace(0, 255, 64).astype(np.uint8)[None, :, None], 20, axis=0).repeat(3, axis=2)
    result = resize(Image(ramp), (16, 40)).pixels[..., 0].astype(int)
    assert result.shape == (40, 16)
    assert (np.diff(result, axis=1) > 0).all()
    assert np.ptp(result, axis=0).max() == 0


@pytest.mark.parametrize("size", [(10, 10), (33, 21), (80, 80)])
def test_hidden_colours_never_show(size: tuple[int, int]) -> None:
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[..., 1] = 255
    pixels[10:30, 10:30] = (255, 0, 0, 255)
    result = resize(Image(pixels), size).pixels
    assert result[..., 1].max() == 0
    assert result[result[..., 3] > 0][:, 0].min() >= 254


def test_planes_stay_in_their_range() -> None:
    plane = np.zeros((50, 50), np.float32)
    plane[20:30, 20:30] = 1.0
    for size in ((20, 20), (120, 120), (11, 90)):
        result = resize_plane(plane, size)
        assert result.shape == (size[1], size[0])
        assert result.dtype == np.float32
        assert 0.0 <= result.min() <= result.max() <= 1.0
        assert result.mean() == pytest.approx(plane.mean(), abs=0.01)
