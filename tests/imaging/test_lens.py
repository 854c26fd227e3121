"""What a lens or a shutter does: even light stays, nothing moves that stands still, and blurred light is not lost."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging import lens
from overpaint.imaging.colour import to_linear


def _photo() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)


def _ones() -> np.ndarray:
    return np.ones((90, 120), np.float32)


@pytest.mark.parametrize("value", [0, 90, 255])
def test_even_ground_stays(value: int) -> None:
    even = np.full((90, 120, 3), value, np.uint8)
    for made in (lens.moving(even, 30, 15, _ones()), lens.zooming(even, (60, 45), 0.3, 0.1, _ones())):
        assert np.abs(made.astype(int) - value).max() <= 1


def test_a_point_becomes_a_line_along_the_direction() -> None:
    lamp = np.zeros((91, 121, 3), np.uint8)
    lamp[45, 60] = 255
    across = to_linear(lens.moving(lamp, 0, 21, np.ones((91, 121), np.float32)))[..., 0]
    assert across[45, 52:69].min() > 0.02 and across[40].max() < 1e-3
    assert across.sum() == pytest.approx(1.0, abs=0.08)
    down = to_linear(lens.moving(lamp, 90, 21, np.ones((91, 121), np.float32)))[..., 0]
    assert down[37:54, 60].min() > 0.02 and down[:, 50].max() < 1e-3


def test_what_stands_still_leaves_no_trail() -> None:
    photo = np.full((90, 120, 3), 80, np.uint8)
    photo[30:60, 50:70] = (255, 0, 0)
    weight = _ones()
    weight[30:60, 50:70] = 0
    for made in (lens.moving(photo, 0, 25, weight), lens.zooming(photo, (60, 45), 0.3, 0.0, weight)):
        assert np.abs(made[weight == 1].astype(int) - 80).max() <= 1


def test_the_middle_of_a_zoom_stays_sharp_and_the_rim_does_not() -> None:
    photo = _photo()
    made = lens.zooming(photo, (60, 45), 0.4, 0.3, _ones())
    np.testing.assert_array_equal(made[40:50, 55:65], photo[40:50, 55:65])
    assert made[:8, :8].astype(float).std() < 0.6 * photo[:8, :8].astype(float).std()


def test_a_miniature_is_sharp_in_its_band_only() -> None:
    stripes = np.zeros((240, 240, 3), np.uint8)
    stripes[:, ::2] = 200
    made = lens.miniature(stripes, 0.5, 0.2, 1.0)
    assert np.ptp(made[120, 60:180, 0].astype(int)) > 150
    assert np.ptp(made[4, 60:180, 0].astype(int)) < 40


def test_lights_only_add_light_and_depend_on_the_seed() -> None:
    dark = np.full((90, 120, 3), 40, np.uint8)
    one, again, other = (lens.with_lights(dark, 0.5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any() and (one.astype(int) >= 39).all() and one.max() > 60


@pytest.mark.parametrize("size", [(1, 1), (2, 30), (19, 3)])
def test_the_smallest_pictures_too(size: tuple[int, int]) -> None:
    tiny = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    ones = np.ones(size, np.float32)
    for made in (
        lens.moving(tiny, 30, 9, ones),
        lens.zooming(tiny, (size[1] / 2, size[0] / 2), 0.3, 0.1, ones),
        lens.miniature(tiny, 0.5, 0.2, 0.5),
        lens.with_lights(tiny, 0.5, 1),
    ):
        assert made.shape == tiny.shape
