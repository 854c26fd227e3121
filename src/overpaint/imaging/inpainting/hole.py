"""The hole that a thing leaves: its mask with a rim around it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels


def grown(mask: NDArray[np.bool_], margin: float) -> NDArray[np.bool_]:
    """A mask (H, W) and what lies around it within `margin` of the longer side; further below it, where shadows begin."""
    reach = round(margin * max(mask.shape))
    if reach < 1:
        return mask
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    wide = cv2.dilate(mask.astype(np.uint8), round_)
    down = np.zeros((2 * reach + 1, 1), np.uint8)
    down[: reach + 1] = 1  # of a pixel's neighbours those above it: what is marked moves down
    return np.asarray(cv2.dilate(wide, down) > 0)


def variety_around(rgb: Pixels, hole: NDArray[np.bool_]) -> float:
    """How unlike the places are that a hole, (H, W), borders on: the spread of their colours in CIELAB, without texture.

    0 on one even ground; 20 and more where the hole lies across several things. `rgb`: (H, W, 3) uint8 sRGB.
    """
    wide = max(_RING, round(_RING_SHARE * max(hole.shape)))
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    if rows.size == 0:
        return 0.0
    down, across = (slice(max(0, int(side[0]) - 2 * wide), int(side[-1]) + 1 + 2 * wide) for side in (rows, columns))
    inside = hole[down, across]
    lab = cv2.cvtColor(rgb[down, across].astype(np.float32) / np.float32(255), cv2.COLOR_RGB2Lab)
    ring = (cv2.dilate(inside.astype(np.uint8), np.ones((3, 3)), iterations=wide) > 0) & ~inside
    colours = cv2.GaussianBlur(lab, (0, 0), _EVEN)[ring]
    return float(np.sqrt(colours.var(axis=0).sum())) if len(colours) else 0.0


_RING, _RING_SHARE, _EVEN = 6, 0.02, 4.0
"""Width of what is looked at around a hole, in pixels and as a share of the longer side; sigma that evens texture out."""
