"""One picture's light and colour for another: towards it, within bounds, grey where it is grey."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.look_matching import matched

RNG = np.random.default_rng(8)


def picture(red: float, green: float, blue: float, spread: float = 40.0) -> np.ndarray:
    """Smooth, of one cast."""
    ramp = np.linspace(-1, 1, 96)
    base = np.array([red, green, blue]) + spread * (ramp[:, None, None] + 0.5 * np.sin(4 * ramp)[None, :, None])
    return np.clip(base, 0, 255).astype(np.uint8)


def means(rgb: np.ndarray) -> np.ndarray:
    return to_oklab(to_linear(rgb)).mean(axis=(0, 1))


def test_it_comes_nearer_in_light_and_colour() -> None:
    own, other = picture(150, 140, 120), picture(60, 80, 120)
    made = matched(own, other, 1.0, 0)
    before, after = (np.abs(means(one) - means(other)) for one in (own, made))
    assert after[0] < 0.6 * before[0] and np.hypot(*after[1:]) < 0.5 * np.hypot(*before[1:])


def test_its_own_look_changes_hardly_anything() -> None:
    own = picture(130, 120, 110)
    assert np.abs(matched(own, own, 1.0, 0).astype(int) - own).mean() < 4


def test_nothing_asked_is_nothing_done() -> None:
    own = RNG.integers(0, 256, (40, 50, 3), np.uint8)
    assert np.abs(matched(own, picture(60, 80, 120), 0.0, 0).astype(int) - own).max() <= 1


def test_a_black_and_white_picture_makes_it_black_and_white() -> None:
    grey = np.repeat(picture(120, 120, 120)[..., :1], 3, axis=2)
    made = matched(picture(180, 90, 60), grey, 1.0, 0).astype(int)
    assert np.abs(made[..., 0] - made[..., 2]).max() <= 2


def test_no_cast_is_farther_than_the_bound() -> None:
    own, other = picture(128, 128, 128), picture(250, 20, 20, 5)
    shift = np.hypot(*(means(matched(own, other, 1.0, 0)) - means(own))[1:])
    assert 0.03 < shift < 0.085


@pytest.mark.parametrize("seed", [0, 7])
def test_the_same_seed_gives_the_same_grain(seed) -> None:
    own = picture(150, 140, 120)
    noisy = np.clip(picture(90, 90, 100) + RNG.normal(0, 9, (96, 96, 3)), 0, 255).astype(np.uint8)
    first, second = matched(own, noisy, 1.0, seed), matched(own, noisy, 1.0, seed)
    np.testing.assert_array_equal(first, second)
