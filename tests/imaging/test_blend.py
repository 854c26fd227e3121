"""Blending: byte for byte outside and fully inside the mask, a weighted mean between."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imaging.photographs import noise
from overpaint.imaging.blend import blend
from overpaint.imaging.values import Image, Mask


def mask_of(width: int, height: int, seed: int = 0) -> Mask:
    """A third zeros, a third ones, the rest between."""
    values = np.random.default_rng(seed).random((height, width)) * 3 - 1
    return Mask(np.clip(values, 0, 1).astype(np.float32))


def four(pixels: np.ndarray) -> np.ndarray:
    return pixels if pixels.shape[2] == 4 else np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])


@settings(max_examples=60)
@given(st.sampled_from([3, 4]), st.sampled_from([3, 4]), st.integers(0, 9999))
def test_outside_and_inside_are_byte_for_byte(before_channels: int, after_channels: int, seed: int) -> None:
    before, after = Image(noise(23, 17, before_channels, seed)), Image(noise(23, 17, after_channels, seed + 1))
    mask = mask_of(23, 17, seed)
    result = blend(before, after, mask).pixels
    assert result.shape[2] == max(before_channels, after_channels)
    old, new = (four(image.pixels)[..., : result.shape[2]] for image in (before, after))
    np.testing.assert_array_equal(result[mask.values == 0], old[mask.values == 0])
    np.testing.assert_array_equal(result[mask.values == 1], new[mask.values == 1])


def test_between_is_the_weighted_mean() -> None:
    before, after, mask = Image(noise(40, 30, 3, 1)), Image(noise(40, 30, 3, 2)), mask_of(40, 30)
    weight = mask.values[..., None].astype(np.float64)
    expected = before.pixels * (1 - weight) + after.pixels * weight
    assert np.abs(blend(before, after, mask).pixels - expected).max() <= 0.51


def test_with_alpha_colours_count_by_their_alpha() -> None:
    before, after, mask = Image(noise(40, 30, 4, 1)), Image(noise(40, 30, 4, 2)), mask_of(40, 30)
    weight = mask.values[..., None].astype(np.float64)
    old, new = before.pixels.astype(np.float64), after.pixels.astype(np.float64)
    alpha = old[..., 3:] * (1 - weight) + new[..., 3:] * weight
    colours = (old[..., :3] * old[..., 3:] * (1 - weight) + new[..., :3] * new[..., 3:] * weight) / np.maximum(alpha, 1e-9)
    result = blend(before, after, mask).pixels
    assert np.abs(result[..., 3:] - alpha).max() <= 0.51
    seen = (alpha[..., 0] > 0.5) & (mask.values > 0) & (mask.values < 1)
    assert np.abs(result[..., :3] - colours)[seen].max() <= 0.6


def test_hidden_colours_do_not_bleed() -> None:
    hidden_green = np.zeros((4, 4, 4), np.uint8)
    hidden_green[..., 1] = 255
    red = np.dstack([np.full((4, 4), 255), np.zeros((4, 4)), np.zeros((4, 4)), np.full((4, 4), 255)]).astype(np.uint8)
    result = blend(Image(hidden_green), Image(red), Mask(np.full((4, 4), 0.2, np.float32))).pixels
    np.testing.assert_array_equal(result, np.broadcast_to([255, 0, 0, 51], (4, 4, 4)))


def test_empty_and_whole_masks() -> None:
    before, after = Image(noise(9, 9, 3, 1)), Image(noise(9, 9, 3, 2))
    np.testing.assert_array_equal(blend(before, after, Mask(np.zeros((9, 9), np.float32))).pixels, before.pixels)
    np.testing.assert_array_equal(blend(before, after, Mask.whole((9, 9))).pixels, after.pixels)


def test_sizes_must_agree() -> None:
    with pytest.raises(ValueError, match="sizes differ"):
        blend(Image(noise(9, 9, 3)), Image(noise(9, 8, 3)), Mask.whole((9, 9)))
    with pytest.raises(ValueError, match="sizes differ"):
        blend(Image(noise(9, 9, 3)), Image(noise(9, 9, 3)), Mask.whole((8, 9)))
