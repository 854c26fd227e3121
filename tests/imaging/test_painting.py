"""Paintings: even areas stay the colour they were, borders stay where they were, noise goes."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging import painting


def _noisy_halves() -> np.ndarray:
    picture = np.full((96, 128, 3), (210, 170, 60), np.float64)
    picture[:, :64] = (40, 70, 150)
    return np.clip(picture + np.random.default_rng(1).normal(0, 9, picture.shape), 0, 255).astype(np.uint8)


def test_areas_become_even_and_their_border_stays_sharp() -> None:
    flat = painting.abstracted(_noisy_halves(), 2.5, 2) * 255
    assert flat[:, 8:56].std(axis=(0, 1)).max() < 4
    assert flat[:, 72:120].std(axis=(0, 1)).max() < 4
    assert (flat[48, 69] - flat[48, 58])[0] > 140


def test_an_even_picture_is_its_own_abstraction() -> None:
    even = np.full((40, 40, 3), (120, 60, 200), np.uint8)
    assert np.abs(painting.abstracted(even, 3) * 255 - even).max() < 1e-2


@pytest.mark.parametrize("paint", [painting.oil_painted, painting.watercoloured])
def test_it_is_seeded_and_keeps_the_hues(paint) -> None:
    photo = _noisy_halves()
    one = paint(photo, 0.5, 4)
    assert one.shape == photo.shape and one.dtype == np.uint8
    np.testing.assert_array_equal(one, paint(photo, 0.5, 4))
    assert (one != paint(photo, 0.5, 5)).any()
    left, right = one[:, 8:56].mean(axis=(0, 1)), one[:, 72:120].mean(axis=(0, 1))
    assert left[2] > left[1] > left[0] and right[0] > right[1] > right[2]


def test_watercolour_is_lighter_than_the_photo() -> None:
    photo = _noisy_halves()
    assert painting.watercoloured(photo, 0.5, 1).mean() > photo.mean() + 15


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (17, 2)])
def test_the_smallest_pictures_too(size: tuple[int, int]) -> None:
    tiny = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    for paint in (painting.oil_painted, painting.watercoloured):
        assert paint(tiny, 0.5, 1).shape == tiny.shape
