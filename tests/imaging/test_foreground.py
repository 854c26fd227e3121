"""The subject's colours at its edge, against composites whose true colours are known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from overpaint.imaging.foreground import clean_edge, edge_pixels
from overpaint.imaging.values import Image, Plane

SIZE = 200


def soft_disc(softness: float) -> Plane:
    """Alpha of a disc whose edge is `softness` pixels wide."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    distance = np.hypot(y - SIZE / 2, x - SIZE / 2)
    return np.clip((60 - distance) / softness + 0.5, 0, 1).astype(np.float32)


def smooth_noise(seed: int, low: int, high: int) -> NDArray[np.float32]:
    noise = cv2.GaussianBlur(np.random.default_rng(seed).standard_normal((SIZE, SIZE, 3)).astype(np.float32), (0, 0), 12)
    return low + (high - low) * (noise - noise.min()) / (noise.max() - noise.min())


def mixed(subject: NDArray[np.float32], background: NDArray[np.float32], alpha: Plane) -> Image:
    share = alpha[..., None]
    return Image(np.rint(share * subject + (1 - share) * background).astype(np.uint8))


def test_a_picture_without_soft_pixels_is_left_as_it_is() -> None:
    image = Image(np.random.default_rng(5).integers(0, 256, (31, 45, 3), np.uint8))
    alpha = (np.random.default_rng(6).random((31, 45)) > 0.5).astype(np.float32)
    np.testing.assert_array_equal(clean_edge(image, alpha), image.pixels)


@pytest.mark.parametrize("softness", [3.0, 12.0, 30.0])
def test_the_true_colours_come_back_from_the_edge(softness: float) -> None:
    subject, background = smooth_noise(1, 20, 90), smooth_noise(2, 180, 250)
    alpha = soft_disc(softness)
    image = mixed(subject, background, alpha)
    found = clean_edge(image, alpha).astype(np.float32)
    edge = (alpha > 0.1) & (alpha < 1)
    before = np.abs(image.pixels - subject)[edge].mean()
    after = np.abs(found - subject)[edge].mean()
    assert after < 0.15 * before, f"mean error {before:.1f} -> {after:.1f} codes"


def test_no_rim_over_an_opposite_background() -> None:
    """Dark on white, laid over dark: no pixel of the edge is brighter than subject and background together allow."""
    dark, white = np.full((SIZE, SIZE, 3), 30, np.float32), np.full((SIZE, SIZE, 3), 250, np.float32)
    alpha = soft_disc(8)
    colours = clean_edge(mixed(dark, white, alpha), alpha).astype(np.float32)
    laid = alpha[..., None] * colours + (1 - alpha[..., None]) * 20
    assert laid.max() <= 34
    naive = alpha[..., None] * mixed(dark, white, alpha).pixels + (1 - alpha[..., None]) * 20
    assert naive.max() > 80, "without the estimate there is one"


def test_detail_of_the_subject_stays_in_its_edge() -> None:
    """Stripes of contrast 80 that run through a soft edge: the half that shows at half alpha can't be anybody else's."""
    stripes = np.broadcast_to(np.where(np.arange(SIZE) // 2 % 2, 40, 120)[:, None, None], (SIZE, SIZE, 3)).astype(np.float32)
    alpha = soft_disc(30)
    found = clean_edge(mixed(stripes, np.full_like(stripes, 220), alpha), alpha).astype(np.float32)
    half = (alpha > 0.45) & (alpha < 0.6)
    contrast = found[..., 0][half & (stripes[..., 0] > 80)].mean() - found[..., 0][half & (stripes[..., 0] < 80)].mean()
    assert contrast > 40


def test_alpha_of_the_picture_plays_no_part() -> None:
    rgb = np.random.default_rng(3).integers(0, 256, (40, 40, 3), np.uint8)
    alpha = np.random.default_rng(4).random((40, 40), dtype=np.float32)
    with_alpha = Image(np.dstack([rgb, np.full((40, 40), 77, np.uint8)]))
    np.testing.assert_array_equal(clean_edge(with_alpha, alpha), clean_edge(Image(rgb), alpha))


def test_size_and_type_hold_for_any_alpha() -> None:
    generator = np.random.default_rng(8)
    for shape in ((1, 1), (3, 700), (700, 2), (64, 64)):
        image = Image(generator.integers(0, 256, (*shape, 3), np.uint8))
        found = clean_edge(image, generator.random(shape, dtype=np.float32))
        assert found.shape == image.pixels.shape
        assert found.dtype == np.uint8


def test_sizes_must_agree() -> None:
    with pytest.raises(ValueError, match="sizes differ"):
        clean_edge(Image(np.zeros((4, 5, 3), np.uint8)), np.zeros((5, 4), np.float32))


def test_every_edge_pixel_is_visited_once() -> None:
    alpha = np.random.default_rng(2).random((500, 600), dtype=np.float32)
    visited = np.concatenate(list(edge_pixels(alpha, 0.1, 0.9)))
    np.testing.assert_array_equal(visited, np.flatnonzero((alpha > 0.1) & (alpha < 0.9)))


def test_the_colours_are_linear_light() -> None:
    image = Image(np.full((3, 3, 3), 128, np.uint8))
    np.testing.assert_array_equal(clean_edge(image, np.ones((3, 3), np.float32)), image.pixels)
