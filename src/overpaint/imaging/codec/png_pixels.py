"""Decoding a PNG's pixels: checked and inflated here, unfiltered and unpacked by libpng (imagecodecs).

libpng gets a file rebuilt from checked parts, its pixels inflated but not unfiltered, so that it never meets an error. That
matters: each error inside imagecodecs 2026.3 loses a reference to None, and some ten thousand refused files later the process
dies. It is also bounded (no bomb inflates past the picture), quiet, and no slower, as ISA-L inflates faster than zlib.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import imagecodecs
import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from overpaint.imaging.codec.header import UnreadableError, truncated
from overpaint.imaging.codec.png_filters import PAETH
from overpaint.imaging.codec.png_scan import SIGNATURE, PngScan

_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Adam7: (first column, first row, column step, row step) of each pass.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_STORED_BLOCK = 65_535


def decode_pixels(data: bytes, scan: PngScan) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """(H, W) or (H, W, 2|3|4) uint8 or uint16, palettes and tRNS expanded. Raises UnreadableError for damage of any kind."""
    view = memoryview(data)
    for start, end in scan.head + scan.body:
        if isal_zlib.crc32(view[start + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            raise UnreadableError("is corrupt: the checksum of one of its chunks is wrong")
    head = [view[start:end] for start, end in scan.head]
    lines = _inflated(view, scan)
    rebuilt = b"".join([SIGNATURE, *head, *_chunk(b"IDAT", _stored(lines)), *_chunk(b"IEND", ())])
    del lines
    return np.asarray(imagecodecs.png_decode(rebuilt))


def _inflated(view: memoryview, scan: PngScan) -> bytes:
    """The filtered lines, exactly as many bytes as the header promises."""
    packed = b"".join(view[start + 8 : end - 4] for start, end in scan.body)
    passes = _pass_shapes(scan)
    expected = sum(rows * length for rows, length in passes)
    inflater = isal_zlib.decompressobj()
    try:
        lines: bytes = inflater.decompress(packed, expected)
        # Bytes beyond the last line are ignored, as everywhere; but then the end of the stream can't be asked for.
        whole = inflater.eof or inflater.decompress(inflater.unconsumed_tail, 1) or inflater.eof
    except isal_zlib.IsalError as reason:  # type: ignore[misc]  # its stub declares an instance
        raise UnreadableError("is corrupt: its pixels can't be unpacked") from reason
    if len(lines) < expected or not whole:
        raise truncated("some of its pixels are missing")
    _check_filters(lines, passes)
    return lines


def _pass_shapes(scan: PngScan) -> list[tuple[int, int]]:
    """(rows, bytes in a row with its filter byte) of the picture, or of each pass that has pixels."""
    width, height = scan.header.stored_size
    steps = _PASSES if scan.interlaced else ((0, 0, 1, 1),)
    bits = scan.depth * _SAMPLES[scan.colour_type]
    shapes = [(-(-(height - y) // down), -(-(width - x) // across)) for x, y, across, down in steps]
    return [(rows, 1 + (columns * bits + 7) // 8) for rows, columns in shapes if rows > 0 and columns > 0]


def _check_filters(lines: bytes, passes: list[tuple[int, int]]) -> None:
    start = 0
    for rows, length in passes:
        table = np.frombuffer(lines, np.uint8, rows * length, start).reshape(rows, length)
        if table[:, 0].max() > PAETH:
            raise UnreadableError("is corrupt: one of its lines has an unknown filter")
        start += rows * length


def _stored(lines: bytes) -> Iterator[bytes | memoryview]:
    """A zlib stream (RFC 1950) that holds the bytes as they are."""
    view = memoryview(lines)
    yield b"\x78\x01"
    for start in range(0, len(view), _STORED_BLOCK):
        block = view[start : start + _STORED_BLOCK]
        yield struct.pack("<BHH", start + _STORED_BLOCK >= len(view), len(block), len(block) ^ 0xFFFF)
        yield block
    yield struct.pack(">I", isal_zlib.adler32(lines))


def _chunk(kind: bytes, parts: Iterator[bytes | memoryview] | tuple[()]) -> Iterator[bytes | memoryview]:
    pieces = list(parts)
    checksum = isal_zlib.crc32(kind)
    for piece in pieces:
        checksum = isal_zlib.crc32(piece, checksum)
    yield struct.pack(">I", sum(len(piece) for piece in pieces))
    yield kind
    yield from pieces
    yield struct.pack(">I", checksum)
