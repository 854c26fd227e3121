"""The EXIF orientation: read without trust, applied once. Tag 0x0112 of IFD0, EXIF 2.32 (CIPA DC-008), values 1 to 8."""

from __future__ import annotations

import struct

import cv2
import numpy as np

from overpaint.imaging.values import Pixels

BLOCK_LIMIT = 65_536
UPRIGHT = 1
_TAG = 0x0112
_SHORT = 3

# orientation → (turn as cv2 code, mirror left and right afterwards)
_STEPS: dict[int, tuple[int | None, bool]] = {
    1: (None, False),
    2: (None, True),
    3: (cv2.ROTATE_180, False),
    4: (cv2.ROTATE_180, True),
    5: (cv2.ROTATE_90_CLOCKWISE, True),
    6: (cv2.ROTATE_90_CLOCKWISE, False),
    7: (cv2.ROTATE_90_COUNTERCLOCKWISE, True),
    8: (cv2.ROTATE_90_COUNTERCLOCKWISE, False),
}


def read_orientation(block: bytes) -> int:
    """Orientation in a TIFF block, with or without the `Exif` prefix. A broken block is upright: it never fails a request."""
    tiff = block[6:] if block.startswith(b"Exif\0\0") else block
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, entry)
            if tag == _TAG:
                return int(value) if kind == _SHORT and value in _STEPS else UPRIGHT
    except struct.error:
        return UPRIGHT
    return UPRIGHT


def apply_orientation(pixels: Pixels, orientation: int) -> Pixels:
    """(H, W) or (H, W, C) as stored → as it should be seen."""
    turn, mirror = _STEPS[orientation]
    turned = pixels if turn is None else cv2.rotate(pixels, turn)
    return np.asarray(cv2.flip(turned, 1) if mirror else turned, np.uint8)
