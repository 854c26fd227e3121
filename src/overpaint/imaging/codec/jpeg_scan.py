"""Reading a JPEG's structure marker by marker (ITU-T T.81), to its end, without decoding.

The time it takes grows with the file's length and with nothing in it: runs of any byte are passed in one search, and how many
segments and scans are looked at is bounded.
"""

from __future__ import annotations

import io
import mmap
import re
import struct
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO

from overpaint.imaging.codec.exif import BLOCK_LIMIT, UPRIGHT, read_orientation
from overpaint.imaging.codec.header import ImageHeader, UnreadableError, make_header, take, truncated
from overpaint.imaging.codec.profile import PROFILE_LIMIT

SIGNATURE = b"\xff\xd8\xff"
END = b"\xff\xd9"
_SOS, _EOI, _APP1, _APP2 = 0xDA, 0xD9, 0xE1, 0xE2
# Applications' segments but JFIF's and Adobe's, which say what the colours are; and comments.
_UNNEEDED = {*range(0xE1, 0xEE), 0xEF, 0xFE}
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_DECODABLE = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
_SEQUENTIAL = {0xC0, 0xC1, 0xC9}
_ICC = b"ICC_PROFILE\0"
_SEGMENT_LIMIT = 2_000
# Encoders write about ten scans. Each costs a pass over the whole picture, so a small file with thousands could run for minutes.
SCAN_LIMIT = 100
# Bytes that are no segment, between two that are: some writers pad, others leave a tag's tail. More is another file's rest.
_STRAY_LIMIT = 65_536
_BLOCK = 8_192
# The 0xFF before a marker's code; those before it are fill. Without a repetition: a long run of 0xFF costs one step a byte.
_MARKER = re.compile(rb"\xff([^\x00\xff])")
_MARKER_IN_PIXELS = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")


@dataclass(frozen=True)
class JpegScan:
    """`components`: 1 grey, 3 colour, 4 CMYK or YCCK. `pixels_end`: where its end marker begins, or the
    file's length: one scan that holds every pixel may lack the marker, since the decoder then sees whether any is missing.

    `kept`: (start, end) of each segment the pixels need; from `pixels_start`, just after the first scan's header, they need all.
    """

    header: ImageHeader
    profile: bytes | None
    components: int
    kept: tuple[tuple[int, int], ...]
    pixels_start: int
    pixels_end: int


@dataclass
class _Findings:
    frame: int = 0
    size: tuple[int, int] = (0, 0)
    components: int = 0
    orientation: int | None = None
    profile_parts: dict[int, bytes] = field(default_factory=dict)
    profile_count: int = 0
    kept: list[tuple[int, int]] = field(default_factory=list)


def scan_jpeg(file: BinaryIO) -> JpegScan:
    """Walk from the start to the end. Raises UnreadableError for a damaged file, and for rare kinds of JPEG."""
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
            if not found.frame:
                raise UnreadableError("is corrupt: its frame header is missing")
            start, end = file.tell(), _find_end(file)
            if end is None and not (found.frame in _SEQUENTIAL and segment[:1] == bytes([found.components])):
                raise truncated("it may lack scans of its pixels")
            return _finished(found, start, file.seek(0, io.SEEK_END) if end is None else end)
        _note(found, marker, segment)
    raise UnreadableError(f"has more than {_SEGMENT_LIMIT:,} segments before its pixels")


def pixels_only(data: bytes, scan: JpegScan) -> bytes:
    """The same JPEG without segments that say nothing about its pixels, and with its end: a strict decoder would stumble."""
    pixels = memoryview(data)[scan.pixels_start : scan.pixels_end]
    return b"".join([data[:2], *(data[first:last] for first, last in scan.kept), pixels, END])


def _find_end(file: BinaryIO) -> int | None:
    """Where the end marker begins, if it comes. Raises UnreadableError for more scans than a picture may have."""
    if isinstance(file, io.BytesIO):
        with file.getbuffer() as view:
            return _end_marker(view, file.tell())
    with closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as view:
        return _end_marker(view, file.tell())


def _end_marker(view: memoryview | mmap.mmap, position: int) -> int | None:
    """One search over what follows the first scan's header."""
    scans = 1
    for _ in range(_SEGMENT_LIMIT):
        match = _MARKER_IN_PIXELS.search(view, position)
        if match is None:
            return None
        marker, position = match[1][0], match.end()
        if marker == _EOI:
            return match.start()
        scans += marker == _SOS
        if scans > SCAN_LIMIT:
            raise UnreadableError(f"has more than {SCAN_LIMIT} scans of its pixels")
        if marker not in _WITHOUT_LENGTH:
            position += int.from_bytes(view[position : position + 2], "big")
    raise UnreadableError(f"has more than {_SEGMENT_LIMIT:,} segments among its pixels")


def _next_marker(file: BinaryIO) -> int:
    """The next marker's code; fill bytes, and a few bytes that belong to nothing, are passed over as other readers do."""
    passed = 0
    while block := file.read(_BLOCK):
        if match := _MARKER.search(block):
            file.seek(match.end() - len(block), io.SEEK_CUR)
            return match[1][0]
        passed += len(block.replace(b"\xff", b""))
        if passed > _STRAY_LIMIT:
            raise UnreadableError("is corrupt: a marker was expected in its header")
        if block.endswith(b"\xff") and len(block) == _BLOCK:
            file.seek(-1, io.SEEK_CUR)
    raise truncated("it ends inside its header")


def _note(found: _Findings, marker: int, segment: bytes) -> None:
    if marker in _FRAMES:
        _read_frame(found, marker, segment)
    elif marker == _APP1 and segment.startswith(b"Exif\0\0") and found.orientation is None:
        found.orientation = read_orientation(segment[:BLOCK_LIMIT])
    elif marker == _APP2 and segment.startswith(_ICC) and len(segment) > len(_ICC) + 2:
        number, found.profile_count = segment[len(_ICC)], segment[len(_ICC) + 1]
        found.profile_parts.setdefault(number, segment[len(_ICC) + 2 :])


def _read_frame(found: _Findings, marker: int, segment: bytes) -> None:
    if found.frame:
        raise UnreadableError("is corrupt: it has two frame headers")
    if len(segment) < 6:
        raise UnreadableError("is corrupt: its frame header is too short")
    depth, height, width, components = struct.unpack_from(">BHHB", segment)
    if depth != 8 or marker not in _DECODABLE or components not in (1, 3, 4):
        raise UnreadableError(f"is a JPEG of a rare kind ({depth} bits, process {marker - 0xC0}, {components} channels)")
    found.frame, found.size, found.components = marker, (width, height), components


def _finished(found: _Findings, pixels_start: int, pixels_end: int) -> JpegScan:
    return JpegScan(
        make_header("jpeg", found.size, found.orientation or UPRIGHT, has_alpha=False),
        _joined_profile(found),
        found.components,
        tuple(found.kept),
        pixels_start,
        pixels_end,
    )


def _joined_profile(found: _Findings) -> bytes | None:
    numbers = range(1, found.profile_count + 1)
    if not numbers or any(number not in found.profile_parts for number in numbers):
        return None
    profile = b"".join(found.profile_parts[number] for number in numbers)
    return profile if len(profile) <= PROFILE_LIMIT else None
