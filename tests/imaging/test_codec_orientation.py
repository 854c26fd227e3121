"""EXIF orientation: applied once, to pictures and masks alike, in every format; broken EXIF never fails a request."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
from PIL import Image as PillowImage
from PIL import ImageOps

from imaging.bad_files import LIMIT
from imaging.photographs import noise, photograph, with_alpha
from imaging.png_files import RGB, chunk, write_png
from overpaint.imaging.codec import ImageFile, decode, decode_mask, encode, open_image
from overpaint.imaging.codec.encoding import OutputFormat
from overpaint.imaging.codec.exif import read_orientation

PHOTO = with_alpha(photograph("coffee", (40, 24)))


def opened(data: bytes) -> ImageFile:
    return open_image(data, name="image", max_pixels=LIMIT)


def exif(orientation: int, order: str = ">", kind: int = 3) -> bytes:
    """A TIFF block with a tag before the orientation and one after."""
    head = b"MM\0*" if order == ">" else b"II*\0"
    value = struct.pack(order + "HH", orientation, 0) if kind == 3 else struct.pack(order + "I", orientation)
    entries = [(0x010E, 2, b"abc\0"), (0x0112, kind, value), (0x0128, 3, struct.pack(order + "HH", 2, 0))]
    body = b"".join(struct.pack(order + "HHI", tag, kind_, 1) + data for tag, kind_, data in entries)
    return head + struct.pack(order + "IH", 8, len(entries)) + body + bytes(4)


def stored(format_: str, orientation: int) -> bytes:
    if format_ == "png, EXIF after the pixels":
        return write_png(PHOTO, 6, after_idat=chunk(b"eXIf", exif(orientation, "<")))
    picture = PillowImage.fromarray(PHOTO if format_ != "JPEG" else PHOTO[..., :3])
    target = io.BytesIO()
    picture.save(target, format_, exif=b"Exif\0\0" + exif(orientation), **({"lossless": True} if format_ == "WEBP" else {}))
    return target.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "png, EXIF after the pixels"])
def test_every_orientation_in_every_format(format_: str, orientation: int) -> None:
    data = stored(format_, orientation)
    file = opened(data)
    upright = np.asarray(ImageOps.exif_transpose(PillowImage.open(io.BytesIO(data))))
    assert file.header.orientation == orientation
    assert file.header.stored_size == (40, 24)
    assert file.header.size == upright.shape[1::-1]
    image = decode(file)
    assert image.size == file.header.size
    np.testing.assert_array_equal(image.pixels[..., :3][..., : upright.shape[2]], upright[..., :3])
    if file.header.has_alpha:
        np.testing.assert_allclose(decode_mask(file).values, 1 - upright[..., 3] / 255, atol=1e-6)


def test_the_answer_is_upright_and_says_so() -> None:
    """Encoding drops the tag, so nobody turns the picture a second time."""
    image = decode(opened(stored("JPEG", 6)))
    again = opened(encode(image, OutputFormat("jpeg")))
    assert (again.header.orientation, again.header.size) == (1, (24, 40))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
def test_both_byte_orders_with_and_without_prefix(order: str, prefix: bytes) -> None:
    assert read_orientation(prefix + exif(5, order)) == 5


BROKEN = {
    "empty": b"",
    "prefix only": b"Exif\0\0",
    "noise": noise(400, 1, 1).tobytes(),
    "no such orientation": exif(9),
    "orientation zero": exif(0),
    "wrong type": exif(6, kind=4),
    "directory past the end": b"MM\0*" + struct.pack(">I", 1 << 30),
    "more entries than bytes": b"MM\0*" + struct.pack(">IH", 8, 60_000),
    "cut inside an entry": exif(6)[:25],
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_exif_is_upright(name: str) -> None:
    assert read_orientation(BROKEN[name]) == 1
    pixels = photograph("coffee", (20, 10))
    file = opened(write_png(pixels, RGB, before_idat=chunk(b"eXIf", BROKEN[name])))
    np.testing.assert_array_equal(decode(file).pixels, pixels)


def test_a_tag_count_that_lies_is_read_as_far_as_it_goes() -> None:
    block = bytearray(exif(6))
    block[8:10] = struct.pack(">H", 999)
    assert read_orientation(bytes(block)) == 6
