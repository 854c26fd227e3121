"""Sharpening that is seen on soft pictures and crisp ones, without halos and without noise."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from imaging.photographs import photograph
from overpaint.imaging.sharpening import edge_width, sharpened


def _light(rgb: np.ndarray) -> np.ndarray:
    return (rgb @ np.array([0.299, 0.587, 0.114])).astype(np.float32)


def _steepness(rgb: np.ndarray) -> float:
    light = _light(rgb)
    slope = np.hypot(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1))
    return float(slope[slope >= np.quantile(slope, 0.8)].mean())


def _scene(sigma: float) -> np.ndarray:
    """Flat shapes whose edges are as soft as that."""
    picture = np.full((160, 200, 3), (60.0, 90, 15))
    picture[40:110, 50:120] = (230, 220, 10)
    picture[80:150, 110:180] = (40, 120, 190)
    return np.rint(cv2.GaussianBlur(picture, (0, 0), sigma)).astype(np.uint8)


@pytest.mark.parametrize("sigma", [0.8, 1.4, 2.0])
def test_how_soft_edges_are_is_measured(sigma: float) -> None:
    assert edge_width(_light(_scene(sigma))) == pytest.approx(sigma, rel=0.3)


@pytest.mark.parametrize("softness", [0.0, 1.5])
@pytest.mark.parametrize(("strength", "least", "most"), [(0.25, 1.1, 1.3), (0.5, 1.2, 1.5), (0.9, 1.25, 1.9)])
def test_edges_get_as_steep_as_is_meant(softness: float, strength: float, least: float, most: float) -> None:
    picture = photograph("astronaut")
    if softness:
        picture = cv2.GaussianBlur(picture, (0, 0), softness)
    assert least < _steepness(sharpened(picture, strength)) / _steepness(picture) < most


@pytest.mark.parametrize("sigma", [0.8, 2.0])
def test_no_edge_passes_its_neighbours_by_much(sigma: float) -> None:
    picture = _scene(sigma)
    before, after = _light(picture), _light(sharpened(picture, 1.0))
    around = np.ones((9, 9), np.uint8)
    assert (after <= cv2.dilate(before, around) + 5).all()
    assert (after >= cv2.erode(before, around) - 5).all()


def test_flats_and_noise_are_not_sharpened() -> None:
    flat = np.full((120, 120, 3), 120, np.uint8)
    np.testing.assert_array_equal(sharpened(flat, 1.0), flat)
    noisy = np.clip(flat + np.random.default_rng(2).normal(0, 4, flat.shape), 0, 255).astype(np.uint8)
    assert np.abs(sharpened(noisy, 1.0).astype(int) - noisy).mean() < 0.4


def test_noise_beside_edges_stays_as_it_is() -> None:
    noisy = np.clip(_scene(1.0) + np.random.default_rng(3).normal(0, 4, (160, 200, 3)), 0, 255).astype(np.uint8)
    answer = sharpened(noisy, 0.7)
    assert _light(answer)[:30, :40].std() < 1.15 * _light(noisy)[:30, :40].std()
    assert _steepness(answer) > 1.1 * _steepness(noisy)


@pytest.mark.parametrize("size", [(1, 1), (2, 9), (40, 3)])
def test_any_size_is_taken(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(3).integers(0, 256, (*size, 3), np.uint8)
    assert sharpened(picture, 0.5).shape == picture.shape
