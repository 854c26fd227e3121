"""Whether anybody sees what an edit did."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import Pixels

_UNSEEN = 3
"""Codes of sRGB by which a pixel may differ in any channel without being noticed in a photograph."""

_STRAY = 0.02
"""Of the pixels that changed: so many may differ by more, where a filter met a speck."""


def is_faint(before: Pixels, after: Pixels) -> bool:
    """Two (H, W, 3) uint8 sRGB: whether they differ, and nobody sees it. False for pictures of two sizes."""
    if before.shape != after.shape:
        return False
    red, green, blue = cv2.split(cv2.absdiff(before, after))
    apart = np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)
    changed = cv2.countNonZero(apart)
    return changed > 0 and int(np.count_nonzero(apart > _UNSEEN)) < _STRAY * changed
