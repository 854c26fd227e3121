"""Encoding: what comes back, in which quality, with nothing of the input's metadata."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image as PillowImage

from imaging.bad_files import LIMIT
from imaging.photographs import noise, photograph, with_alpha
from overpaint.errors import InvalidRequest
from overpaint.imaging.codec import OutputFormat, decode, encode, open_image
from overpaint.imaging.values import Image

PHOTO = Image(photograph("coffee", (160, 120)))


def again(data: bytes) -> Image:
    return decode(open_image(data, name="image", max_pixels=LIMIT))


def test_the_default_is_png_without_loss() -> None:
    data = encode(PHOTO, OutputFormat())
    assert data.startswith(b"\x89PNG")
    np.testing.assert_array_equal(again(data).pixels, PHOTO.pixels)


@pytest.mark.parametrize(("format_", "start"), [("jpeg", b"\xff\xd8\xff"), ("webp", b"RIFF")])
def test_compression_is_quality(format_: str, start: bytes) -> None:
    sizes, errors = [], []
    for compression in (0, 30, 60, 90, 100):
        data = encode(PHOTO, OutputFormat(format_, compression))
        assert data.startswith(start)
        sizes.append(len(data))
        errors.append(float(np.abs(again(data).pixels.astype(int) - PHOTO.pixels).mean()))
    assert sizes == sorted(sizes)
    assert errors == sorted(errors, reverse=True)
    assert encode(PHOTO, OutputFormat(format_)) == encode(PHOTO, OutputFormat(format_, 90))


def test_fine_jpeg_keeps_colour_at_full_resolution() -> None:
    for compression, layers in ((94, (2, 2)), (95, (1, 1))):
        picture = PillowImage.open(io.BytesIO(encode(PHOTO, OutputFormat("jpeg", compression))))
        assert picture.layer[0][1:3] == layers


def test_jpeg_lays_transparency_on_white() -> None:
    pixels = np.zeros((32, 32, 4), np.uint8)
    pixels[:, 16:, 3] = 255
    result = again(encode(Image(pixels), OutputFormat("jpeg", 100))).pixels
    assert result[:, :8].min() > 250
    assert result[:, 24:].max() < 5


@pytest.mark.parametrize("format_", ["png", "webp"])
def test_alpha_survives(format_: str) -> None:
    image = Image(with_alpha(photograph("coffee", (256, 40))))
    np.testing.assert_array_equal(again(encode(image, OutputFormat(format_))).pixels[..., 3], image.pixels[..., 3])


@pytest.mark.parametrize("compression", [-1, 101])
def test_compression_out_of_range(compression: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 100"):
        OutputFormat("jpeg", compression)


def test_png_takes_no_compression_and_gif_is_no_format() -> None:
    with pytest.raises(ValueError, match="lossless"):
        OutputFormat("png", 50)
    with pytest.raises(ValueError, match="png, jpeg, webp"):
        OutputFormat("gif")  # type: ignore[arg-type]


def test_a_picture_too_long_for_webp_is_refused_with_a_cure() -> None:
    with pytest.raises(InvalidRequest, match="Ask for png") as refused:
        encode(Image(noise(16_384, 1, 3)), OutputFormat("webp"))
    assert refused.value.param == "output_format"


def test_no_metadata_leaves() -> None:
    for format_ in ("png", "jpeg", "webp"):
        data = encode(PHOTO, OutputFormat(format_))
        assert not any(word in data for word in (b"Exif", b"eXIf", b"EXIF", b"iCCP", b"ICC", b"tEXt", b"XMP"))
