"""PNG decoding against the specification: every colour type, depth, filter and interlacing, with and without tRNS."""

from __future__ import annotations

import io
import struct
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage

from imaging.bad_files import LIMIT
from imaging.photographs import noise, photograph, with_alpha
from imaging.png_files import (
    CHANNELS,
    DEPTHS,
    GREY,
    GREY_ALPHA,
    PALETTE,
    RGB,
    RGBA,
    SIGNATURE,
    chunk,
    ihdr,
    write_png,
)
from overpaint.imaging.codec import ImageFile, decode, open_image

ALL_FILTERS = (0, 1, 2, 3, 4)
PALETTE_COLOURS = noise(256, 1, 3, seed=5)[0]


def opened(data: bytes) -> ImageFile:
    return open_image(data, name="image", max_pixels=LIMIT)


class Kind(NamedTuple):
    colour_type: int
    depth: int
    interlaced: bool
    transparent: bool


KINDS = [
    Kind(colour_type, depth, interlaced, transparent)
    for colour_type, depths in DEPTHS.items()
    for depth in depths
    for interlaced in (False, True)
    for transparent in (False, True)
    if not (transparent and colour_type in (GREY_ALPHA, RGBA))
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_kind_of_png_gives_the_pixels_it_was_made_from(kind: Kind) -> None:
    samples = np.random.default_rng(kind.depth).integers(0, 2**kind.depth, (13, 11, CHANNELS[kind.colour_type]))
    before = chunk(b"PLTE", PALETTE_COLOURS[: 2**kind.depth].tobytes()) if kind.colour_type == PALETTE else b""
    if kind.transparent:
        before += chunk(b"tRNS", _transparency(kind, samples[3, 3]))
    data = write_png(samples, kind.colour_type, kind.depth, interlaced=kind.interlaced, filters=ALL_FILTERS, before_idat=before)
    file = opened(data)
    image = decode(file)
    expected = _expected(kind, samples)
    assert file.header.has_alpha == (kind.transparent or kind.colour_type in (GREY_ALPHA, RGBA))
    assert image.has_alpha == bool(expected[..., 3].min() < 255)
    np.testing.assert_array_equal(image.pixels, expected if image.has_alpha else expected[..., :3])


def _transparency(kind: Kind, pixel: NDArray[np.int64]) -> bytes:
    if kind.colour_type == PALETTE:
        return bytes(range(0, 256, 256 // 2**kind.depth))[: 2**kind.depth]
    return struct.pack(f">{len(pixel)}H", *pixel)


def _expected(kind: Kind, samples: NDArray[np.int64]) -> NDArray[np.uint8]:
    """(H, W, 4) by the rules of the specification, pixel by pixel values scaled by 255 / (2^depth - 1)."""
    eight = np.floor(samples * 255 / (2**kind.depth - 1) + 0.5).astype(np.uint8)
    alpha = np.full(samples.shape[:2], 255, np.uint8)
    if kind.colour_type == PALETTE:
        colours = PALETTE_COLOURS[samples[..., 0]]
        if kind.transparent:
            alpha = np.frombuffer(_transparency(kind, samples[3, 3]), np.uint8)[samples[..., 0]]
    else:
        colours = np.broadcast_to(eight[..., :1], (*alpha.shape, 3)) if samples.shape[2] <= 2 else eight[..., :3]
        if kind.colour_type in (GREY_ALPHA, RGBA):
            alpha = eight[..., -1]
        elif kind.transparent:
            alpha = np.where((samples == samples[3, 3]).all(axis=2), 0, 255).astype(np.uint8)
    return np.dstack([colours, alpha])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_that_pillow_writes_reads_as_pillow_reads_it(mode: str) -> None:
    photo = PillowImage.fromarray(with_alpha(photograph("coffee", (97, 61))))
    picture = (
        PillowImage.fromarray(np.asarray(photo.convert("L")).astype(np.uint16) * 257) if mode == "I;16" else photo.convert(mode)
    )
    target = io.BytesIO()
    picture.save(target, "PNG")
    reference = photo.convert("L").convert("RGBA") if mode == "I;16" else picture.convert("RGBA")
    image = decode(opened(target.getvalue()))
    np.testing.assert_array_equal(image.pixels, np.asarray(reference)[..., : image.pixels.shape[2]])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", chunk(b"tRNS", b"\0\1\0\2\0\3")),
        (chunk(b"tRNS", b"\0\1"), b""),
        (chunk(b"tRNS", b"\0\1\0\2\0\3", crc=7), b""),
        (chunk(b"tRNS", b"\0\1\0\2\0\3", crc=7) + chunk(b"tEXt", b"x\0y", crc=9), b""),
    ],
    ids=["after the pixels", "too short", "checksum wrong", "with other damage"],
)
def test_transparency_that_decoders_ignore_is_no_alpha(before: bytes, after: bytes) -> None:
    file = opened(write_png(photograph("coffee", (20, 10)), RGB, before_idat=before, after_idat=after))
    assert not file.header.has_alpha
    np.testing.assert_array_equal(decode(file).pixels, photograph("coffee", (20, 10)))


def test_one_opaque_alpha_channel_is_dropped() -> None:
    pixels = np.dstack([photograph("coffee", (30, 20)), np.full((20, 30), 255, np.uint8)])
    file = opened(write_png(pixels, RGBA))
    assert file.header.has_alpha
    assert not decode(file).has_alpha


def test_an_animated_png_gives_its_first_picture() -> None:
    first, second = photograph("coffee", (40, 30)), photograph("rocket", (40, 30))
    target = io.BytesIO()
    PillowImage.fromarray(first).save(target, "PNG", save_all=True, append_images=[PillowImage.fromarray(second)])
    file = opened(target.getvalue())
    np.testing.assert_array_equal(decode(file).pixels, first)
    assert file.header.lost == ("animation",)


def test_what_eight_bits_can_not_hold_is_told() -> None:
    deep = np.zeros((4, 4, 3), np.uint16)
    assert opened(write_png(deep, RGB, 16)).header.lost == ("sixteen_bits",)
    assert opened(write_png(deep, RGB)).header.lost == ()


def test_what_pixels_do_not_need_does_not_reach_the_decoder() -> None:
    """A broken profile, absurd text, a chunk nobody knows: none of them fails the picture."""
    junk = chunk(b"iCCP", b"name\0\0not zlib") + chunk(b"zTXt", b"k\0\0" + bytes(999)) + chunk(b"abCd", bytes(10), crc=1)
    data = write_png(photograph("coffee", (20, 10)), RGB, before_idat=junk, after_idat=junk) + b"trailing bytes"
    np.testing.assert_array_equal(decode(opened(data)).pixels, photograph("coffee", (20, 10)))


def test_pixels_in_many_small_chunks() -> None:
    data = write_png(photograph("coffee", (20, 10)), RGB)
    packed = data[41:-16]
    parts = b"".join(chunk(b"IDAT", packed[start : start + 7]) for start in range(0, len(packed), 7))
    split = SIGNATURE + ihdr(20, 10) + parts + chunk(b"IEND")
    np.testing.assert_array_equal(decode(opened(split)).pixels, photograph("coffee", (20, 10)))


def test_one_pixel() -> None:
    assert decode(opened(write_png(np.array([[[7]]]), GREY))).pixels.tolist() == [[[7, 7, 7]]]
