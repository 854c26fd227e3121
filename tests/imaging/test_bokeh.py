"""The blur of a lens over part of a picture, against a direct sum over discs."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from overpaint.imaging.bokeh import LAYERS, bokeh, bokeh_by_row


def naive(linear: NDArray[np.float32], weight: NDArray[np.float32], radius: int) -> NDArray[np.float64]:
    """Each pixel: the mean over its disc, by weight; only pixels a disc away from the border are right."""
    result = np.zeros(linear.shape)
    for y in range(radius + 1, linear.shape[0] - radius - 1):
        for x in range(radius + 1, linear.shape[1] - radius - 1):
            total, amount = np.zeros(3), 0.0
            for dy in range(-radius - 1, radius + 2):
                for dx in range(-radius - 1, radius + 2):
                    inside = np.clip(radius + 0.5 - np.hypot(dy, dx), 0, 1) * weight[y + dy, x + dx]
                    total += inside * linear[y + dy, x + dx]
                    amount += inside
            result[y, x] = total / amount
    return result


def test_it_is_the_weighted_mean_over_the_disc() -> None:
    generator = np.random.default_rng(4)
    linear = 0.45 * generator.random((14, 13, 3), dtype=np.float32)
    weight = generator.choice(np.float32([0.2, 1.0]), (14, 13))
    expected = naive(linear, weight, 2)
    inner = (slice(3, -3), slice(3, -3))
    np.testing.assert_allclose(bokeh(linear, weight, 2)[inner], expected[inner], atol=1e-4)


def test_nothing_bleeds_out_of_what_has_no_weight() -> None:
    linear = np.full((60, 60, 3), 0.3, np.float32)
    linear[20:40, 20:40] = (1.0, 0.0, 0.0)
    weight = np.ones((60, 60), np.float32)
    weight[20:40, 20:40] = 0
    np.testing.assert_allclose(bokeh(linear, weight, 6), 0.3, atol=1e-3)
    np.testing.assert_allclose(bokeh(linear, weight, 3), 0.3, atol=1e-3, err_msg="also where no weight lies within the disc")


def test_a_clipped_point_becomes_a_disc_brighter_than_its_mean() -> None:
    linear = np.full((61, 61, 3), 0.05, np.float32)
    linear[29:32, 29:32] = 1.0
    blurred = bokeh(linear, np.ones((61, 61), np.float32), 8)[..., 0]
    plain_mean = 0.05 + 9 * 0.95 / (np.pi * 8**2)
    assert blurred[30, 30] > 1.5 * plain_mean
    assert blurred[30, 30] == pytest.approx(blurred[30, 34], rel=0.02), "flat inside"
    assert blurred[30, 43] == pytest.approx(0.05, abs=2e-3), "ends at the rim"


@pytest.mark.parametrize("level", [0.0, 0.2, 1.0])
def test_an_even_picture_stays_even(level: float) -> None:
    linear = np.full((40, 50, 3), level, np.float32)
    np.testing.assert_allclose(bokeh(linear, np.ones((40, 50), np.float32), 5), level, atol=2e-4)


def test_rows_take_the_radius_they_are_told() -> None:
    generator = np.random.default_rng(9)
    linear, weight = generator.random((90, 40, 3), dtype=np.float32), np.ones((90, 40), np.float32)
    shares = np.repeat(np.float32([1.0, 2 / LAYERS, 1 / LAYERS]), 30)
    by_row = bokeh_by_row(linear, weight, 6.0, shares)
    for third, share in enumerate((1.0, 2 / LAYERS, 1 / LAYERS)):
        rows = slice(30 * third, 30 * third + 30)
        np.testing.assert_allclose(by_row[rows], bokeh(linear, weight, 6.0 * share)[rows], atol=2e-4)


def test_one_share_for_all_rows_is_plain_bokeh() -> None:
    linear, weight = np.random.default_rng(2).random((30, 20, 3), dtype=np.float32), np.ones((30, 20), np.float32)
    np.testing.assert_array_equal(bokeh_by_row(linear, weight, 4.0, np.ones(30, np.float32)), bokeh(linear, weight, 4.0))
