"""Reading a JPEG's structure marker by marker (ITU-T T.81), up to its first scan, without decoding."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from typing import BinaryIO

from overpaint.imaging.codec.exif import BLOCK_LIMIT, UPRIGHT, read_orientation
from overpaint.imaging.codec.header import ImageHeader, UnreadableError, make_header, take, truncated
from overpaint.imaging.codec.profile import PROFILE_LIMIT

SIGNATURE = b"\xff\xd8\xff"
_SOS, _EOI, _APP1, _APP2, _APP14 = 0xDA, 0xD9, 0xE1, 0xE2, 0xEE
# Applications' segments but JFIF's and Adobe's, which say what the colours are; and comments.
_UNNEEDED = {*range(0xE1, 0xEE), 0xEF, 0xFE}
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_PROGRESSIVE = {0xC2, 0xCA}
_DECODABLE = {0xC0, 0xC1, 0xC9} | _PROGRESSIVE
_ICC = b"ICC_PROFILE\0"
_SEGMENT_LIMIT = 2_000
# Encoders write about ten scans. Each costs a pass over the whole picture, so a small file with thousands could run for minutes.
SCAN_LIMIT = 100
_NEXT_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")


@dataclass(frozen=True)
class JpegScan:
    """`components`: 1 grey, 3 colour, 4 CMYK or YCCK. `is_adobe`: it has Adobe's segment, whose CMYK is stored inverted.

    `kept`: (start, end) of each segment the pixels need; from `pixels_start`, just after the first scan's header, they need all.
    """

    header: ImageHeader
    profile: bytes | None
    components: int
    is_adobe: bool
    is_progressive: bool
    kept: tuple[tuple[int, int], ...]
    pixels_start: int


@dataclass
class _Findings:
    frame: int = 0
    size: tuple[int, int] = (0, 0)
    components: int = 0
    is_adobe: bool = False
    orientation: int | None = None
    profile_parts: dict[int, bytes] = field(default_factory=dict)
    profile_count: int = 0
    kept: list[tuple[int, int]] = field(default_factory=list)


def scan_jpeg(file: BinaryIO) -> JpegScan:
    """Walk from the start to the first scan. Raises UnreadableError for a damaged file and for rare kinds of JPEG."""
    file.seek(2)
    found = _Findings()
    for _ in range(_SEGMENT_LIMIT):
        marker = _next_marker(file)
        if marker in _WITHOUT_LENGTH:
            continue
        if marker == _EOI:
            raise truncated("it has no pixels")
        (length,) = struct.unpack(">H", take(file, 2, "its header"))
        if length < 2:
            raise UnreadableError("is corrupt: one of its segments has no length")
        start = file.tell() - 4
        segment = take(file, length - 2, "its header")
        if marker not in _UNNEEDED:
            found.kept.append((start, file.tell()))
        if marker == _SOS:
            return _finished(found, file.tell())
        _note(found, marker, segment)
    raise UnreadableError(f"has more than {_SEGMENT_LIMIT:,} segments before its pixels")


def pixels_only(data: bytes, scan: JpegScan) -> bytes:
    """The same JPEG without segments that say nothing about its pixels: a strict decoder would stumble over a broken one."""
    return b"".join([data[:2], *(data[start:end] for start, end in scan.kept), memoryview(data)[scan.pixels_start :]])


def count_scans(data: bytes, scan: JpegScan) -> int:
    """Scans up to the picture's end, counting no further than just past the limit."""
    count = 1
    position = scan.pixels_start
    while count <= SCAN_LIMIT and (match := _NEXT_MARKER.search(data, position)):
        marker = match[1][0]
        if marker == _EOI:
            break
        count += marker == _SOS
        has_length = marker not in _WITHOUT_LENGTH
        position = match.end() + (int.from_bytes(data[match.end() : match.end() + 2], "big") if has_length else 0)
    return count


def _next_marker(file: BinaryIO) -> int:
    byte = take(file, 1, "its header")
    if byte != b"\xff":
        raise UnreadableError("is corrupt: a marker was expected in its header")
    while byte == b"\xff":
        byte = take(file, 1, "its header")
    return byte[0]


def _note(found: _Findings, marker: int, segment: bytes) -> None:
    if marker in _FRAMES:
        _read_frame(found, marker, segment)
    elif marker == _APP1 and segment.startswith(b"Exif\0\0") and found.orientation is None:
        found.orientation = read_orientation(segment[:BLOCK_LIMIT])
    elif marker == _APP2 and segment.startswith(_ICC) and len(segment) > len(_ICC) + 2:
        number, found.profile_count = segment[len(_ICC)], segment[len(_ICC) + 1]
        found.profile_parts.setdefault(number, segment[len(_ICC) + 2 :])
    elif marker == _APP14 and segment.startswith(b"Adobe"):
        found.is_adobe = True


def _read_frame(found: _Findings, marker: int, segment: bytes) -> None:
    if found.frame:
        raise UnreadableError("is corrupt: it has two frame headers")
    if len(segment) < 6:
        raise UnreadableError("is corrupt: its frame header is too short")
    depth, height, width, components = struct.unpack_from(">BHHB", segment)
    if depth != 8 or marker not in _DECODABLE or components not in (1, 3, 4):
        raise UnreadableError(f"is a JPEG of a rare kind ({depth} bits, process {marker - 0xC0}, {components} channels)")
    found.frame, found.size, found.components = marker, (width, height), components


def _finished(found: _Findings, pixels_start: int) -> JpegScan:
    if not found.frame:
        raise UnreadableError("is corrupt: its frame header is missing")
    return JpegScan(
        make_header("jpeg", found.size, found.orientation or UPRIGHT, has_alpha=False),
        _joined_profile(found),
        found.components,
        found.is_adobe,
        found.frame in _PROGRESSIVE,
        tuple(found.kept),
        pixels_start,
    )


def _joined_profile(found: _Findings) -> bytes | None:
    numbers = range(1, found.profile_count + 1)
    if not numbers or any(number not in found.profile_parts for number in numbers):
        return None
    profile = b"".join(found.profile_parts[number] for number in numbers)
    return profile if len(profile) <= PROFILE_LIMIT else None
