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


def test_cmyk_without_the_mark_of_adobe_is_inverted_too_as_browsers_do() -> None:
    target = io.BytesIO()
    PillowImage.new("CMYK", (32, 32), (0, 0, 0, 0)).save(target, "JPEG")
    data = target.getvalue()
    start = data.index(b"\xff\xee")
    plain = data[:start] + data[start + 2 + int.from_bytes(data[start + 2 : start + 4], "big") :]
    assert decode(opened(data)).pixels.min() >= 254, "no ink is white"
    assert decode(opened(plain)).pixels.min() >= 254, "a writer that leaves the mark out inverts all the same"


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


def grey_with_sampling(factors: tuple[int, int, int], blocks: int) -> bytes:
    """16x24 of mid grey, its frame header with these sampling factors: (horizontal << 4 | vertical) of Y, Cb and Cr.

    Each block is six bits: no step from the mean before it (00), and no frequencies (1010), by the first pair of tables.
    """
    target = io.BytesIO()
    PillowImage.new("RGB", (16, 24), (128, 128, 128)).save(target, "JPEG", subsampling=0)
    frame, scan = target.getvalue().index(b"\xff\xc0"), target.getvalue().index(b"\xff\xda")
    head = bytearray(target.getvalue()[: scan + 14])
    for number, factor in enumerate(factors):
        head[frame + 11 + 3 * number] = factor
        head[scan + 6 + 2 * number] = 0x00
    bits = "001010" * blocks
    bits += "1" * (-len(bits) % 8)
    return bytes(head) + int(bits, 2).to_bytes(len(bits) // 8, "big") + b"\xff\xd9"


@pytest.mark.parametrize(
    ("factors", "blocks"), [((0x21, 0x11, 0x21), 15), ((0x13, 0x11, 0x11), 10), ((0x22, 0x21, 0x12), 16)], ids=str
)
def test_sampling_that_has_no_name_is_decoded_all_the_same(factors: tuple[int, int, int], blocks: int) -> None:
    assert (decode(opened(grey_with_sampling(factors, blocks))).pixels == 128).all()
    with pytest.raises(InvalidImage, match="pixels are missing"):
        decode(opened(grey_with_sampling(factors, blocks // 2)))


def test_padding_before_the_end_does_no_harm_but_other_bytes_do() -> None:
    good = saved("JPEG")
    expected = decode(opened(good)).pixels
    assert (decode(opened(good[:-2] + b"A" * 100 + b"\xff\xd9")).pixels == expected).all()
    with pytest.raises(InvalidImage, match="damaged"):
        decode(opened(good[:-2] + bytes(range(1, 101)) + b"\xff\xd9"))


def test_an_end_marker_may_be_missing_pixels_may_not() -> None:
    good = saved("JPEG")
    assert (decode(opened(good[:-2])).pixels == decode(opened(good)).pixels).all()
    with pytest.raises(InvalidImage, match=r"from row \d+ of \d+ on its pixels are missing"):
        decode(opened(good[: len(good) // 2]))


def repeated_last_scan(good: bytes, count: int) -> bytes:
    last = good.rindex(b"\xff\xda")
    return good[:last] + good[last:-2] * count + b"\xff\xd9"


@pytest.mark.parametrize("progressive", [False, True], ids=["sequential", "progressive"])
def test_thousands_of_scans_are_refused_when_the_file_is_opened(progressive: bool) -> None:
    with pytest.raises(InvalidImage, match="more than 100 scans"):
        opened(repeated_last_scan(saved("JPEG", progressive=progressive), 20_000))


def test_a_long_run_of_fill_is_passed_in_one_search() -> None:
    """A search that starts anew at each of these bytes takes their number squared: minutes."""
    good = saved("JPEG", progressive=True)
    last = good.rindex(b"\xff\xda")
    assert (decode(opened(good[:last] + b"\xff" * 1_000_000 + good[last:])).pixels == decode(opened(good)).pixels).all()
