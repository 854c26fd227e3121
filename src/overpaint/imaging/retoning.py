"""Models redraw all of a picture, and often a little brighter, warmer or flatter: under a mask that would show as a seam.

What lies outside the mask says by how much: there, what came back should be what was sent.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Image, Mask, Pixels

# How far beyond the mask it is looked, as a share of the picture's shorter side; and the fewest pixels that say anything.
_REACH, _FEWEST = 0.15, 400
# Levels that are made good: what models err by. A larger difference may be what was asked for, or another picture.
_MOST = 12.0
# How much what is left after that may differ, as a median: beyond it the two do not show the same.
_ALIKE = 10.0


def in_its_tone(image: Image, original: Image, mask: Mask) -> Image:
    """`image` with the tone that `original` has beside the mask; the same object where there is nothing to make good.

    Both of one size, as the mask. One offset a channel, in sRGB levels, the median of the differences beside the mask: it adds no
    edge of its own.
    """
    beside = _beside(mask)
    if np.count_nonzero(beside) < _FEWEST or image.size != original.size:
        return image
    difference = original.pixels[..., :3][beside].astype(np.float32) - image.pixels[..., :3][beside].astype(np.float32)
    offset = np.median(difference, axis=0)
    if not 1.0 <= np.abs(offset).max() <= _MOST or float(np.median(np.abs(difference - offset))) > _ALIKE:
        return image
    shifted: Pixels = np.clip(np.rint(image.pixels[..., :3].astype(np.float32) + offset), 0, 255).astype(np.uint8)
    return image.with_rgb(shifted)


def _beside(mask: Mask) -> NDArray[np.bool_]:
    """(H, W) bool: outside the mask, and not far from it."""
    touched = (mask.values > 0).astype(np.uint8)
    reach = max(8, round(_REACH * min(mask.size)))
    near = cv2.dilate(touched, np.ones((reach | 1, reach | 1), np.uint8))
    return np.asarray((near > 0) & (touched == 0))
