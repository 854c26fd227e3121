"""Decoding a JPEG's pixels: strictly, so that none is missing or guessed, but not stricter than what is wrong with the file.

simplejpeg (libjpeg-turbo) stops at the first complaint. Some cost no pixel and are mended: odd numbers in a scan's header, bytes
that belong to nothing before a marker. Sampling factors that TurboJPEG has no name for are decoded by Pillow.
"""

from __future__ import annotations

import io
import re

import numpy as np
import simplejpeg
from PIL import JpegImagePlugin

from overpaint.imaging.codec.header import UnreadableError, truncated
from overpaint.imaging.codec.jpeg_scan import END
from overpaint.imaging.values import Pixels

# Complaints that cost no pixel. Some cameras and scanners write odd numbers where a baseline file uses none.
ODD_SCAN_HEADER = "Invalid SOS parameters"
_STRAY = re.compile(r"(\d+) extraneous bytes before marker 0x([0-9a-f]{2})")
# TurboJPEG knows seven ways of sampling by name, of hundreds that the standard allows.
ODD_SAMPLING = "Could not determine subsampling"
START_OF_SCAN = b"\xff\xda"
# Codes of many values.
_MORE_CODES = bytes(range(1, 200)) * 4

_SPACES = {1: "GRAY", 3: "RGB", 4: "CMYK"}
_PILLOW_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
# Mends of one file: each takes a complaint away, and a file with more has more wrong than a writer's habit.
_MENDS = 8


def decode_jpeg(data: bytes, components: int) -> Pixels:
    """(H, W, 1|3|4) uint8: grey, RGB, or CMYK with the values that the file has. Raises UnreadableError."""
    for _ in range(_MENDS):
        try:
            return np.asarray(simplejpeg.decode_jpeg(data, _SPACES[components], strict=True))
        except ValueError as complaint:
            told = str(complaint)
        if ODD_SAMPLING in told:
            return _by_pillow(data, components)
        mended = _with_plain_scan_header(data) if ODD_SCAN_HEADER in told else _without_stray(data, told)
        if mended is None or mended == data:
            break
        data = mended
    raise _missing(data, components)


def _by_pillow(data: bytes, components: int) -> Pixels:
    """Any sampling. Pillow does not tell that pixels are missing: more codes before the end then become some, and are seen."""
    pixels = _pillow_pixels(data, components)
    if not np.array_equal(pixels, _pillow_pixels(data.removesuffix(END) + _MORE_CODES + END, components)):
        raise truncated("some of its pixels are missing")
    return pixels


def _pillow_pixels(data: bytes, components: int) -> Pixels:
    with JpegImagePlugin.JpegImageFile(io.BytesIO(data)) as picture:
        if picture.mode != _PILLOW_MODES[components]:
            raise UnreadableError(f"is a JPEG of a rare kind (mode {picture.mode})")
        pixels = np.asarray(picture)
    # Pillow turns CMYK round while it decodes; this gives the values that the file has.
    return np.atleast_3d(255 - pixels if components == 4 else pixels)


def _with_plain_scan_header(data: bytes) -> bytes:
    """A baseline file with the values 0, 63, 0 that its first scan header must end in."""
    start = data.index(START_OF_SCAN)
    end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
    return data[: end - 3] + b"\0\x3f\0" + data[end:]


def _without_stray(data: bytes, told: str) -> bytes | None:
    """Without the padding that a complaint counts before a marker; None where it is about something else.

    Padding is one value repeated. Anything else may be what damaged codes left over, and then the pixels are wrong.
    """
    match = _STRAY.search(told)
    if match is None:
        return None
    marker = data.rfind(b"\xff" + bytes.fromhex(match[2]))
    count = int(match[1])
    padding = data[marker - count : marker] if 0 < count <= marker else b""
    return data[: marker - count] + data[marker:] if len(set(padding)) == 1 else None


def _missing(data: bytes, components: int) -> UnreadableError:
    """What to say of a file that does not decode to its end: from which row on nothing is there, if that can be seen."""
    try:
        pixels = np.asarray(simplejpeg.decode_jpeg(data, _SPACES[components], strict=False))
    except ValueError:
        return UnreadableError("is damaged: its pixels can't be decoded to the end")
    differing = np.flatnonzero((pixels != pixels[-1]).any(axis=(1, 2)))
    first = int(differing[-1]) + 1 if differing.size else 0
    if first >= len(pixels) - 1:
        return UnreadableError("is damaged: some of its pixels can't be decoded")
    share = (len(pixels) - first) / len(pixels)
    return truncated(f"from row {first} of {len(pixels)} on its pixels are missing ({share:.0%} of them)")
