"""Crop, flip, turn and rotate; and flattening a picture's transparency. Each gives a new picture."""

from __future__ import annotations

import math
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Image, Pixels, Size

# Pixels of a rotated layer that are worked on at a time: in 16 bits they take much room.
_BAND = 2_000_000


def crop(image: Image, box: Box) -> Image:
    """The part inside `box` (top, left, bottom, right; half-open). Raises ValueError if it is empty or reaches outside."""
    top, left, bottom, right = box
    if not (0 <= top < bottom <= image.height and 0 <= left < right <= image.width):
        raise ValueError(f"box {box} does not lie inside a picture of {image.width}x{image.height}")
    return Image(image.pixels[top:bottom, left:right])


def flip(image: Image, direction: Literal["horizontal", "vertical"]) -> Image:
    """Mirrored: `horizontal` swaps left and right, `vertical` top and bottom."""
    return Image(image.pixels[:, ::-1] if direction == "horizontal" else image.pixels[::-1])


def turn(image: Image, quarters: int) -> Image:
    """Turned clockwise by `quarters` right angles (negative: counter-clockwise). No pixel changes its value."""
    return Image(np.rot90(image.pixels, -quarters))


def rotate(image: Image, degrees: float, edges: Literal["crop", "transparent"] = "crop") -> Image:
    """Rotated clockwise by `degrees`, cubic interpolation. Multiples of 90 are exact turns.

    `crop` cuts to the largest upright rectangle of the picture's own aspect that has no empty corner (`inscribed_size`);
    `transparent` keeps everything, on a larger canvas whose corners have alpha 0.
    """
    quarters, rest = divmod(degrees, 90.0)
    if rest == 0.0:
        return turn(image, int(quarters))
    if edges == "crop":
        return Image(_warp(image.pixels, degrees, inscribed_size(image.size, degrees)))
    layered = image.pixels if image.has_alpha else np.asarray(cv2.cvtColor(image.pixels, cv2.COLOR_RGB2RGBA), np.uint8)
    return Image(_warp(layered, degrees, _surrounding_size(image.size, degrees)))


def inscribed_size(size: Size, degrees: float) -> Size:
    """The largest (width, height) of `size`'s aspect that lies inside `size` rotated by `degrees`."""
    width, height = size
    cosine, sine = _absolute_turn(degrees)
    scale = min(width / (width * cosine + height * sine), height / (width * sine + height * cosine))
    return max(1, math.floor(width * scale + 1e-9)), max(1, math.floor(height * scale + 1e-9))


def flatten(image: Image, colour: tuple[int, int, int] = (255, 255, 255)) -> Image:
    """The picture on a plain sRGB `colour`, without alpha; the same object if it has none. Opaque pixels keep their bytes."""
    if not image.has_alpha:
        return image
    opacity = image.pixels[..., 3].astype(np.float32) / np.float32(255.0)
    ground = np.empty(image.rgb.shape, np.uint8)
    ground[:] = colour
    return Image(np.asarray(cv2.blendLinear(image.rgb, ground, opacity, 1 - opacity), np.uint8))


def _surrounding_size(size: Size, degrees: float) -> Size:
    width, height = size
    cosine, sine = _absolute_turn(degrees)
    return math.ceil(width * cosine + height * sine - 1e-9), math.ceil(width * sine + height * cosine - 1e-9)


def _absolute_turn(degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return abs(math.cos(angle)), abs(math.sin(angle))


def _warp(pixels: Pixels, degrees: float, size: Size) -> Pixels:
    """Rotate about the centre onto a canvas of `size`; outside the source: its mirrored edge, or nothing where alpha plays."""
    centre = ((pixels.shape[1] - 1) / 2, (pixels.shape[0] - 1) / 2)
    matrix = cv2.getRotationMatrix2D(centre, -degrees, 1.0)
    matrix[0, 2] += (size[0] - 1) / 2 - centre[0]
    matrix[1, 2] += (size[1] - 1) / 2 - centre[1]
    if pixels.shape[2] == 3:
        mirrored = cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        return np.asarray(mirrored, np.uint8)
    layer = premultiplied(pixels)
    warped: Pixels = np.empty((size[1], size[0], 4), np.uint8)
    rows = max(1, _BAND // size[0])
    for top in range(0, size[1], rows):
        band = warped[top : top + rows]
        part = cv2.warpAffine(layer, matrix, band.shape[1::-1], flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT)
        band[:] = straight(np.asarray(part, np.uint16))
        matrix[1, 2] -= rows
    return warped


def premultiplied(pixels: Pixels) -> NDArray[np.uint16]:
    """(H, W, 4) uint8 straight alpha → uint16 of colour times alpha, and alpha times 255: exact, and fit to be averaged."""
    alpha = pixels[..., 3]
    factors = cv2.merge([alpha, alpha, alpha, np.full_like(alpha, 255)])
    return np.asarray(cv2.multiply(pixels, factors, dtype=cv2.CV_16U), np.uint16)


def straight(layer: NDArray[np.uint16]) -> Pixels:
    """Inverse of `premultiplied`, rounded to uint8; what is fully transparent becomes black."""
    alpha = np.ascontiguousarray(layer[..., 3])
    divisors = cv2.merge([alpha, alpha, alpha, np.full_like(alpha, 255 * 255)])
    pixels = np.asarray(cv2.divide(layer, divisors, scale=255, dtype=cv2.CV_8U), np.uint8)
    pixels[pixels[..., 3] == 0] = 0
    return pixels
