"""A PNG writer (ISO/IEC 15948) for 8-bit RGB and RGBA: some fifteen times faster than Pillow's default at about its size.

One filter for the whole picture, chosen on a few strips of it, then ISA-L's fastest deflate, which decides both speed and size on
photographs. Flat graphics, on which it is weak, go through libdeflate instead: they are small, so that is fast enough.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable

import imagecodecs
import numpy as np
from isal import isal_zlib

from overpaint.imaging.codec.png_filters import AVERAGE, NONE, PAETH, SUB, UP, filter_lines
from overpaint.imaging.codec.png_scan import SIGNATURE
from overpaint.imaging.values import Pixels

_COLOUR_TYPE = {3: 2, 4: 6}
_STRIPS = 8
_STRIP_ROWS = 4
# Strips stand at multiples of this share of the height, wrapped: evenly spread, but in step with nothing in the picture.
_GOLDEN = 0.618034
# Paeth costs as much again as compressing half the picture: it must save this much.
_PAETH_GAIN = 0.98
# Samples that shrink by more than this are drawings, charts, screenshots.
_FLAT_RATIO = 20.0


def write_png(pixels: Pixels) -> bytes:
    """(H, W, 3) or (H, W, 4) uint8 → a PNG with one IDAT, lossless."""
    height, width, channels = pixels.shape
    ihdr = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPE[channels], 0, 0, 0)
    chunks = _chunk(b"IHDR", ihdr) + _chunk(b"IDAT", _packed(pixels)) + _chunk(b"IEND", b"")
    return b"".join((SIGNATURE, *chunks))


def _packed(pixels: Pixels) -> bytes:
    strips = _sample(pixels)
    sizes = _sampled_sizes(strips, (UP, AVERAGE, PAETH), _fast)  # SUB was best on no photograph
    if sum(strip[1:].size for strip in strips) > _FLAT_RATIO * min(sizes.values()):
        sizes = _sampled_sizes(strips, (NONE, SUB, UP, AVERAGE, PAETH), _strong)
        return _strong(filter_lines(pixels, min(sizes, key=sizes.__getitem__)))
    sizes[PAETH] = int(sizes[PAETH] / _PAETH_GAIN)
    return _fast(filter_lines(pixels, min(sizes, key=sizes.__getitem__)))


def _sample(pixels: Pixels) -> list[Pixels]:
    """Strips spread over the height, each with the row above it; a small picture is its own sample."""
    height = pixels.shape[0]
    if height <= _STRIPS * (_STRIP_ROWS + 1):
        return [np.concatenate([np.zeros_like(pixels[:1]), pixels])]
    starts = [int((number * _GOLDEN) % 1.0 * (height - _STRIP_ROWS)) for number in range(1, _STRIPS + 1)]
    return [pixels[start : start + _STRIP_ROWS + 1] for start in starts]


def _sampled_sizes(strips: list[Pixels], kinds: Iterable[int], compress: Callable[[Pixels], bytes]) -> dict[int, int]:
    return {kind: len(compress(np.concatenate([filter_lines(strip, kind)[1:] for strip in strips]))) for kind in kinds}


def _fast(lines: Pixels) -> bytes:
    return bytes(isal_zlib.compress(lines, 2))


def _strong(lines: Pixels) -> bytes:
    return bytes(imagecodecs.deflate_encode(lines.tobytes(), 6))


def _chunk(kind: bytes, data: bytes) -> tuple[bytes, ...]:
    checksum = isal_zlib.crc32(data, zlib.crc32(kind))
    return struct.pack(">I", len(data)), kind, data, struct.pack(">I", checksum)
