"""The same picture in the same format, with nothing in its file but its pixels, without decoding any of them."""

from __future__ import annotations

import io

from isal import isal_zlib

from overpaint.imaging.codec.exif import UPRIGHT
from overpaint.imaging.codec.header import ImageFile, UnreadableError
from overpaint.imaging.codec.jpeg_scan import JpegScan, pixels_only
from overpaint.imaging.codec.opening import scan
from overpaint.imaging.codec.png_scan import SIGNATURE, PngScan

_IEND = b"\0\0\0\0IEND\xaeB\x60\x82"
# Colour with or without alpha, and JPEGs of three components: what every reader shows alike.
_PLAIN_TYPES, _PLAIN_COMPONENTS = (2, 6), 3


def bare(file: ImageFile) -> bytes | None:
    """The file with its metadata gone; None where a reader would have to do more than unpack its pixels: turn them, convert their
    colours, leave some of their depth out. Of a PNG every checksum holds.

    Raises InvalidImage for a file that is damaged.
    """
    header, data = file.header, file.read()
    if header.format == "webp" or header.orientation != UPRIGHT or header.lost:
        return None
    try:
        found = scan(io.BytesIO(data))
        if found.header != header or found.profile is not None:
            return None
        if isinstance(found, PngScan):
            plain = found.depth == 8 and found.colour_type in _PLAIN_TYPES and not found.interlaced
            return _bare_png(data, found) if plain else None
    except UnreadableError as reason:
        raise reason.named(file.name) from None
    return pixels_only(data, found) if isinstance(found, JpegScan) and found.components == _PLAIN_COMPONENTS else None


def _bare_png(data: bytes, found: PngScan) -> bytes:
    view = memoryview(data)
    spans = found.head + found.body
    for start, end in spans:
        if isal_zlib.crc32(view[start + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            raise UnreadableError("is corrupt: the checksum of one of its chunks is wrong")
    if len(SIGNATURE) + sum(end - start for start, end in spans) + len(_IEND) == len(data) and data.endswith(_IEND):
        return data  # nothing else is in it
    return b"".join([SIGNATURE, *(view[start:end] for start, end in spans), _IEND])
