"""Where in a picture there is room for text: inside a mask, and inside margins."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Plane

Place = Literal["top_left", "top", "top_right", "left", "centre", "right", "bottom_left", "bottom", "bottom_right"]

_MARGIN = 0.045
"""Of the shorter side of what may be written on."""

_CELLS = 96
"""Cells on the longer side of the grid on which the roomiest rectangle is looked for."""


def shares_of(place: Place) -> tuple[float, float]:
    """(x, y): 0 is left and top, 0.5 the middle, 1 right and bottom."""
    x = 0.0 if place.endswith("left") else 1.0 if place.endswith("right") else 0.5
    y = 0.0 if place.startswith("top") else 1.0 if place.startswith("bottom") else 0.5
    return x, y


def inside_margins(frame: Box) -> Box:
    """A box without a rim that stays free."""
    top, left, bottom, right = frame
    rim = max(1, round(_MARGIN * min(bottom - top, right - left)))
    return top + rim, left + rim, bottom - rim, right - rim


def placed(frame: Box, height: int, width: int, place: Place) -> Box:
    """A block of that size inside a frame."""
    top, left, bottom, right = frame
    x, y = shares_of(place)
    at = top + round(y * (bottom - top - height)), left + round(x * (right - left - width))
    return at[0], at[1], at[0] + height, at[1] + width


def roomiest(mask: Plane) -> Box | None:
    """The largest rectangle all inside a mask, on a coarse grid; None where there is none. `mask`: 1 = may be written on."""
    height, width = mask.shape
    cell = max(1, -(-max(height, width) // _CELLS))
    rows, columns = height // cell, width // cell
    if rows == 0 or columns == 0:
        return None
    free = (mask[: rows * cell, : columns * cell] > 0.99).astype(np.float32)
    whole = cv2.resize(free, (columns, rows), interpolation=cv2.INTER_AREA) > 0.999
    best, found = 0, None
    heights = np.zeros(columns, np.int64)
    for row in range(rows):
        heights = np.where(whole[row], heights + 1, 0)
        area, left, right, tall = _widest(heights)
        if area > best:
            best, found = area, (row + 1 - tall, left, row + 1, right)
    if found is None:
        return None
    top, left, bottom, right = (cell * side for side in found)
    return top, left, bottom, right


def _widest(heights: NDArray[np.int64]) -> tuple[int, int, int, int]:
    """Area, left, right and height of the largest rectangle under a row of bars."""
    stack: list[tuple[int, int]] = []
    best = (0, 0, 0, 0)
    for at, tall in enumerate([*heights.tolist(), 0]):
        start = at
        while stack and stack[-1][1] >= tall:
            start, height = stack.pop()
            best = max(best, (height * (at - start), start, at, height))
        stack.append((start, tall))
    return best
