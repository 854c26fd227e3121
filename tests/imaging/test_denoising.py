"""Noise measured by brightness, and taken out by a network at every size at which there is some."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.denoising import denoised, noise_of
from overpaint.imaging.noise_level import noise_level
from overpaint.imaging.noise_network import WEIGHT, graph_of, network_in
from overpaint.weights import WeightStore


def _scene(height: int = 256, width: int = 320) -> np.ndarray:
    """Soft shapes on a slope: edges, flats and colours."""
    y, x = np.mgrid[:height, :width]
    picture = np.dstack([60 + x / 3, 90 + y / 3, np.full((height, width), 45.0)])
    picture[40:110, 50:120] = (230, 220, 30)
    picture[120:220, 160:280] = (40, 120, 190)
    return cv2.GaussianBlur(picture, (0, 0), 1.2).astype(np.uint8)


def _error(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.sqrt(((one.astype(float) - other) ** 2).mean()))


@pytest.mark.parametrize("sigma", [2.0, 8.0])
def test_noise_is_measured_by_brightness(sigma: float) -> None:
    light = np.tile(np.linspace(20, 230, 320, dtype=np.float32), (256, 1))
    deviation = np.where(light < 125, sigma, 2 * sigma)
    noisy = (light + np.random.default_rng(0).normal(0, 1, light.shape) * deviation).astype(np.float32)
    found = noise_level(noisy, light).at(light)
    assert found[100, 60] == pytest.approx(sigma, rel=0.25)
    assert found[100, 280] == pytest.approx(2 * sigma, rel=0.25)


@pytest.mark.parametrize("shape", [(1, 1), (2, 9), (40, 5)])
def test_a_picture_of_any_size_is_measured(shape: tuple[int, int]) -> None:
    plane = np.zeros(shape, np.float32)
    assert (noise_level(plane, plane).at(plane) == 0).all()


def test_fine_noise_and_blotches_are_told_in_codes() -> None:
    random = np.random.default_rng(1)
    fine = random.normal(0, 6, (256, 320, 3))
    blotches = 5 * cv2.GaussianBlur(random.normal(0, 6, (256, 320, 3)), (0, 0), 1.5)
    for noise in (fine, blotches):
        noisy = np.clip(_scene() + noise, 0, 255).astype(np.uint8)
        assert 2 < noise_of(noisy) < 9
    assert noise_of(_scene()) < 0.6


def test_a_clean_picture_is_given_to_no_network() -> None:
    def never(picture: np.ndarray, sigma: np.ndarray) -> np.ndarray:
        raise AssertionError("asked")

    scene = _scene()
    assert denoised(scene, 0.5, never) is scene


@pytest.mark.parametrize("smeared", [False, True])
def test_noise_goes_and_the_picture_stays(weights: WeightStore, smeared: bool) -> None:
    network = network_in(weights.onnx(WEIGHT, graph_of), lambda: None)
    noise = np.random.default_rng(2).normal(0, 8, (256, 320, 3))
    if smeared:
        noise = 4 * cv2.GaussianBlur(noise, (0, 0), 1.2)
    clean = _scene()
    noisy = np.clip(clean + noise, 0, 255).astype(np.uint8)
    answer = denoised(noisy, 0.5, network)
    assert _error(answer, clean) < (0.75 if smeared else 0.4) * _error(noisy, clean)
    assert noise_of(answer) < 0.6 * noise_of(noisy)


def test_pieces_leave_no_seam(weights: WeightStore) -> None:
    network = network_in(weights.onnx(WEIGHT, graph_of), lambda: None)
    random = np.random.default_rng(3)
    wide = random.uniform(0, 255, (61, 1000, 3)).astype(np.float32)
    level = np.full(wide.shape[:2], 12, np.float32)
    whole, part = network(wide, level), network(np.ascontiguousarray(wide[:, 300:900]), level[:, 300:900])
    np.testing.assert_allclose(whole[:, 340:860], part[:, 40:560], atol=0.02)
