"""Enlarging: exact sizes, no halos, nearer to the truth than Lanczos, and the same whatever the bands."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from imaging.photographs import noise, photograph
from overpaint.imaging import upscaling
from overpaint.imaging.upscaling import upscaled
from overpaint.imaging.values import Image


@pytest.mark.parametrize("size", [(9, 7), (18, 14), (23, 18), (36, 7), (90, 70)])
@pytest.mark.parametrize("channels", [3, 4])
def test_the_size_is_exact_and_a_plain_colour_stays(size: tuple[int, int], channels: int) -> None:
    plain = np.full((7, 9, channels), 137, np.uint8)
    answer = upscaled(Image(plain), size)
    assert answer.size == size
    assert np.abs(answer.pixels.astype(int) - 137).max() <= 1


def test_the_same_size_is_the_same_picture() -> None:
    image = Image(noise(9, 7, 3))
    np.testing.assert_array_equal(upscaled(image, image.size).pixels, image.pixels)


def test_a_smaller_size_is_an_error() -> None:
    with pytest.raises(ValueError, match="smaller"):
        upscaled(Image(noise(9, 7, 3)), (9, 6))


@pytest.mark.parametrize("factor", [2, 4])
def test_it_is_nearer_to_the_truth_than_lanczos(factor: int) -> None:
    truth = photograph("astronaut")[:240, :240, :3]
    small = np.asarray(cv2.resize(truth, (240 // factor, 240 // factor), interpolation=cv2.INTER_AREA), np.uint8)

    def error(picture: np.ndarray) -> float:
        return float(np.mean((picture.astype(float) - truth) ** 2))

    plain = cv2.resize(small, (240, 240), interpolation=cv2.INTER_LANCZOS4)
    assert error(upscaled(Image(small), (240, 240)).pixels) < 0.97 * error(np.asarray(plain))


def test_an_edge_gets_no_halo() -> None:
    edge = np.full((20, 20, 3), 60, np.uint8)
    edge[:, 10:] = 180
    answer = upscaled(Image(edge), (60, 60)).pixels.astype(int)
    lanczos = np.asarray(cv2.resize(edge, (60, 60), interpolation=cv2.INTER_LANCZOS4)).astype(int)
    assert 60 - answer.min() <= max(8, 60 - lanczos.min() + 1)
    assert answer.max() - 180 <= max(8, lanczos.max() - 180 + 1)


def test_bands_leave_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image(photograph("astronaut")[:200, :120, :3])
    whole = upscaled(image, (240, 400)).pixels.astype(int)
    monkeypatch.setattr(upscaling, "_BAND", 64)
    assert np.abs(upscaled(image, (240, 400)).pixels.astype(int) - whole).max() <= 2


def test_what_is_clear_does_not_bleed() -> None:
    pixels = np.zeros((8, 8, 4), np.uint8)
    pixels[:, :4] = (200, 30, 30, 255)
    pixels[:, 4:] = (0, 255, 0, 0)
    answer = upscaled(Image(pixels), (16, 16)).pixels
    seen = answer[..., 3] > 20
    assert answer[seen][:, 1].max() <= 40
