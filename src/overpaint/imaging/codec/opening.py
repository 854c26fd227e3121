"""Opening a picture: what it is (by its bytes, as names and content types lie), how big it is, and whether we take it."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import BinaryIO

from overpaint.imaging.codec import jpeg_scan, png_scan
from overpaint.imaging.codec.header import SAVE_AGAIN, ImageFile, ImageHeader, UnreadableError
from overpaint.imaging.codec.jpeg_scan import JpegScan, scan_jpeg
from overpaint.imaging.codec.png_scan import PngScan, scan_png
from overpaint.imaging.codec.webp_scan import WebpScan, scan_webp

_TAKEN = "Send PNG, JPEG or WebP."
_DECODE_FIRST = "Decode the base64 text and send the bytes."
# Beginnings of what people send by mistake → what it is, and the cure.
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"GIF8", "is a GIF", _TAKEN),
    (b"BM", "is a BMP", _TAKEN),
    (b"II*\0", "is a TIFF", _TAKEN),
    (b"MM\0*", "is a TIFF", _TAKEN),
    (b"8BPS", "is a Photoshop file", _TAKEN),
    (b"\0\0\1\0", "is an icon file", _TAKEN),
    (b"\xff\x0a", "is a JPEG XL", _TAKEN),
    (b"\0\0\0\x0cJXL ", "is a JPEG XL", _TAKEN),
    (b"\0\0\0\x0cjP  ", "is a JPEG 2000", _TAKEN),
    (b"%PDF", "is a PDF", _TAKEN),
    (b"RIFF", "is a RIFF file, but no WebP", _TAKEN),
    (b"data:", "is a data URL, not a file", _DECODE_FIRST),
    (b"iVBORw0KGgo", "is a PNG in base64", _DECODE_FIRST),
    (b"/9j/", "is a JPEG in base64", _DECODE_FIRST),
    (b"UklGR", "is a WebP in base64", _DECODE_FIRST),
    (b"<", "is text (SVG, XML or HTML)", _TAKEN),
    (b"{", "is JSON text", _TAKEN),
)


def open_image(source: bytes | Path, *, name: str, max_pixels: int) -> ImageFile:
    """Read a picture's header, from bytes or a file. No pixel is decoded and no large memory is taken.

    Raises InvalidImage, with `param` = `name`, for anything but a sound PNG, JPEG or WebP of at most `max_pixels` pixels;
    OSError for a path that can't be read.
    """
    try:
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            header = scan(file).header
            _check_pixels(header, max_pixels)
    except UnreadableError as reason:
        raise reason.named(name) from None
    return ImageFile(source, header, name)


def scan(file: BinaryIO) -> PngScan | JpegScan | WebpScan:
    """The structure of a file, whatever it is called. Raises UnreadableError."""
    start = file.read(16)
    if start.startswith(png_scan.SIGNATURE):
        return scan_png(file)
    if start.startswith(jpeg_scan.SIGNATURE):
        return scan_jpeg(file)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return scan_webp(file)
    raise _other(start)


def _other(start: bytes) -> UnreadableError:
    if not start:
        return UnreadableError("is empty", "Send the bytes of a picture.")
    if start[4:8] == b"ftyp":
        return UnreadableError("is a HEIC, AVIF or video file", _TAKEN)
    for beginning, fault, cure in _OTHERS:
        if start.lstrip().startswith(beginning):
            return UnreadableError(fault, cure)
    return UnreadableError("is not a picture that we know", _TAKEN if start.isascii() else f"{_TAKEN} {SAVE_AGAIN}")


def _check_pixels(header: ImageHeader, max_pixels: int) -> None:
    width, height = header.size
    if width * height <= max_pixels:
        return
    scale = math.sqrt(max_pixels / (width * height))
    smaller = f"{max(1, int(width * scale))}x{max(1, int(height * scale))}"
    fault = f"is {width}x{height} ({width * height / 1e6:,.1f} megapixels); at most {max_pixels / 1e6:,.1f} megapixels are taken"
    raise UnreadableError(fault, f"Scale it down, to {smaller} for example.")
