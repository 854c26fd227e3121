"""Push-pull: what is known stays, what is not is filled from what is near."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.spread import spread

RED, BLUE = np.float32([0.8, 0.1, 0.1]), np.float32([0.1, 0.1, 0.7])


def test_known_pixels_keep_their_colour() -> None:
    generator = np.random.default_rng(1)
    colours = generator.random((37, 50, 3), dtype=np.float32)
    known = generator.random((37, 50)) < 0.3
    filled = spread(colours, known.astype(np.float32))
    np.testing.assert_allclose(filled[known], colours[known], atol=2e-5)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (16, 16), (33, 7)])
def test_one_known_pixel_fills_everything(shape: tuple[int, int]) -> None:
    colours = np.zeros((*shape, 3), np.float32)
    weight = np.zeros(shape, np.float32)
    colours[-1, -1], weight[-1, -1] = RED, 1
    np.testing.assert_allclose(spread(colours, weight), np.broadcast_to(RED, colours.shape), rtol=1e-3)


def test_the_nearer_colour_rules_and_none_leaves_its_range() -> None:
    colours = np.broadcast_to(np.float32(0.5), (64, 64, 3)).copy()
    weight = np.zeros((64, 64), np.float32)
    colours[:, :8], colours[:, -8:] = RED, BLUE
    weight[:, :8] = weight[:, -8:] = 1
    filled = spread(colours, weight)
    assert np.abs(filled[32, 12] - RED).max() < np.abs(filled[32, 12] - BLUE).max()
    assert np.abs(filled[32, 52] - BLUE).max() < np.abs(filled[32, 52] - RED).max()
    assert filled.min() >= 0.1 - 1e-4
    assert filled.max() <= 0.8 + 1e-4, "the unknown grey plays no part"


def test_half_a_weight_is_half_believed() -> None:
    colours = np.zeros((2, 1, 3), np.float32)
    colours[0], colours[1] = RED, BLUE
    half = spread(colours, np.float32([[1.0], [0.5]]))[1, 0]
    mean = (RED + 0.5 * BLUE) / 1.5
    np.testing.assert_allclose(half, 0.5 * BLUE + 0.5 * mean, atol=1e-4)


def test_nothing_known_is_nothing() -> None:
    assert spread(np.ones((5, 6, 3), np.float32), np.zeros((5, 6), np.float32)).max() == 0
