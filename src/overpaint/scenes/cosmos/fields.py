"""Reading periodic fields of noise at any place."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import Plane

TILE = 1024
"""Texels of a field's side."""


def read_field(field: Plane, u: Plane, v: Plane) -> Plane:
    """(H, W) float32: the periodic (TILE, TILE) field at (u, v) in tiles, interpolated linearly; wraps round."""
    wrapped = cv2.copyMakeBorder(field, 0, 2, 0, 2, cv2.BORDER_WRAP)
    x, y = (np.mod(np.asarray(part * np.float32(TILE), np.float32), np.float32(TILE)) for part in (u, v))
    return np.asarray(cv2.remap(wrapped, x, y, cv2.INTER_LINEAR), np.float32)
