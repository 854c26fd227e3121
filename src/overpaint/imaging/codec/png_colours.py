"""What a PNG's own chunks say of its colours (cICP, gAMA, cHRM; PNG third edition, 2025), as an ICC profile."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# (x, y) of white, red, green and blue in CIE 1931.
Chromaticities: TypeAlias = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
# Of an ICC parametric curve: the power alone (function 0), or power, a, b, c, d (function 3).
Curve: TypeAlias = tuple[float, ...]

_D65 = (0.3127, 0.3290)
_BT709: Chromaticities = (_D65, (0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
# By the numbers of ITU-T H.273, tables 2 and 3.
_PRIMARIES: dict[int, Chromaticities] = {
    1: _BT709,
    5: (_D65, (0.64, 0.33), (0.29, 0.60), (0.15, 0.06)),
    6: (_D65, (0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    9: (_D65, (0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    12: (_D65, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}
_SRGB_CURVE: Curve = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_BT709_CURVE: Curve = (1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081)
_TRANSFERS: dict[int, Curve] = {
    **dict.fromkeys((1, 6, 14, 15), _BT709_CURVE),
    4: (2.2,),
    5: (2.8,),
    8: (1.0,),
    13: _SRGB_CURVE,
}
HIGH_DYNAMIC_RANGE = (16, 18)
# Old editors wrote the nearest power, 1/2.2, for what was sRGB; readers take it back.
_SRGB_POWER, _NEAR = 45_455, 500

_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


@dataclass(frozen=True)
class PngColours:
    """The content of the first cICP, gAMA and cHRM; empty where there is none."""

    cicp: bytes = b""
    gama: bytes = b""
    chrm: bytes = b""


def coded_profile(colours: PngColours, *, grey: bool) -> bytes | None:
    """The ICC profile that cICP stands for; None without one, for sRGB, and for what H.273 has no RGB meaning for."""
    if len(colours.cicp) != 4:
        return None
    primaries, transfer, matrix, full_range = colours.cicp
    if matrix or full_range != 1 or primaries not in _PRIMARIES or transfer not in _TRANSFERS:
        return None
    return _profile(_PRIMARIES[primaries], _TRANSFERS[transfer], grey=grey)


def measured_profile(colours: PngColours, *, grey: bool) -> bytes | None:
    """The ICC profile that gAMA and cHRM stand for; None without them, for sRGB, and where they make no sense."""
    curve, primaries = _power(colours.gama), _measured(colours.chrm)
    if primaries is None and (curve is None or abs(curve[0] * _SRGB_POWER / 100_000 - 1) < _NEAR / _SRGB_POWER):
        return None
    return _profile(primaries or _BT709, curve or _SRGB_CURVE, grey=grey)


def _power(gama: bytes) -> Curve | None:
    value = int.from_bytes(gama, "big") if len(gama) == 4 else 0
    return (100_000 / value,) if 10_000 <= value <= 500_000 else None


def _measured(chrm: bytes) -> Chromaticities | None:
    if len(chrm) != 32:
        return None
    values = [value / 100_000 for value in struct.unpack(">8I", chrm)]
    pairs = [(values[index], values[index + 1]) for index in range(0, 8, 2)]
    if any(not (x <= 1 and 0 < y <= 1) for x, y in pairs):
        return None
    (red, green, blue) = pairs[1:]
    area = (green[0] - red[0]) * (blue[1] - red[1]) - (blue[0] - red[0]) * (green[1] - red[1])
    measured = (pairs[0], red, green, blue)
    # To five digits sRGB's own; or three points on one line, which span no colours.
    same = all(abs(a - b) < 2e-4 for one, other in zip(measured, _BT709, strict=True) for a, b in zip(one, other, strict=True))
    return None if same or abs(area) < 1e-3 else measured


def _profile(primaries: Chromaticities, curve: Curve, *, grey: bool) -> bytes:
    """ICC.1:2010, version 4: three columns and a curve, or a grey curve alone."""
    if grey:
        tags, space = {b"kTRC": _curve(curve)}, b"GRAY"
    else:
        columns = _adapted(primaries)
        tags = {key: _xyz(columns[:, index]) for index, key in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))}
        tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(curve))
        space = b"RGB "
    tags |= {b"wtpt": _xyz(_D50), b"desc": _text("PNG"), b"cprt": _text("none")}
    position, directory, body = 132 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for key, data in tags.items():
        directory += key + struct.pack(">II", position + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI4s4s4s", position + len(body), b"none", 0x04300000, b"mntr", space, b"XYZ ")
    head += struct.pack(">6H", 2025, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _fixed(_D50)
    return head + bytes(128 - len(head)) + directory + body


def _adapted(primaries: Chromaticities) -> NDArray[np.float64]:
    """(3, 3): XYZ of red, green and blue at full, their sum D50 (adapted by Bradford's matrix, as ICC does)."""
    white, *colours = (np.array([x / y, 1, (1 - x - y) / y]) for x, y in primaries)
    columns = np.stack(colours, axis=1)
    columns = columns * np.linalg.solve(columns, white)
    scale = np.diag((_BRADFORD @ _D50) / (_BRADFORD @ white))
    return np.asarray(np.linalg.inv(_BRADFORD) @ scale @ _BRADFORD @ columns)


def _curve(curve: Curve) -> bytes:
    return b"para\0\0\0\0" + struct.pack(">HH", 0 if len(curve) == 1 else 3, 0) + _fixed(curve)


def _xyz(values: NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _text(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II4sII", 1, 12, b"enUS", len(encoded), 28) + encoded


def _fixed(values: Curve | NDArray[np.float64]) -> bytes:
    """Each as a signed 15.16 fixed-point number."""
    return struct.pack(f">{len(values)}i", *(round(float(value) * 65_536) for value in values))
