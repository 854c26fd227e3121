"""Change a picture's pixel size.

Smaller: a Gaussian that takes away what the new grid can't hold, OpenCV's cubic, and a little sharpening that gives back what the
Gaussian took too much. On five photographs and a zone plate, 1.2 to 6 times smaller, it came nearer to Pillow's Lanczos than
Pillow's Hamming and OpenCV's INTER_AREA did, with half the moiré of the latter, at a third of Lanczos' time or less.
"""

from __future__ import annotations

import math
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.geometry import premultiplied, straight
from overpaint.imaging.values import Image, Plane, Size

Kind = TypeVar("Kind", np.uint8, np.uint16, np.float32)

# From this factor on, a box average to twice the target comes first: exact enough that far from the target's own grid, and cheap.
_BOX_FACTOR = 4.0
_PREFILTER = 0.47
_SHARPENING = 0.55
_SHARPENING_SIGMA = 0.7


def resize(image: Image, size: Size) -> Image:
    """The picture at `size` (width, height); the same object if it has that size already.

    Smaller: every source pixel counts (antialiased). Larger: cubic. Colours are weighted by alpha, so that what a transparent
    pixel hides never shows. Raises ValueError for a size below 1.
    """
    if image.size == size:
        return image
    if not image.has_alpha:
        return Image(_scaled(image.pixels, size))
    return Image(straight(_scaled(premultiplied(image.pixels), size)))


def resize_plane(plane: Plane, size: Size) -> Plane:
    """A (H, W) float32 plane at `size` (width, height), kept within the range it had. Raises ValueError for a size below 1."""
    if (plane.shape[1], plane.shape[0]) == size:
        return plane
    return np.clip(_scaled(plane, size), plane.min(), plane.max())


def _scaled(array: NDArray[Kind], size: Size) -> NDArray[Kind]:
    if min(size) < 1:
        raise ValueError(f"size must be at least 1x1, got {size}")
    across, down = array.shape[1] / size[0], array.shape[0] / size[1]
    if max(across, down) <= 1:
        return np.asarray(cv2.resize(array, size, interpolation=cv2.INTER_CUBIC), array.dtype)
    if max(across, down) >= _BOX_FACTOR:
        between = tuple(min(2 * target, edge) for target, edge in zip(size, array.shape[1::-1], strict=True))
        array = np.asarray(cv2.resize(array, between, interpolation=cv2.INTER_AREA), array.dtype)
        across, down = array.shape[1] / size[0], array.shape[0] / size[1]
    filtered = _blurred(array, _prefilter_sigma(across), _prefilter_sigma(down))
    small = np.asarray(cv2.resize(filtered, size, interpolation=cv2.INTER_CUBIC), array.dtype)
    soft = _blurred(small, _SHARPENING_SIGMA * (across > 1), _SHARPENING_SIGMA * (down > 1))
    amount = _SHARPENING * (1 - max(across, down) ** -2)
    return np.asarray(cv2.addWeighted(small, 1 + amount, soft, -amount, 0.0), array.dtype)


def _prefilter_sigma(factor: float) -> float:
    return _PREFILTER * math.sqrt(factor**2 - 1) if factor > 1 else 0.0


def _blurred(array: NDArray[Kind], sigma_x: float, sigma_y: float) -> NDArray[Kind]:
    # A sigma too small for any neighbour to count gives a kernel of one pixel: that axis stays as it is.
    least = 1e-6
    blurred = cv2.GaussianBlur(array, (0, 0), max(sigma_x, least), sigmaY=max(sigma_y, least), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, array.dtype)
