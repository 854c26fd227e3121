"""Cutting the subject out: what stays, what goes, and what is left in the file."""

from __future__ import annotations

import numpy as np
import pytest
from declared_params import run
from numpy.typing import NDArray

from overpaint.imaging.values import Image, Mask
from overpaint.operations.background.background_remove import OPERATION


def portrait(size: int = 120, softness: float = 10.0) -> tuple[Image, Mask, NDArray[np.float32]]:
    """A dark disc before white with a soft edge: the picture, its background, the subject's alpha."""
    y, x = np.mgrid[:size, :size].astype(np.float32)
    alpha = np.clip((0.3 * size - np.hypot(y - size / 2, x - size / 2)) / softness + 0.5, 0, 1).astype(np.float32)
    pixels = alpha[..., None] * np.float32([60, 40, 20]) + (1 - alpha[..., None]) * 250
    return Image(np.rint(pixels).astype(np.uint8)), Mask(1 - alpha), alpha


def test_alpha_is_the_subjects() -> None:
    image, mask, alpha = portrait()
    cut = run(OPERATION, image, mask=mask)
    assert cut.alpha is not None
    assert np.abs(cut.alpha - 255 * alpha).max() <= 0.51
    np.testing.assert_array_equal(cut.alpha[alpha == 1], 255)
    np.testing.assert_array_equal(cut.alpha[alpha == 0], 0)


def test_the_core_keeps_every_byte_and_the_background_is_gone_from_the_file() -> None:
    image, mask, alpha = portrait()
    cut = run(OPERATION, image, mask=mask).pixels
    np.testing.assert_array_equal(cut[alpha == 1][:, :3], image.pixels[alpha == 1])
    assert cut[alpha == 0].max() == 0


def test_no_white_rim_on_black() -> None:
    image, mask, _ = portrait()
    cut = run(OPERATION, image, mask=mask).pixels.astype(np.float32)
    on_black = cut[..., :3] * cut[..., 3:] / 255
    assert (on_black <= np.float32([66, 46, 26])).all(), "nowhere brighter than the subject itself"


def test_alpha_of_the_picture_counts_once() -> None:
    image, mask, alpha = portrait()
    own = np.random.default_rng(1).integers(0, 256, alpha.shape, np.uint8)
    cut = run(OPERATION, Image(np.dstack([image.pixels, own])), mask=mask)
    assert cut.alpha is not None
    assert np.abs(cut.alpha - np.minimum(255 * alpha, own)).max() <= 0.51
    core = alpha == 1
    np.testing.assert_array_equal(cut.pixels[core][:, 3], own[core])


def test_cutting_a_cut_out_again_changes_nothing() -> None:
    image, mask, _ = portrait()
    once = run(OPERATION, image, mask=mask)
    assert once.alpha is not None
    again = run(OPERATION, once, mask=Mask(1 - once.alpha.astype(np.float32) / 255))
    np.testing.assert_array_equal(again.pixels, once.pixels)


def test_an_empty_mask_is_the_same_picture_and_a_whole_one_is_empty() -> None:
    image, mask, _ = portrait()
    assert run(OPERATION, image, mask=Mask(np.zeros_like(mask.values))) is image
    assert run(OPERATION, image).pixels.max() == 0


def test_sizes_must_agree() -> None:
    with pytest.raises(ValueError, match="sizes differ"):
        run(OPERATION, portrait()[0], mask=Mask.whole((5, 5)))
