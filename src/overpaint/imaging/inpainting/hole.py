"""The hole that a thing leaves: its mask with a rim around it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


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
