"""JPEG decoding: every colour space against Pillow, multi-picture files, and headers in odd but valid shapes."""

from __future__ import annotations

import io

import numpy as np
import pytest
import simplejpeg
from PIL import Image as PillowImage

from imaging.bad_files import LIMIT, saved
from imaging.photographs import photograph
from overpaint.errors import InvalidImage
from overpaint.imaging.codec import ImageFile, decode, open_image


def opened(data: bytes) -> ImageFile:
    return open_image(data, name="image", max_pixels=LIMIT)


def by_pillow(data: bytes) -> np.ndarray:
    return np.asarray(PillowImage.open(io.BytesIO(data)).convert("RGB"))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_blocks": 2}], ids=str)
def test_every_mode_decodes_as_pillow_does(mode: str, options: dict[str, int]) -> None:
    target = io.BytesIO()
    PillowImage.fromarray(photograph("coffee", (97, 61))).convert(mode).save(target, "JPEG", quality=92, **options)
    file = opened(target.getvalue())
    assert (file.header.format, file.header.size, file.header.has_alpha) == ("jpeg", (97, 61), False)
    difference = np.abs(decode(file).pixels.astype(int) - by_pillow(target.getvalue()))
    # Ink on ink is rounded once here and twice in Pillow.
    assert difference.max() <= (1 if mode == "CMYK" else 0)


def test_cmyk_without_the_mark_of_adobe_is_not_inverted() -> None:
    target = io.BytesIO()
    PillowImage.new("CMYK", (32, 32), (0, 0, 0, 0)).save(target, "JPEG")
    data = target.getvalue()
    start = data.index(b"\xff\xee")
    plain = data[:start] + data[start + 2 + int.from_bytes(data[start + 2 : start + 4], "big") :]
    assert decode(opened(data)).pixels.min() >= 254, "no ink is white"
    assert decode(opened(plain)).pixels.max() <= 1, "without the mark the same bytes are full ink"


def test_ycck_has_the_colours_it_was_made_from() -> None:
    """libjpeg-turbo stores ink as YCCK, marked with Adobe's transform 2."""
    photo = photograph("coffee", (64, 48))
    stored = np.dstack([photo, np.full((48, 64), 255, np.uint8)])
    data = simplejpeg.encode_jpeg(stored, 98, "CMYK", "444")
    assert data[data.index(b"Adobe") + 11] == 2
    assert np.abs(decode(opened(data)).pixels.astype(int) - photo).mean() < 2
    np.testing.assert_array_equal(decode(opened(data)).pixels, by_pillow(data))


def test_a_multi_picture_file_gives_its_first_picture() -> None:
    first, second = (PillowImage.fromarray(photograph(name, (64, 48))) for name in ("coffee", "rocket"))
    target = io.BytesIO()
    first.save(target, "MPO", save_all=True, append_images=[second], quality=95)
    pixels = decode(opened(target.getvalue())).pixels
    assert np.abs(pixels.astype(int) - np.asarray(first)).mean() < 3


@pytest.mark.parametrize(
    "prefix",
    [
        b"\xff\xfe\0\2",
        b"\xff\xff\xff\xfe\0\4ab",
        b"\xff\xe1\0\x08Exif\0\0",
        b"\xff\xe2\0\x10ICC_PROFILE\0\1\1",
        b"\xff\xe2\0\x10ICC_PROFILE\0\2\1",
        b"\xff\x01",
    ],
    ids=["empty comment", "fill bytes", "empty EXIF", "empty profile", "half a profile", "marker without length"],
)
def test_odd_segments_do_no_harm(prefix: bytes) -> None:
    good = saved("JPEG", quality=90)
    np.testing.assert_array_equal(decode(opened(good[:2] + prefix + good[2:])).pixels, by_pillow(good))


def test_bytes_after_the_end_do_no_harm() -> None:
    good = saved("JPEG", quality=90)
    np.testing.assert_array_equal(decode(opened(good + b"video of the moment" * 99)).pixels, by_pillow(good))


def odd_scan_header(good: bytes) -> bytes:
    """As some cameras write it: the last three bytes of a baseline scan's header are not 0, 63, 0."""
    start = good.index(b"\xff\xda")
    end = start + 2 + int.from_bytes(good[start + 2 : start + 4], "big")
    return good[: end - 3] + b"\0\0\0" + good[end:]


def test_an_odd_scan_header_does_no_harm_but_hides_no_damage() -> None:
    good = saved("JPEG", quality=90)
    odd = odd_scan_header(good)
    np.testing.assert_array_equal(decode(opened(odd)).pixels, by_pillow(good))
    with pytest.raises(InvalidImage):
        decode(opened(odd[: len(odd) // 2]))
