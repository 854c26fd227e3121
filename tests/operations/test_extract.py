"""Cutting a thing out: it stays with its soft edge, the rest is clear and black."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image, Mask
from overpaint.operations.background import extract
from overpaint.operations.base import Context, Inputs

PHOTO = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)


def _soft_square() -> Mask:
    values = np.zeros((40, 60), np.float32)
    values[10:30, 20:40] = 0.5
    values[12:28, 22:38] = 1.0
    return Mask(values)


def _cut(pixels: np.ndarray, mask: Mask) -> np.ndarray:
    return extract.apply(Inputs(Image(pixels), mask), extract.Params(), Context()).pixels


def test_alpha_is_the_mask_and_the_inside_is_untouched():
    answer = _cut(PHOTO, _soft_square())
    assert answer.shape == (40, 60, 4)
    np.testing.assert_array_equal(answer[..., 3], np.rint(_soft_square().values * 255).astype(np.uint8))
    np.testing.assert_array_equal(answer[12:28, 22:38, :3], PHOTO[12:28, 22:38])


def test_nothing_of_the_rest_stays_in_the_file():
    answer = _cut(PHOTO, _soft_square())
    assert (answer[_soft_square().values == 0] == 0).all()


def test_what_was_clear_before_stays_clear():
    alpha = np.full((40, 60, 1), 255, np.uint8)
    alpha[15:20, 25:30] = 0
    answer = _cut(np.dstack([PHOTO, alpha]), _soft_square())
    assert (answer[15:20, 25:30, 3] == 0).all()


def test_a_mask_that_marks_nothing_changes_nothing():
    np.testing.assert_array_equal(_cut(PHOTO, Mask(np.zeros((40, 60), np.float32))), PHOTO)
