"""WebP decoding: lossy, lossless, alpha, animation."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as PillowImage

from imaging.bad_files import LIMIT
from imaging.photographs import Pixels, photograph, with_alpha
from overpaint.imaging.codec import ImageFile, decode, decode_mask, open_image

PHOTO = photograph("coffee", (97, 61))


def opened(data: bytes) -> ImageFile:
    return open_image(data, name="image", max_pixels=LIMIT)


def webp(pixels: Pixels, **options: object) -> bytes:
    target = io.BytesIO()
    PillowImage.fromarray(pixels).save(target, "WEBP", **options)
    return target.getvalue()


@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("has_alpha", [True, False])
def test_pixels_are_pillows(lossless: bool, has_alpha: bool) -> None:
    pixels = with_alpha(PHOTO) if has_alpha else PHOTO
    data = webp(pixels, lossless=lossless, exact=True)
    file = opened(data)
    assert (file.header.format, file.header.size, file.header.has_alpha) == ("webp", (97, 61), has_alpha)
    expected = pixels if lossless else np.asarray(PillowImage.open(io.BytesIO(data)))
    np.testing.assert_array_equal(decode(file).pixels, expected)


def test_an_animation_gives_its_first_frame_on_its_canvas() -> None:
    second = PillowImage.fromarray(photograph("rocket", (97, 61)))
    file = opened(webp(PHOTO, save_all=True, append_images=[second], lossless=True))
    assert (file.header.size, file.header.lost) == ((97, 61), ("animation",))
    assert opened(webp(PHOTO)).header.lost == ()
    np.testing.assert_array_equal(decode(file).pixels, PHOTO)


def test_a_mask_may_be_webp() -> None:
    pixels = with_alpha(PHOTO)
    values = decode_mask(opened(webp(pixels, lossless=True, exact=True))).values
    np.testing.assert_allclose(values, 1 - pixels[..., 3] / 255, atol=1e-6)


def test_bytes_after_the_end_do_no_harm() -> None:
    data = webp(PHOTO, lossless=True)
    np.testing.assert_array_equal(decode(opened(data + b"more")).pixels, PHOTO)
