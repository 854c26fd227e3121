"""Pixels as a file stores them, before orientation and colour profile.

simplejpeg (libjpeg-turbo) and imagecodecs (libpng) were the fastest of eight decoders measured, free the interpreter lock, and
give exact pixels for every kind of file, which Pillow does not (2-bit grey and 16 bits with tRNS). Pillow (libwebp) does WebP,
whose first frame it lays on its canvas.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import WebPImagePlugin

from overpaint.imaging.codec.header import UnreadableError
from overpaint.imaging.codec.jpeg_pixels import decode_jpeg
from overpaint.imaging.codec.jpeg_scan import JpegScan, pixels_only
from overpaint.imaging.codec.png_pixels import decode_pixels
from overpaint.imaging.codec.png_scan import PngScan
from overpaint.imaging.codec.profile import Mode
from overpaint.imaging.codec.webp_scan import WebpScan
from overpaint.imaging.values import Pixels

_MODES: dict[int, Mode] = {1: "L", 3: "RGB", 4: "CMYK"}


@dataclass(frozen=True)
class Stored:
    """`colours`: (H, W) for mode `L`, (H, W, 3) `RGB`, (H, W, 4) `CMYK` with 255 = full ink. `alpha`: (H, W) or None."""

    colours: Pixels
    mode: Mode
    alpha: Pixels | None
    profile: bytes | None


def read_png(data: bytes, scan: PngScan) -> Stored:
    """Any colour type and depth, interlaced or not; of an animated PNG its default picture. Raises UnreadableError."""
    with _refusing():
        pixels = decode_pixels(data, scan)
    if pixels.dtype == np.uint16:
        return _split(np.asarray(cv2.convertScaleAbs(pixels, alpha=1 / 257), np.uint8).reshape(pixels.shape), scan.profile)
    return _split(pixels.astype(np.uint8, copy=False), scan.profile)


def read_jpeg(data: bytes, scan: JpegScan) -> Stored:
    """Grey, YCbCr, RGB, CMYK and YCCK; of a multi-picture file (MPO) the first. Raises UnreadableError.

    CMYK is stored inverted, as Photoshop does it: a file that does not say so is taken so all the same, as browsers do.
    """
    with _refusing():
        colours = decode_jpeg(pixels_only(data, scan), scan.components)
    if scan.components == 4:
        colours = 255 - colours
    return Stored(colours[..., 0] if scan.components == 1 else colours, _MODES[scan.components], None, scan.profile)


def read_webp(data: bytes, scan: WebpScan) -> Stored:
    """Lossy or lossless; of an animation the first frame. Raises UnreadableError."""
    # The plugin itself: Image.open would add its own pixel limit to the one this file has passed.
    with _refusing(), WebPImagePlugin.WebPImageFile(io.BytesIO(data)) as picture:
        pixels = np.asarray(picture)
    return _split(pixels, scan.profile)


def plain_rgb(stored: Stored) -> Pixels:
    """(H, W, 3) without a profile's help: grey three times, ink subtracted from white."""
    if stored.mode == "RGB":
        return stored.colours
    if stored.mode == "L":
        return np.asarray(cv2.cvtColor(np.ascontiguousarray(stored.colours), cv2.COLOR_GRAY2RGB), np.uint8)
    light = 255 - stored.colours
    return np.asarray(cv2.multiply(light[..., :3], np.repeat(light[..., 3:], 3, axis=2), scale=1 / 255), np.uint8)


def _split(pixels: Pixels, profile: bytes | None) -> Stored:
    """Grey, grey with alpha, RGB or RGBA as decoders give them."""
    layers = np.atleast_3d(pixels)
    channels = layers.shape[2]
    alpha = np.asarray(cv2.extractChannel(layers, channels - 1), np.uint8) if channels in (2, 4) else None
    if channels <= 2:
        return Stored(np.asarray(cv2.extractChannel(layers, 0), np.uint8), "L", alpha, profile)
    return Stored(
        layers if alpha is None else np.asarray(cv2.cvtColor(layers, cv2.COLOR_RGBA2RGB), np.uint8), "RGB", alpha, profile
    )


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever a decoder throws at hostile bytes (their kinds are many and undocumented), it means: unreadable."""
    try:
        yield
    except (MemoryError, UnreadableError):
        raise
    except Exception as reason:
        raise UnreadableError("is damaged: its pixels can't be decoded to the end") from reason
