"""The PNG writer: lossless whatever comes, filters by the book, and about as small as Pillow."""

from __future__ import annotations

import io

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as PillowImage

from imaging.photographs import Pixels, drawing, noise, photograph, with_alpha
from imaging.png_files import _scanlines
from overpaint.imaging.codec.png_filters import filter_lines
from overpaint.imaging.codec.png_writer import write_png


def by_two_readers(data: bytes) -> tuple[Pixels, Pixels]:
    return np.asarray(PillowImage.open(io.BytesIO(data))), np.asarray(imagecodecs.png_decode(data))


GRADIENT = np.dstack([np.tile(np.arange(256, dtype=np.uint8), (200, 1)) for _ in range(3)])
PICTURES = {
    "photo": photograph("astronaut"),
    "photo with alpha": with_alpha(photograph("coffee")),
    "noise": noise(300, 200, 3),
    "noise with alpha": noise(300, 200, 4),
    "drawing": drawing(640, 480),
    "drawing with alpha": with_alpha(drawing(640, 480)),
    "one colour": np.full((500, 500, 3), 77, np.uint8),
    "gradient": GRADIENT,
    "one pixel": noise(1, 1, 3),
    "one pixel with alpha": noise(1, 1, 4),
    "one row": noise(999, 1, 3),
    "one column": noise(1, 999, 4),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_pixel_comes_back(name: str) -> None:
    for read in by_two_readers(write_png(PICTURES[name])):
        np.testing.assert_array_equal(read, PICTURES[name])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 50), st.integers(1, 50), st.sampled_from([3, 4]), st.integers(0, 2**32 - 1), st.integers(1, 256))
def test_every_pixel_of_any_small_picture_comes_back(width: int, height: int, channels: int, seed: int, colours: int) -> None:
    pixels = (noise(width, height, channels, seed).astype(np.uint16) % colours).astype(np.uint8)
    for read in by_two_readers(write_png(pixels)):
        np.testing.assert_array_equal(read, pixels)


@pytest.mark.parametrize("kind", range(5))
@pytest.mark.parametrize("channels", [3, 4])
def test_filters_are_the_specifications(kind: int, channels: int) -> None:
    pixels = np.concatenate([noise(17, 9, channels), np.zeros((3, 17, channels), np.uint8), noise(17, 4, channels) // 100])
    expected = _scanlines(pixels, 8, [kind])
    assert filter_lines(pixels, kind).tobytes() == expected


@pytest.mark.parametrize(("name", "largest"), [("photo", 1.12), ("photo with alpha", 1.12), ("drawing", 1.1), ("noise", 1.01)])
def test_files_are_about_as_small_as_pillows(name: str, largest: float) -> None:
    target = io.BytesIO()
    PillowImage.fromarray(PICTURES[name]).save(target, "PNG")
    assert len(write_png(PICTURES[name])) <= largest * len(target.getvalue())
