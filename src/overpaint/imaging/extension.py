"""Continue a picture beyond its borders: mirrored, and more and more out of focus with the distance.

At the border itself the continuation is the mirror image unblurred, so no seam shows; further out nothing is left that could be
recognised as a double. Done in linear light with alpha premultiplied, as a lens would.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import to_linear, to_srgb
from overpaint.imaging.values import Box, Image, Plane, Size

# Sigma grows by this much of the distance to the picture; the levels between which it is interpolated double.
_SPREAD = 0.35
_FIRST_LEVEL = 1.5


def extend(image: Image, size: Size, placed: Box) -> Image:
    """`image`, which has the size of `placed`, at that box of a canvas of `size`; the rest continues it."""
    top, left, bottom, right = placed
    borders = (top, size[1] - bottom, left, size[0] - right)
    canvas = np.asarray(cv2.copyMakeBorder(image.pixels, *borders, cv2.BORDER_REFLECT), np.uint8)
    distance = _distance(size, placed)
    blurred = _defocus(_light(canvas), distance * np.float32(_SPREAD))
    pixels = _picture(blurred)
    pixels[top:bottom, left:right] = image.pixels
    return Image(pixels)


def _distance(size: Size, placed: Box) -> Plane:
    """(H, W) pixels from the box, 0 inside."""
    top, left, bottom, right = placed
    across = np.arange(size[0], dtype=np.float32)
    down = np.arange(size[1], dtype=np.float32)
    outside_across = np.maximum(np.maximum(left - across, across - (right - 1)), 0)
    outside_down = np.maximum(np.maximum(top - down, down - (bottom - 1)), 0)
    return np.hypot(outside_down[:, None], outside_across[None, :])


def _defocus(layer: NDArray[np.float32], sigma: Plane) -> NDArray[np.float32]:
    """Blur (H, W, C) by a sigma of its own at each pixel, interpolated between levels in the logarithm of sigma."""
    result = layer.copy()
    widest = float(sigma.max())
    lower, below = 0.0, layer
    level = _FIRST_LEVEL
    while lower < widest:
        above = gaussian(layer, level)
        share = np.clip((sigma - lower) / (level - lower), 0, 1)[..., None]
        np.copyto(result, below + (above - below) * share, where=share > 0)
        lower, below, level = level, above, level * 2
    return result


def _light(canvas: NDArray[np.uint8]) -> NDArray[np.float32]:
    linear = to_linear(np.ascontiguousarray(canvas[..., :3]))
    if canvas.shape[2] == 3:
        return linear
    alpha = canvas[..., 3:].astype(np.float32) / 255
    return np.dstack([linear * alpha, alpha])


def _picture(layer: NDArray[np.float32]) -> NDArray[np.uint8]:
    if layer.shape[2] == 3:
        return to_srgb(layer)
    alpha = layer[..., 3:]
    colours = to_srgb(np.ascontiguousarray(layer[..., :3] / np.maximum(alpha, 1e-4)))
    return np.dstack([colours, np.rint(alpha * 255).astype(np.uint8)])
