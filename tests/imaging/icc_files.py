"""Small ICC profiles made by hand (ICC.1:2001-04, version 2): matrix RGB, grey, and CMYK with a table."""

from __future__ import annotations

import itertools
import struct

import numpy as np
from numpy.typing import NDArray

# Columns: XYZ of red, green, blue, adapted to D50.
SRGB = np.array([[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]])
ADOBE_RGB = np.array([[0.6097, 0.2053, 0.1492], [0.3111, 0.6257, 0.0632], [0.0195, 0.0609, 0.7446]])
DISPLAY_P3 = np.array([[0.5151, 0.2920, 0.1571], [0.2412, 0.6922, 0.0666], [-0.0011, 0.0419, 0.7841]])
_D50 = (0.9642, 1.0, 0.8249)


def rgb_profile(primaries: NDArray[np.float64], gamma: float) -> bytes:
    tags = {key: _xyz(primaries[:, index]) for index, key in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(gamma))
    return _profile(b"RGB ", b"XYZ ", b"mntr", tags)


def grey_profile(gamma: float) -> bytes:
    return _profile(b"GRAY", b"XYZ ", b"mntr", {b"kTRC": _curve(gamma)})


def cmyk_profile() -> bytes:
    """No ink is white, any full ink is black: nothing like the plain formula, so that a test sees which one was used."""
    identity = bytes(range(256))
    corners = itertools.product((0, 1), repeat=4)
    table = b"".join(bytes((0 if any(corner) else 255, 128, 128)) for corner in corners)
    unity = struct.pack(">9i", *(65536 * (row == column) for row in range(3) for column in range(3)))
    lut = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + unity + identity * 4 + table + identity * 3
    return _profile(b"CMYK", b"Lab ", b"prtr", {b"A2B0": lut})


def _profile(space: bytes, connection: bytes, kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    tags = {b"wtpt": _xyz(np.array(_D50)), b"cprt": b"text\0\0\0\0none\0", b"desc": _description(), **tags}
    start = 128 + 4 + 12 * len(tags)
    directory, body = struct.pack(">I", len(tags)), b""
    for key, data in tags.items():
        directory += key + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"none", 0x02100000, kind, space, connection)
    head += struct.pack(">6H", 2020, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + struct.pack(">3i", *(_fixed(v) for v in _D50))
    return head + bytes(128 - len(head)) + directory + body


def _description() -> bytes:
    return b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78)


def _xyz(values: NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(_fixed(value) for value in values))


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def _fixed(value: float) -> int:
    return round(value * 65536)
