"""A line of writing that was read in a picture: what it says, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Pixels, Plane

Corner = tuple[float, float]
"""(x, y) in pixels of the picture."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """One line. `corners`: of its frame, clockwise as one reads it, from where the first letter begins, above.

    `score` in [0, 1]: how sure the reading is. `at`: for each character of `text` about where its middle stands, from 0, the
    frame's left side, to 1.
    """

    corners: tuple[Corner, Corner, Corner, Corner]
    text: str
    score: float
    at: tuple[float, ...]

    @cached_property
    def height(self) -> float:
        """Of the frame, in pixels: the mean of both sides."""
        a, b, c, d = (np.array(corner) for corner in self.corners)
        return float(np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2

    @cached_property
    def width(self) -> float:
        """Of the frame, in pixels: the mean of top and bottom."""
        a, b, c, d = (np.array(corner) for corner in self.corners)
        return float(np.linalg.norm(b - a) + np.linalg.norm(c - d)) / 2

    def box(self, shape: Sequence[int], margin: float = 0.0) -> Box:
        """The upright box around the frame and `margin` times its height more, inside a picture of `shape`."""
        x, y = np.array(self.corners).T
        more = margin * self.height
        top, left = max(0, int(y.min() - more)), max(0, int(x.min() - more))
        return top, left, min(shape[0], int(np.ceil(y.max() + more))), min(shape[1], int(np.ceil(x.max() + more)))

    def longer(self, more: float) -> Line:
        """With a frame that reaches so many pixels further at both ends."""
        a, b, c, d = (np.array(corner) for corner in self.corners)
        along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6) * more
        corners = tuple((float(x), float(y)) for x, y in (a - along, b + along, c + along, d - along))
        share = more / max(self.width + 2 * more, 1.0)
        at = tuple(share + place * (1 - 2 * share) for place in self.at)
        return Line((corners[0], corners[1], corners[2], corners[3]), self.text, self.score, at)

    def covers(self, other: Line) -> bool:
        """Whether the other line's middle is inside this one's frame."""
        middle = np.array(other.corners, np.float32).mean(axis=0)
        return cv2.pointPolygonTest(np.array(self.corners, np.float32), (float(middle[0]), float(middle[1])), False) >= 0

    def unrolled(self, rgb: Pixels, height: int) -> tuple[Pixels, Matrix]:
        """The frame as an upright strip of that height, (height, w, 3) uint8 sRGB, and the homography that leads to it."""
        width = max(4, round(height * self.width / max(self.height, 1.0)))
        target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        there = cv2.getPerspectiveTransform(np.array(self.corners, np.float32), target)
        flags = cv2.INTER_AREA if self.height > 2 * height else cv2.INTER_CUBIC
        strip = cv2.warpPerspective(rgb, there, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(strip, np.uint8), np.asarray(there, np.float64)

    def plane(self, shape: tuple[int, int], grown: float = 0.0) -> Plane:
        """(H, W) float32, 1 inside the frame grown on every side by so much of its height, with a soft rim of a pixel."""
        corners = np.array(self.corners)
        middle = corners.mean(axis=0)
        along, down = corners[1] - corners[0], corners[3] - corners[0]
        along, down = along / max(np.linalg.norm(along), 1e-6), down / max(np.linalg.norm(down), 1e-6)
        signs = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        more = grown * self.height
        moved = np.array([c + more * (sx * along + sy * down) for c, (sx, sy) in zip(corners, signs, strict=True)])
        if not np.isfinite(middle).all():
            return np.zeros(shape, np.float32)
        canvas = np.zeros(shape, np.uint8)
        cv2.fillPoly(canvas, [np.rint(moved * 16).astype(np.int32)], 255, cv2.LINE_AA, shift=4)
        return canvas.astype(np.float32) / np.float32(255)
