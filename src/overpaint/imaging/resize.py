"""Change a picture's pixel size."""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.geometry import premultiplied, straight
from overpaint.imaging.values import Image, Plane, Size

Kind = TypeVar("Kind", np.uint8, np.float32)


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
    """A (H, W) float32 plane at `size` (width, height), kept within the range it had."""
    if (plane.shape[1], plane.shape[0]) == size:
        return plane
    return np.clip(_scaled(plane, size), plane.min(), plane.max())


def _scaled(array: NDArray[Kind], size: Size) -> NDArray[Kind]:
    if min(size) < 1:
        raise ValueError(f"size must be at least 1x1, got {size}")
    height, width = array.shape[:2]
    smaller = (min(width, size[0]), min(height, size[1]))
    if smaller != (width, height):
        array = np.asarray(cv2.resize(array, smaller, interpolation=cv2.INTER_AREA), array.dtype)
    if smaller != size:
        array = np.asarray(cv2.resize(array, size, interpolation=cv2.INTER_CUBIC), array.dtype)
    return array
