"""Reading a WebP's structure chunk by chunk (RFC 9649), without decoding."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

from overpaint.imaging.codec.exif import BLOCK_LIMIT, UPRIGHT, read_orientation
from overpaint.imaging.codec.header import ImageHeader, Loss, UnreadableError, make_header, remaining, take, truncated
from overpaint.imaging.codec.profile import PROFILE_LIMIT

_ALPHA_FLAG = 0x10
_CHUNK_LIMIT = 65_536


@dataclass(frozen=True)
class WebpScan:
    header: ImageHeader
    profile: bytes | None


@dataclass
class _Findings:
    size: tuple[int, int] | None = None
    has_alpha: bool = False
    has_pixels: bool = False
    frames: int = 0
    profile: bytes | None = None
    orientation: int | None = None


def scan_webp(file: BinaryIO) -> WebpScan:
    """Walk over the RIFF's chunks. Raises UnreadableError for a file that is damaged or not whole."""
    file.seek(4)
    (stated,) = struct.unpack("<I", take(file, 4, "its header"))
    left = stated - 4
    file.seek(12)
    if left > remaining(file):
        raise truncated("it is shorter than its header says")
    found = _Findings()
    for _ in range(_CHUNK_LIMIT):
        if left < 8:
            break
        kind, length = struct.unpack("<4sI", take(file, 8, "a chunk"))
        padded = length + length % 2
        left -= 8 + padded
        # A last chunk of odd length may lack its padding byte; many writers forget it.
        if left < -1:
            raise truncated("it ends inside a chunk")
        after = file.tell() + padded
        _note(found, file, kind, length)
        file.seek(after)
    if found.size is None or not found.has_pixels:
        raise UnreadableError("is a WebP without pixels")
    lost: tuple[Loss, ...] = ("animation",) if found.frames > 1 else ()
    return WebpScan(make_header("webp", found.size, found.orientation or UPRIGHT, found.has_alpha, lost), found.profile)


def _note(found: _Findings, file: BinaryIO, kind: bytes, length: int) -> None:
    found.frames += kind == b"ANMF"
    found.has_pixels |= kind in (b"VP8 ", b"VP8L", b"ANMF")
    if kind == b"VP8X" and found.size is None:
        _read_extended(found, take(file, min(length, 10), "its header"))
    elif kind == b"VP8 " and found.size is None:
        _read_lossy(found, take(file, min(length, 10), "its header"))
    elif kind == b"VP8L" and found.size is None:
        _read_lossless(found, take(file, min(length, 5), "its header"))
    elif kind == b"ICCP" and found.profile is None and length <= PROFILE_LIMIT:
        found.profile = file.read(length)
    elif kind == b"EXIF" and found.orientation is None:
        found.orientation = read_orientation(file.read(min(length, BLOCK_LIMIT)))


def _read_extended(found: _Findings, data: bytes) -> None:
    if len(data) < 10:
        raise UnreadableError("has a WebP header that is too short")
    found.has_alpha = bool(data[0] & _ALPHA_FLAG)
    found.size = (1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little"))


def _read_lossy(found: _Findings, data: bytes) -> None:
    if len(data) < 10 or data[3:6] != b"\x9d\x01\x2a":
        raise UnreadableError("has a WebP header that makes no sense")
    width, height = struct.unpack("<HH", data[6:10])
    found.size = (width & 0x3FFF, height & 0x3FFF)


def _read_lossless(found: _Findings, data: bytes) -> None:
    if len(data) < 5 or data[0] != 0x2F:
        raise UnreadableError("has a WebP header that makes no sense")
    bits = int.from_bytes(data[1:5], "little")
    found.size = (1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    found.has_alpha = bool(bits >> 28 & 1)
