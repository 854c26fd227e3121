"""Reading a PNG's structure chunk by chunk (ISO/IEC 15948), without decoding.

Every chunk is stepped over once: this finds the late eXIf that other readers decode the whole picture to find, and shows that the
file is whole. Later the decoder gets only the chunks that pixels need, so nothing else in the file reaches it.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field, replace
from typing import BinaryIO, TypeAlias

from overpaint.imaging.codec.exif import BLOCK_LIMIT, UPRIGHT, read_orientation
from overpaint.imaging.codec.header import ImageHeader, Loss, UnreadableError, make_header, remaining, take, truncated
from overpaint.imaging.codec.png_colours import HIGH_DYNAMIC_RANGE, PngColours, coded_profile, measured_profile
from overpaint.imaging.codec.profile import PROFILE_LIMIT

Span: TypeAlias = tuple[int, int]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PALETTE = 3
_ALPHA_TYPES = (4, 6)
_GREY_TYPES = (0, 4)
_ONCE = {b"sRGB", b"iCCP", b"eXIf", b"cICP", b"gAMA", b"cHRM", b"acTL"}
_TRANSPARENCY_LENGTH = {0: 2, 2: 6}
# 50 MB in the small chunks that old writers use are some 6,000; more only costs time.
_CHUNK_LIMIT = 65_536


@dataclass(frozen=True)
class PngScan:
    """`profile`: the ICC profile, None for sRGB. `depth`: bits a sample. `colour_type`: as in the standard, 0, 2, 3, 4 or 6.

    `head` and `body`: (start, end) of the chunks before the pixels that these need, and of the pixels' own, from a chunk's
    length to its checksum.
    """

    header: ImageHeader
    profile: bytes | None
    depth: int
    colour_type: int
    interlaced: bool
    head: tuple[Span, ...]
    body: tuple[Span, ...]


@dataclass
class _Findings:
    """What one walk over the chunks has found so far."""

    depth: int = 0
    colour_type: int = 0
    interlaced: bool = False
    size: tuple[int, int] = (0, 0)
    palette_entries: int = 0
    has_transparency: bool = False
    seen: set[bytes] = field(default_factory=set)
    colours: PngColours = field(default_factory=PngColours)
    profile: bytes | None = None
    frames: int = 1
    orientation: int = UPRIGHT
    head: list[Span] = field(default_factory=list)
    body: list[Span] = field(default_factory=list)


def scan_png(file: BinaryIO) -> PngScan:
    """Walk from the signature to IEND. Raises UnreadableError for a file that is damaged or not whole."""
    file.seek(len(SIGNATURE))
    found = _Findings()
    left = remaining(file)
    for number in range(_CHUNK_LIMIT):
        if left < 12:
            raise truncated("its last chunk (IEND) is missing")
        start = file.tell()
        length, kind = struct.unpack(">I4s", take(file, 8, "a chunk"))
        if number == 0 and (kind, length) != (b"IHDR", 13):
            raise UnreadableError("is a PNG without its header (IHDR) in the first place")
        left -= 12 + length
        if left < 0:
            raise truncated(f"it ends inside a chunk ({_printable(kind)})")
        if kind == b"IEND":
            break
        _note(found, file, kind, length, start)
        file.seek(start + 12 + length)
    else:
        raise UnreadableError(f"has more than {_CHUNK_LIMIT:,} chunks")
    if not found.body:
        raise UnreadableError("has no pixels (no IDAT chunk)", "Export it again as PNG.")
    if found.colour_type == _PALETTE and not found.palette_entries:
        raise UnreadableError("is corrupt: its palette is missing")
    has_alpha = found.colour_type in _ALPHA_TYPES or found.has_transparency
    header = make_header("png", found.size, found.orientation, has_alpha, _losses(found))
    return PngScan(
        header, _profile(found), found.depth, found.colour_type, found.interlaced, tuple(found.head), tuple(found.body)
    )


def _note(found: _Findings, file: BinaryIO, kind: bytes, length: int, start: int) -> None:
    span = (start, start + 12 + length)
    if kind == b"IHDR":
        _read_ihdr(found, _checked(file, kind, length))
        found.head.append(span)
    elif kind == b"IDAT":
        found.body.append(span)
    elif kind == b"PLTE" and found.colour_type == _PALETTE and not found.body:
        if found.palette_entries or length % 3 or not 0 < length <= 3 * 256:
            raise UnreadableError("is corrupt: its palette makes no sense")
        found.palette_entries = min(length // 3, 2**found.depth)
        found.head.append(span)
    elif kind == b"tRNS" and _transparency_counts(found, file, length):
        found.has_transparency = True
        found.head.append(span)
    elif kind in _ONCE and kind not in found.seen:
        found.seen.add(kind)
        _note_once(found, file, kind, length)


def _note_once(found: _Findings, file: BinaryIO, kind: bytes, length: int) -> None:
    """Chunks of which the first counts: thousands that had to be inflated would cost minutes."""
    if kind == b"iCCP" and length <= PROFILE_LIMIT:
        found.profile = _inflated_profile(file.read(length))
    elif kind == b"eXIf":
        found.orientation = read_orientation(file.read(min(length, BLOCK_LIMIT)))
    elif kind == b"acTL":
        found.frames = int.from_bytes(file.read(min(length, 4)), "big")
    elif kind in (b"cICP", b"gAMA", b"cHRM") and not found.body:
        found.colours = replace(found.colours, **{kind.decode("ascii").lower(): file.read(min(length, 64))})


def _losses(found: _Findings) -> tuple[Loss, ...]:
    deep: tuple[Loss, ...] = ("sixteen_bits",) if found.depth == 16 else ()
    return (*deep, "animation") if found.frames > 1 else deep


def _profile(found: _Findings) -> bytes | None:
    """The chunk that outweighs the others: cICP, then iCCP, sRGB, gAMA with cHRM (PNG third edition, table 11)."""
    grey = found.colour_type in _GREY_TYPES
    if len(found.colours.cicp) == 4 and found.colours.cicp[1] in HIGH_DYNAMIC_RANGE:
        raise UnreadableError("is in high dynamic range (PQ or HLG)", "Export it in standard range, as PNG or JPEG.")
    if len(found.colours.cicp) == 4:
        return coded_profile(found.colours, grey=grey)
    if found.profile is not None or b"sRGB" in found.seen:
        return found.profile
    return measured_profile(found.colours, grey=grey)


def _read_ihdr(found: _Findings, data: bytes) -> None:
    if found.size != (0, 0):
        raise UnreadableError("has two headers (IHDR)")
    width, height, depth, colour_type, compression, filtering, interlacing = struct.unpack(">IIBBBBB", data)
    if depth not in _DEPTHS.get(colour_type, ()) or compression or filtering or interlacing > 1:
        raise UnreadableError("has a PNG header that makes no sense")
    found.size = (width, height)
    found.depth, found.colour_type, found.interlaced = depth, colour_type, interlacing == 1


def _transparency_counts(found: _Findings, file: BinaryIO, length: int) -> bool:
    """Whether a decoder heeds this tRNS: right place, right length, right checksum, the first of its kind."""
    if found.body or found.has_transparency:
        return False
    fits = 0 < length <= found.palette_entries if found.colour_type == _PALETTE else False
    if not fits and _TRANSPARENCY_LENGTH.get(found.colour_type) != length:
        return False
    data = file.read(length)
    return zlib.crc32(b"tRNS" + data) == int.from_bytes(file.read(4), "big")


def _checked(file: BinaryIO, kind: bytes, length: int) -> bytes:
    data = take(file, length, "its header")
    if zlib.crc32(kind + data) != int.from_bytes(take(file, 4, "its header"), "big"):
        raise UnreadableError("is corrupt: the checksum of its header is wrong")
    return data


def _inflated_profile(data: bytes) -> bytes | None:
    """The profile in an iCCP chunk; None when it is broken or absurdly large, as a colour profile never fails a request."""
    _, _, packed = data.partition(b"\0")
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed[1:], PROFILE_LIMIT)
    except zlib.error:
        return None
    return profile if unpacker.eof else None


def _printable(kind: bytes) -> str:
    return kind.decode("ascii", "replace") if kind.isalpha() else "unknown kind"
