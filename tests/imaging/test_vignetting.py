"""A lens's fall-off measured, given back, and never taken from what a picture shows."""

from __future__ import annotations

import numpy as np
import pytest

from imaging.photographs import photograph
from overpaint.imaging.colour import to_linear, to_srgb
from overpaint.imaging.values import Image, Mask
from overpaint.imaging.vignetting import Falloff, NoVignette, UnevenCorners, falloff_of
from overpaint.operations import find_operation
from overpaint.operations.base import CannotDo, Context, Inputs


def _textured(height: int = 240, width: int = 320) -> np.ndarray:
    """Light and dark spots all over, as bright in the corners as in the middle."""
    random = np.random.default_rng(4)
    coarse = random.uniform(70, 170, (height // 8, width // 8, 3)).repeat(8, axis=0).repeat(8, axis=1)
    return np.clip(coarse + random.normal(0, 1, coarse.shape), 0, 255).astype(np.uint8)


def _shaded(rgb: np.ndarray, parts: tuple[float, ...]) -> np.ndarray:
    gain = Falloff(parts).gain((rgb.shape[1], rgb.shape[0]), -1.0)
    return to_srgb((to_linear(rgb) * gain[..., None]).astype(np.float32))


def _everywhere(rgb: np.ndarray) -> np.ndarray:
    return np.ones(rgb.shape[:2], np.float32)


@pytest.mark.parametrize("parts", [(0.6, 0.0, 0.0), (0.4, 0.4, 0.2), (0.0, 1.5, 0.0)])
def test_what_a_lens_took_is_measured(parts: tuple[float, ...]) -> None:
    rgb = _shaded(_textured(), parts)
    assert falloff_of(rgb, _everywhere(rgb)).corners == pytest.approx(sum(parts), rel=0.3)


def test_the_gain_is_one_in_the_middle_and_all_of_it_in_the_corners() -> None:
    gain = Falloff((0.5, 0.3, 0.2)).gain((101, 61), 1.0)
    assert gain[30, 50] == pytest.approx(1, abs=1e-3)
    assert gain[0, 0] == pytest.approx(2, rel=0.06)
    np.testing.assert_allclose(gain, gain[::-1, ::-1], rtol=1e-5)


def test_an_even_picture_has_none() -> None:
    rgb = _textured()
    with pytest.raises(NoVignette):
        falloff_of(rgb, _everywhere(rgb))


def test_one_dark_side_is_no_lens() -> None:
    slope = 2 ** np.linspace(0, -3, 320, dtype=np.float32)
    rgb = to_srgb((to_linear(_textured()) * slope[None, :, None]).astype(np.float32))
    with pytest.raises((NoVignette, UnevenCorners)):
        falloff_of(rgb, _everywhere(rgb))


def test_the_corners_come_back_and_the_answer_tells_by_how_much() -> None:
    flat = _textured()
    operation, told = find_operation("vignette_correct"), {}
    dark = Image(_shaded(flat, (0.5, 0.5, 0.2)))
    context = Context(tell=lambda key, **facts: told.update({key: facts}))
    answer = operation.apply(Inputs(dark, Mask.whole(dark.size)), operation.params(), context).rgb
    apart = [np.abs(rgb[:30, :40].astype(int) - flat[:30, :40]).mean() for rgb in (dark.rgb, answer)]
    assert apart[1] < 0.25 * apart[0]
    assert told["vignette_was"]["stops"] == pytest.approx(1.2, rel=0.3)


def test_a_picture_without_one_is_refused() -> None:
    operation = find_operation("vignette_correct")
    coffee = Image(photograph("coffee"))
    with pytest.raises(CannotDo):
        operation.apply(Inputs(coffee, Mask.whole(coffee.size)), operation.params(), Context())
