"""Glitches, vaporwave, blueprints and letters: seeded where they are left to chance, and like the photo in what they keep."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging import screen


def _ramp() -> np.ndarray:
    return np.repeat(np.tile(np.linspace(0, 255, 240).astype(np.uint8), (120, 1))[..., None], 3, axis=2)


@pytest.mark.parametrize("make", [screen.glitched, screen.blueprinted])
def test_the_seed_is_all_that_is_left_to_chance(make) -> None:
    one, again, other = (make(_ramp(), 0.5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_a_glitch_moves_pixels_along_their_row() -> None:
    rows = np.repeat(np.arange(120, dtype=np.uint8)[:, None], 90, axis=1)
    made = screen.glitched(np.dstack([rows] * 3), 0.3, 4)
    assert (made <= rows[..., None]).all()
    assert (made.astype(int) >= np.floor(rows * 0.9)[..., None] - 1).all()


def test_vaporwave_is_indigo_in_the_dark_pink_between_and_pale_in_the_light() -> None:
    made = screen.vaporous(_ramp(), 1.0)[60].astype(int)
    assert made[4, 2] > made[4, 1] and made[4].sum() < 200
    assert made[120, 0] > made[120, 1] + 60
    assert made[-4].min() > 180


def test_a_blueprint_is_blue_paper_with_pale_lines() -> None:
    step = np.full((96, 128, 3), 220, np.uint8)
    step[:, :64] = 60
    made = screen.blueprinted(step, 0.5, 1).astype(int)
    assert (made[..., 2] > made[..., 0]).all()
    assert made[40:56, 58:66].max() > 200 and np.median(made[..., 0]) < 60


def test_brighter_places_get_more_ink() -> None:
    made = screen.lettered(_ramp(), 40, coloured=False).astype(float)
    thirds = [made[:, at : at + 80].mean() for at in (0, 80, 160)]
    assert thirds[0] < thirds[1] < thirds[2]
    assert np.ptp(screen.lettered(_ramp(), 40, coloured=False).astype(int), axis=2).max() <= 5


def test_letters_may_have_the_picture_s_colours() -> None:
    red = np.full((80, 120, 3), (220, 40, 40), np.uint8)
    made = screen.lettered(red, 20, coloured=True).astype(int)
    assert (made[..., 0] - made[..., 1]).max() > 90


@pytest.mark.parametrize("size", [(1, 1), (2, 30), (19, 3)])
def test_the_smallest_pictures_too(size: tuple[int, int]) -> None:
    tiny = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    made = [screen.glitched(tiny, 0.5, 1), screen.vaporous(tiny, 0.5), screen.blueprinted(tiny, 0.5, 1)]
    assert all(one.shape == tiny.shape for one in [*made, screen.lettered(tiny, 40, coloured=True)])
