"""Blurs: what they keep, and how they compare with the sum that defines them."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from imaging.photographs import photograph
from overpaint.imaging.blur import disc, gaussian
from overpaint.imaging.colour import to_linear

LIGHT = to_linear(photograph("coffee", (120, 90)))
SPIKE = np.zeros((41, 41), np.float32)
SPIKE[20, 20] = 1.0


def test_gaussian_is_the_sum_that_defines_it() -> None:
    rows, columns = np.mgrid[-20:21, -20:21]
    expected = np.exp(-(rows**2 + columns**2) / (2 * 2.5**2))
    np.testing.assert_allclose(gaussian(SPIKE, 2.5), expected / expected.sum(), atol=2e-5)


@pytest.mark.parametrize("sigma", [8.1, 10.0, 17.0, 40.0])
def test_wide_gaussians_are_the_direct_ones(sigma: float) -> None:
    edge = np.zeros((400, 300), np.float32)
    edge[:, 150:] = 1.0
    direct = cv2.GaussianBlur(edge, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    np.testing.assert_allclose(gaussian(edge, sigma), direct, atol=0.004)


@pytest.mark.parametrize("sigma", [0.0, 0.5, 3.0, 12.0, 60.0])
@pytest.mark.parametrize("channels", [0, 1, 3, 4])
def test_gaussian_keeps_shape_brightness_and_range(sigma: float, channels: int) -> None:
    array = np.dstack([LIGHT, LIGHT[..., :1]])[..., :channels] if channels else LIGHT[..., 0]
    array = np.ascontiguousarray(array)
    blurred = gaussian(array, sigma)
    assert blurred.shape == array.shape
    assert blurred.dtype == np.float32
    assert blurred.mean() == pytest.approx(array.mean(), rel=0.02)
    assert array.min() - 1e-6 <= blurred.min() <= blurred.max() <= array.max() + 1e-6


@pytest.mark.parametrize("blur", [gaussian, disc])
def test_zero_is_a_copy_and_negative_an_error(blur: object) -> None:
    copy = blur(LIGHT, 0.0)  # type: ignore[operator]
    np.testing.assert_array_equal(copy, LIGHT)
    assert copy is not LIGHT
    with pytest.raises(ValueError, match="negative"):
        blur(LIGHT, -1.0)  # type: ignore[operator]


@pytest.mark.parametrize("radius", [0.4, 1.0, 5.0, 7.5, 15.0])
def test_a_point_becomes_a_disc(radius: float) -> None:
    result = disc(SPIKE, radius)
    distance = np.hypot(*np.mgrid[-20:21, -20:21])
    level = result[20, 20]
    assert result.sum() == pytest.approx(1.0, abs=1e-4)
    np.testing.assert_allclose(result[distance < radius - 1], level, rtol=1e-3)
    np.testing.assert_allclose(result[distance > radius + 1], 0, atol=1e-6)
    if radius >= 5:
        assert 1 / level == pytest.approx(math.pi * radius**2, rel=0.06)


def test_highlights_stay_brighter_than_white() -> None:
    light = LIGHT.copy()
    light[40:44, 60:64] = 200.0
    blurred = disc(light, 10.0)
    assert blurred[42, 62].min() > 8.0
    assert blurred.min() >= 0.0
    assert blurred.mean() == pytest.approx(light.mean(), rel=0.02)
