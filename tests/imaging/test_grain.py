"""Grain: mean and white stay, more of it is more; a glow only adds light."""

from __future__ import annotations

import numpy as np

from overpaint.imaging import grain


def _grey(value: int) -> np.ndarray:
    return np.full((200, 200, 3), value, np.uint8)


def test_grain_keeps_the_mean_and_leaves_white_alone() -> None:
    middle = grain.grained(_grey(128), 0.5, 1).astype(float)
    assert abs(middle.mean() - 128) < 0.5 and 6 < middle.std() < 25
    assert grain.grained(_grey(255), 0.5, 1).astype(float).std() < 1.5


def test_more_is_more_and_channels_mostly_agree() -> None:
    spreads = [grain.grained(_grey(128), amount, 1).astype(float).std() for amount in (0.1, 0.4, 0.9)]
    assert spreads[0] < spreads[1] < spreads[2]
    made = grain.grained(_grey(128), 0.5, 1).reshape(-1, 3).astype(float)
    assert 0.5 < np.corrcoef(made[:, 0], made[:, 1])[0, 1] < 0.98


def test_the_seed_is_all_that_is_left_to_chance() -> None:
    one, again, other = (grain.grained(_grey(90), 0.5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_a_glow_spreads_light_and_takes_none() -> None:
    lamp = np.zeros((120, 120, 3), np.uint8)
    lamp[50:70, 50:70] = 255
    lit = grain.glowing(lamp, 0.6)
    assert (lit.astype(int) >= lamp.astype(int) - 1).all()
    assert lit[60, 75].mean() > lit[60, 95].mean() and lit[60, 73].mean() > 20
    assert grain.glowing(_grey(20), 1.0).max() <= 22
