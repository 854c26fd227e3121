"""Photographs that come with scikit-image, as (H, W, 3) uint8, and pictures that a codec finds hard."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from skimage import data

Pixels = NDArray[np.uint8]


@cache
def photograph(name: str, size: tuple[int, int] | None = None) -> Pixels:
    """`astronaut` 512x512, `coffee` 600x400, `chelsea` 451x300, `rocket` 640x427; `size` cuts that much from the middle."""
    pixels: Pixels = getattr(data, name)()
    if size is None:
        return pixels
    top, left = (pixels.shape[0] - size[1]) // 2, (pixels.shape[1] - size[0]) // 2
    return np.ascontiguousarray(pixels[top : top + size[1], left : left + size[0]])


def noise(width: int, height: int, channels: int, seed: int = 0) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), dtype=np.uint8)


def with_alpha(pixels: Pixels, seed: int = 0) -> Pixels:
    """The same with a ramp of alpha from 0 to 255, so that every value occurs in a picture 256 wide."""
    ramp = np.linspace(0, 255, pixels.shape[1]).astype(np.uint8)
    return np.dstack([pixels, np.broadcast_to(ramp, pixels.shape[:2])])


def drawing(width: int, height: int) -> Pixels:
    """Flat colours with hard edges: two rectangles on grey."""
    pixels = np.full((height, width, 3), 200, np.uint8)
    pixels[height // 4 : height // 2, width // 5 : width // 2] = (250, 20, 20)
    pixels[height // 3 :, width // 3 : width // 3 + max(1, width // 9)] = (10, 10, 90)
    return pixels
