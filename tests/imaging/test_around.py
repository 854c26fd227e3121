"""What lies round a cut-out: grown by so many pixels, behind the subject, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging import around
from overpaint.imaging.values import Image


def _disc(radius: float = 20) -> np.ndarray:
    y, x = np.mgrid[:101, :121]
    return np.clip(radius + 0.5 - np.hypot(x - 60, y - 50), 0, 1).astype(np.float32)


@pytest.mark.parametrize("width", [1, 3.5, 8])
def test_a_disc_grows_by_the_width(width: float) -> None:
    grown = around.grown(_disc(), width)
    assert grown.sum() == pytest.approx(np.pi * (20 + width) ** 2, rel=0.05)
    assert (grown >= _disc()).all()


def test_nothing_grows_from_nothing() -> None:
    assert around.grown(np.zeros((9, 9), np.float32), 3).max() == 0


def test_the_subject_stays_and_the_layer_lies_behind_it() -> None:
    photo = Image(np.random.default_rng(0).integers(0, 256, (101, 121, 3), np.uint8))
    matte = _disc()
    line = around.grown(matte, 5)
    answer = around.on_top(photo, matte, around.plain(photo, (255, 0, 0)), line)
    inside, outside = matte == 1, line == 0
    np.testing.assert_array_equal(answer.pixels[inside], photo.pixels[inside])
    np.testing.assert_array_equal(answer.pixels[outside], photo.pixels[outside])
    ring = (line == 1) & (matte == 0)
    assert (answer.pixels[ring] == (255, 0, 0)).all()


def test_on_what_is_clear_the_layer_is_all_there_is() -> None:
    matte = _disc()
    cut = Image(np.dstack([np.full((101, 121, 3), 90, np.uint8), np.rint(255 * matte).astype(np.uint8)]))
    shadow = 0.5 * around.shadow_of(matte, 6, 8, 3)
    answer = around.on_top(cut, matte, around.plain(cut, (0, 0, 0)), shadow)
    clear = matte == 0
    np.testing.assert_allclose(answer.alpha[clear] / 255, shadow[clear], atol=0.004)
    assert answer.rgb[clear].max() == 0
    assert (answer.alpha[matte == 1] == 255).all() and (answer.rgb[matte == 1] == 90).all()


def test_a_shadow_is_moved_and_keeps_its_weight() -> None:
    shadow = around.shadow_of(_disc(), 7, 11, 2)
    y, x = np.mgrid[:101, :121]
    assert shadow.sum() == pytest.approx(_disc().sum(), rel=0.01)
    assert (x * shadow).sum() / shadow.sum() == pytest.approx(67, abs=0.1)
    assert (y * shadow).sum() / shadow.sum() == pytest.approx(61, abs=0.1)
