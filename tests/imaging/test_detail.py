"""Noise measured and taken out plainly, haze lifted as it was laid."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.detail import dehazed, denoised, noise_of


def _scene(height: int = 160, width: int = 200) -> np.ndarray:
    """Soft shapes on a slope: edges, flats and colours."""
    y, x = np.mgrid[:height, :width]
    picture = np.dstack([60 + x / 2, 90 + y / 2, np.full((height, width), 15.0)])
    picture[40:110, 50:120] = (230, 220, 10)
    picture[80:150, 110:180] = (40, 120, 190)
    return cv2.GaussianBlur(picture, (0, 0), 1.2).astype(np.uint8)


def _error(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.sqrt(((one.astype(float) - other) ** 2).mean()))


@pytest.mark.parametrize("sigma", [2.0, 6.0, 15.0])
def test_noise_is_measured(sigma: float):
    plane = _scene()[..., 0] + np.random.default_rng(0).normal(0, sigma, (160, 200))
    assert noise_of(plane.astype(np.float32)) == pytest.approx(sigma, rel=0.15)


@pytest.mark.parametrize("sigma", [5.0, 15.0])
def test_noise_goes_and_the_picture_stays(sigma: float):
    clean = _scene()
    noisy = np.clip(clean + np.random.default_rng(1).normal(0, sigma, clean.shape), 0, 255).astype(np.uint8)
    assert _error(denoised(noisy, 0.5), clean) < 0.6 * _error(noisy, clean)
    assert _error(denoised(noisy, 0.5), clean) < _error(denoised(noisy, 0.2), clean)


def test_a_clean_picture_stays_as_it_is():
    clean = np.repeat(np.repeat(np.arange(0, 240, 6, dtype=np.uint8)[None, :, None], 40, axis=0), 3, axis=2)
    assert denoised(clean, 0.5) is clean


def test_haze_goes_as_it_came():
    clear = _scene()
    through = np.linspace(0.35, 0.95, clear.shape[0])[:, None, None]
    hazy = (clear * through + 225 * (1 - through)).astype(np.uint8)
    assert _error(dehazed(hazy, 0.9), clear) < 0.7 * _error(hazy, clear)


@pytest.mark.parametrize("size", [(1, 1), (2, 9), (40, 3)])
def test_any_size_is_taken(size: tuple[int, int]):
    picture = np.random.default_rng(3).integers(0, 256, (*size, 3), np.uint8)
    for change in (denoised, dehazed):
        assert change(picture, 0.5).shape == picture.shape
