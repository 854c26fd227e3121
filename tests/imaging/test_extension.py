"""Continued borders: the picture itself untouched, no seam, no double, and an even field stays even."""

from __future__ import annotations

import numpy as np
import pytest

from imaging.photographs import photograph, with_alpha
from overpaint.imaging.extension import extend
from overpaint.imaging.values import Box, Image

COFFEE = Image(photograph("coffee", (300, 200)))
TALL: Box = (90, 0, 290, 300)
WIDE: Box = (0, 50, 200, 350)


@pytest.mark.parametrize(
    ("size", "placed"), [((300, 380), TALL), ((420, 200), WIDE), ((301, 200), (0, 0, 200, 300)), ((900, 200), (0, 300, 200, 600))]
)
def test_the_picture_itself_is_untouched(size: tuple[int, int], placed: Box) -> None:
    result = extend(COFFEE, size, placed)
    assert result.size == size
    np.testing.assert_array_equal(result.pixels[placed[0] : placed[2], placed[1] : placed[3]], COFFEE.pixels)


@pytest.mark.parametrize("name", ["coffee", "chelsea", "rocket", "astronaut"])
def test_no_seam_shows(name: str) -> None:
    """Across the border pixels differ no more than two neighbouring rows inside the picture do."""
    image = Image(photograph(name, (290, 200)))
    pixels = extend(image, (290, 360), (80, 0, 280, 290)).pixels.astype(int)
    steps = np.abs(np.diff(pixels, axis=0)).mean(axis=(1, 2))
    inside = np.concatenate([steps[80:90], steps[269:279]]).max()
    assert steps[79] <= inside
    assert steps[279] <= inside


def test_detail_fades_with_the_distance() -> None:
    pixels = extend(COFFEE, (300, 600), (200, 0, 400, 300)).pixels.astype(int)
    detail = np.abs(np.diff(pixels, axis=1)).mean(axis=(1, 2))
    assert detail[195:200].mean() > 2 * detail[150:160].mean() > 3 * detail[:20].mean()


def test_what_lies_deeper_than_a_few_percent_is_not_doubled() -> None:
    pixels = np.full((200, 300, 3), 60, np.uint8)
    pixels[30:60, 100:200] = 255
    above = extend(Image(pixels), (300, 400), (200, 0, 400, 300)).pixels[:200]
    assert np.abs(above.astype(int) - 60).max() <= 1


def test_an_even_field_stays_even() -> None:
    pixels = np.full((50, 80, 3), (200, 30, 90), np.uint8)
    result = extend(Image(pixels), (80, 200), (75, 0, 125, 80)).pixels
    assert np.abs(result.astype(int) - (200, 30, 90)).max() <= 1


def test_transparency_is_continued_and_hides_its_colours() -> None:
    pixels = with_alpha(photograph("coffee", (120, 80)))
    pixels[:, :60] = (0, 255, 0, 0)
    pixels[:, 60:] = (200, 10, 10, 255)
    result = extend(Image(pixels), (120, 160), (40, 0, 120, 120)).pixels
    assert result[:40, :10, 3].max() < 30
    assert result[:40, -10:, 3].min() > 225
    seen = result[:40][result[:40, :, 3] > 20]
    assert seen[:, 1].max() < 30, "the green that transparent pixels hide must not show"


def test_tiny_pictures() -> None:
    result = extend(Image(np.full((1, 1, 3), 7, np.uint8)), (1, 9), (4, 0, 5, 1))
    assert (result.pixels == 7).all()
