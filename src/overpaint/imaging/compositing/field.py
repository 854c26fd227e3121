"""Slowly varying light, kept small and read out in strips, so that an 8 Mpx composite never holds it at full size."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Size


def shrink(array: NDArray[np.float32], longest: int) -> NDArray[np.float32]:
    """(H, W[, C]) averaged down until its longest side is at most `longest` pixels; the same array if it is already."""
    height, width = array.shape[:2]
    factor = longest / max(height, width)
    if factor >= 1:
        return array
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(array, size, interpolation=cv2.INTER_AREA), np.float32).reshape(
        size[1], size[0], *array.shape[2:]
    )


@dataclass(frozen=True, eq=False)
class Field:
    """A small (h, w, C) float32 array that stands for one of `size` (width, height), interpolated linearly."""

    small: NDArray[np.float32]
    size: Size

    def rows(self, top: int, bottom: int) -> NDArray[np.float32]:
        """(bottom - top, W, C): these rows at full size. Pixel centres line up as in cv2.resize."""
        step_x = self.small.shape[1] / self.size[0]
        step_y = self.small.shape[0] / self.size[1]
        to_small = np.array([[step_x, 0, 0.5 * step_x - 0.5], [0, step_y, (top + 0.5) * step_y - 0.5]], np.float64)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        strip = cv2.warpAffine(self.small, to_small, (self.size[0], bottom - top), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(strip, np.float32).reshape(bottom - top, self.size[0], *self.small.shape[2:])
