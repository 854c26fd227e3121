"""Colour conversions against their definitions, value by value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imaging.photographs import photograph
from overpaint.imaging.colour import from_oklab, luminance, to_linear, to_oklab, to_srgb, to_srgb_float

CODES = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, axis=2)
PHOTO = photograph("coffee", (64, 48))


def decoded(code: float) -> float:
    """IEC 61966-2-1, one value in [0, 1]."""
    return code / 12.92 if code <= 0.04045 else ((code + 0.055) / 1.055) ** 2.4


def encoded(light: float) -> float:
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def test_to_linear_is_the_standards_curve() -> None:
    expected = [decoded(code / 255) for code in range(256)]
    np.testing.assert_allclose(to_linear(CODES)[..., 0].ravel(), expected, rtol=1e-6)


def test_all_codes_survive_the_round_trip() -> None:
    np.testing.assert_array_equal(to_srgb(to_linear(CODES)), CODES)
    np.testing.assert_allclose(to_srgb_float(to_linear(CODES)) * 255, CODES, atol=1e-3)


@given(st.floats(0, 4, width=32))
def test_to_srgb_float_is_the_standards_curve(light: float) -> None:
    value = to_srgb_float(np.full((1, 1, 3), light, np.float32))
    assert value[0, 0, 0] == pytest.approx(encoded(light), abs=2e-5)


@given(st.floats(-1, 2, width=32))
def test_to_srgb_rounds_and_clips(light: float) -> None:
    code = int(to_srgb(np.full((1, 1, 3), light, np.float32))[0, 0, 0])
    exact = 255 * encoded(min(1.0, max(0.0, light)))
    assert abs(code - exact) < 0.56, "half a code, and the table's width at the dark end"


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 1), (5, 7, 3), (5, 7, 4), (1, 1, 3)])
def test_shapes_are_kept(shape: tuple[int, ...]) -> None:
    light = np.full(shape, 0.5, np.float32)
    assert to_srgb(light).shape == to_srgb_float(light).shape == shape
    assert to_linear(np.zeros(shape, np.uint8)).shape == shape


def test_luminance_weighs_as_rec_709() -> None:
    light = np.eye(3, dtype=np.float32).reshape(1, 3, 3)
    np.testing.assert_allclose(luminance(light), [[0.2126, 0.7152, 0.0722]], rtol=1e-6)


def test_oklab_of_known_colours() -> None:
    """Ottosson's own table: XYZ is replaced by linear sRGB for white and the primaries (from his page's converter)."""
    colours = {
        (1, 1, 1): (1.0, 0.0, 0.0),
        (1, 0, 0): (0.62796, 0.22486, 0.12585),
        (0, 1, 0): (0.86644, -0.23389, 0.17950),
        (0, 0, 1): (0.45201, -0.03246, -0.31153),
        (0, 0, 0): (0.0, 0.0, 0.0),
    }
    lab = to_oklab(np.array([list(colours)], np.float32))
    np.testing.assert_allclose(lab[0], list(colours.values()), atol=2e-4)


def test_oklab_round_trip() -> None:
    light = to_linear(PHOTO)
    np.testing.assert_allclose(from_oklab(to_oklab(light)), light, atol=1e-5)
    np.testing.assert_array_equal(to_srgb(from_oklab(to_oklab(light))), PHOTO)
