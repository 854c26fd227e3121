"""Colours by brightness, curves by name, clarity, and light brought into the dark."""

from __future__ import annotations

import numpy as np
import pytest

from imaging.photographs import photograph
from overpaint.imaging import curves, tone, toning
from overpaint.imaging.local_tone import clearer
from overpaint.imaging.low_light import lifted


def test_a_gradients_ends_are_its_colours() -> None:
    ramp = np.arange(256, dtype=np.uint8).repeat(3).reshape(1, 256, 3)
    mapped = toning.gradient_mapped(ramp, [(20, 0, 60), (200, 40, 90), (255, 230, 120)])[0].astype(int)
    assert np.abs(mapped[0] - (20, 0, 60)).max() <= 2 and np.abs(mapped[-1] - (255, 230, 120)).max() <= 2
    assert (np.abs(mapped - (200, 40, 90)).sum(axis=1)).min() <= 12


def test_split_toning_keeps_the_brightness_and_the_ends() -> None:
    rgb = photograph("coffee")
    toned = toning.split_toned(rgb, (0, 128, 128), (255, 140, 26), 1.0)
    assert np.abs(tone.grey(toned).astype(int) - tone.grey(rgb)).mean() < 6
    ends = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)
    assert np.abs(toning.split_toned(ends, (0, 128, 128), (255, 140, 26), 1.0).astype(int) - ends).max() <= 12


@pytest.mark.parametrize("shape", ["s", "flat", "matte", "faded", "lifted", "crushed"])
@pytest.mark.parametrize("amount", [0.0, 0.3, 1.0])
def test_a_curve_never_turns_back_and_is_none_at_zero(shape: str, amount: float) -> None:
    codes = np.linspace(0, 1, 256)
    bent = curves.named_curve(shape, amount, codes)
    assert (np.diff(bent) >= -1e-12).all() and bent.min() >= 0 and bent.max() <= 1
    if amount == 0:
        np.testing.assert_allclose(bent, codes, atol=1e-12)


def test_lifted_blacks_are_no_longer_black_and_crushed_ones_are() -> None:
    codes = np.array([0.0, 0.06])
    assert curves.named_curve("lifted", 1.0, codes)[0] > 0.1
    assert curves.named_curve("crushed", 1.0, codes)[1] == 0


def test_clarity_goes_both_ways() -> None:
    rgb = photograph("chelsea")

    def texture(picture: np.ndarray) -> float:
        grey = tone.grey(picture).astype(float)
        return float(np.abs(np.diff(grey, axis=1)).mean())

    assert texture(clearer(rgb, 0.6)) > 1.1 * texture(rgb) > 1.2 * texture(clearer(rgb, -0.6))


def test_a_dark_picture_is_lifted_and_a_bright_one_stays() -> None:
    rgb = photograph("coffee")
    whole = np.ones(rgb.shape[:2], np.float32)
    dark = np.asarray(rgb * 0.25, np.uint8)
    answer = lifted(dark, whole, 1.0)
    assert tone.grey(answer).mean() > 2 * tone.grey(dark).mean()
    bright = np.asarray(128 + rgb * 0.45, np.uint8)
    np.testing.assert_array_equal(lifted(bright, whole, 1.0), bright)
