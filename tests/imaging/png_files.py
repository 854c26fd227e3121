"""A plain PNG writer for tests: every colour type, depth, filter and interlacing, straight from the specification (ISO 15948)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
DEPTHS = {GREY: (1, 2, 4, 8, 16), RGB: (8, 16), PALETTE: (1, 2, 4, 8), GREY_ALPHA: (8, 16), RGBA: (8, 16)}
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(kind: bytes, data: bytes = b"", crc: int | None = None) -> bytes:
    """One chunk; `crc` forges its checksum."""
    checksum = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def ihdr(width: int, height: int, depth: int = 8, colour_type: int = RGB, interlaced: bool = False) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, interlaced))


def write_png(
    samples: NDArray[np.integer],
    colour_type: int,
    depth: int = 8,
    *,
    interlaced: bool = False,
    filters: Sequence[int] = (0,),
    before_idat: bytes = b"",
    after_idat: bytes = b"",
) -> bytes:
    """(H, W, channels) integer samples of `depth` bits → a PNG. Row i is stored with filter `filters[i % len]`."""
    height, width = samples.shape[:2]
    grids = [samples[y::down, x::across] for x, y, across, down in ADAM7] if interlaced else [samples]
    raw = b"".join(_scanlines(grid, depth, filters) for grid in grids if grid.size)
    return b"".join(
        [
            SIGNATURE,
            ihdr(width, height, depth, colour_type, interlaced),
            before_idat,
            chunk(b"IDAT", zlib.compress(raw)),
            after_idat,
            chunk(b"IEND"),
        ]
    )


def _scanlines(samples: NDArray[np.integer], depth: int, filters: Sequence[int]) -> bytes:
    rows = []
    step = max(1, samples.shape[2] * depth // 8)
    above: bytes | None = None
    for index, row in enumerate(samples.reshape(samples.shape[0], -1)):
        line = _packed(row, depth)
        kind = filters[index % len(filters)]
        rows.append(bytes([kind]) + _filtered(line, above or bytes(len(line)), step, kind))
        above = line
    return b"".join(rows)


def _packed(row: NDArray[np.integer], depth: int) -> bytes:
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = np.unpackbits(row.astype(np.uint8)[:, None], axis=1)[:, 8 - depth :]
    return np.packbits(bits.ravel()).tobytes()


def _filtered(line: bytes, above: bytes, step: int, kind: int) -> bytes:
    left = bytes(step) + line[:-step] if len(line) > step else bytes(len(line))
    corner = bytes(step) + above[:-step] if len(above) > step else bytes(len(above))
    return bytes((x - _predicted(a, b, c, kind)) % 256 for x, a, b, c in zip(line, left, above, corner, strict=True))


def _predicted(a: int, b: int, c: int, kind: int) -> int:
    if kind == 4:
        estimate = a + b - c
        return min((a, b, c), key=lambda value: abs(estimate - value))
    return (0, a, b, (a + b) // 2)[kind]
