"""Pictures of pieces: each piece has the mean of what it covers, and screens cover as much as they should."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging import tiling
from overpaint.imaging.colour import to_linear, to_srgb


@pytest.mark.parametrize("ink", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_dots_cover_their_share(ink: float) -> None:
    dots = tiling._dots(np.full((240, 240), ink, np.float32), 12.0, 45.0)
    assert dots.mean() == pytest.approx(ink, abs=0.09)


def test_clear_and_full_are_clear_and_full() -> None:
    white, black = (np.full((60, 60, 3), value, np.uint8) for value in (255, 0))
    assert tiling.screened(white, 8, colour=True).min() == 255
    assert tiling.screened(black, 8, colour=True).max() < 60


def test_dots_in_black_are_grey_and_in_inks_are_not() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    assert np.ptp(tiling.screened(photo, 7, colour=False).astype(int), axis=2).max() == 0
    assert np.ptp(tiling.screened(photo, 7, colour=True).astype(int), axis=2).max() > 60


def test_means_are_those_of_a_naive_loop() -> None:
    random = np.random.default_rng(3)
    photo, labels = random.integers(0, 256, (8, 8, 3), np.uint8), random.integers(0, 5, (8, 8), np.int32)
    means = tiling._means(photo, labels)
    for label in range(5):
        naive = to_linear(photo)[labels == label].mean(axis=0)
        assert np.abs(means[label] * 255 - to_srgb(naive[None, None].astype(np.float32))[0, 0]).max() <= 1


def test_pixels_are_squares_of_few_colours() -> None:
    photo = np.random.default_rng(1).integers(0, 256, (64, 128, 3), np.uint8)
    answer = tiling.pixelled(photo, 16, 8)
    assert len(np.unique(answer.reshape(-1, 3), axis=0)) <= 8
    blocks = answer.reshape(8, 8, 16, 8, 3)
    assert (blocks == blocks[:, :1, :, :1]).all()


@pytest.mark.parametrize("make", [tiling.glazed, tiling.tessellated, tiling.faceted])
def test_pieces_are_seeded_and_like_the_photo(make) -> None:
    y, x = np.mgrid[:90, :120]
    photo = np.dstack([x * 2, y * 2, 255 - x * 2]).clip(0, 255).astype(np.uint8)
    one = make(photo, 12, 5)
    np.testing.assert_array_equal(one, make(photo, 12, 5))
    assert (one != make(photo, 12, 6)).any()
    assert np.corrcoef(one[..., 0].ravel(), photo[..., 0].ravel())[0, 1] > 0.5


@pytest.mark.parametrize("size", [(1, 1), (2, 30), (19, 3)])
def test_the_smallest_pictures_too(size: tuple[int, int]) -> None:
    tiny = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    for make in (tiling.glazed, tiling.tessellated, tiling.faceted):
        assert make(tiny, 5, 1).shape == tiny.shape
    assert tiling.pixelled(tiny, 16, 8).shape == tiny.shape
    assert tiling.screened(tiny, 4, colour=True).shape == tiny.shape
