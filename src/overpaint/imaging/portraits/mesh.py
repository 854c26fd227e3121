"""A face as 468 points, and which of them go around its parts.

The numbers are those of MediaPipe's canonical face (Kartynnik et al., "Real-time Facial Surface Geometry", 2019). `right` and
`left` are the person's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box

Points = NDArray[np.float32]
"""(N, 2) float32: x, y in pixels; the middle of the first pixel is (0, 0)."""

COUNT = 468

OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
MOUTH = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
"""The inner rim of the lips: what is inside shows teeth, tongue and dark."""

RIGHT_EYE = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
LEFT_EYE = (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249)
EYES = (RIGHT_EYE, LEFT_EYE)
RIGHT_LIDS = (226, 247, 30, 29, 27, 28, 56, 190, 243, 112, 26, 22, 23, 24, 110, 25)
LEFT_LIDS = (446, 467, 260, 259, 257, 258, 286, 414, 463, 341, 256, 252, 253, 254, 339, 255)
LIDS = (RIGHT_LIDS, LEFT_LIDS)
RIGHT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
LEFT_BROW = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
BROWS = (RIGHT_BROW, LEFT_BROW)
NOSTRILS = (48, 64, 98, 97, 2, 326, 327, 294, 278, 438, 457, 274, 1, 44, 237, 218)
UNDER_RIGHT = (226, 25, 110, 24, 23, 22, 26, 112, 233, 128, 121, 120, 119, 118, 117, 111)
UNDER_LEFT = (446, 255, 339, 254, 253, 252, 256, 341, 453, 357, 350, 349, 348, 347, 346, 340)
UNDER_EYES = (UNDER_RIGHT, UNDER_LEFT)
RIGHT_CHEEK = (118, 119, 100, 36, 205, 50)
LEFT_CHEEK = (347, 348, 329, 266, 425, 280)
CHEEKS = (RIGHT_CHEEK, LEFT_CHEEK)

_FOREHEAD, _CHIN, _RIGHT_SIDE, _LEFT_SIDE = 10, 152, 234, 454
_TALL = 1.35
"""How much longer a face is than wide: of one seen from the side, only its length tells how wide it is."""


@dataclass(frozen=True, eq=False)
class FaceMesh:
    """`points`: (468, 2) float32, in pixels of the picture. `score` in [0, 1]: how sure the network is that a face is there."""

    points: Points
    score: float = 1.0

    @cached_property
    def width(self) -> float:
        """From one side of the head to the other, in pixels, as if seen from the front."""
        across = np.linalg.norm(self.points[_LEFT_SIDE] - self.points[_RIGHT_SIDE])
        along = np.linalg.norm(self.points[_CHIN] - self.points[_FOREHEAD])
        return float(max(across, along / _TALL))

    def box(self, margin: float, shape: tuple[int, ...]) -> Box:
        """Around all points with a margin, a share of the width, inside a picture of this shape."""
        (left, top), (right, bottom) = self.points.min(axis=0), self.points.max(axis=0)
        room = margin * self.width
        edges = max(0, int(top - room)), max(0, int(left - room)), int(bottom + room) + 2, int(right + room) + 2
        return edges[0], edges[1], max(edges[0], min(shape[0], edges[2])), max(edges[1], min(shape[1], edges[3]))

    def moved(self, box: Box, factor: float) -> FaceMesh:
        """The same in a part of the picture that was scaled by `factor`."""
        corner = np.array([box[1], box[0]], np.float32)
        return FaceMesh(np.asarray((self.points - corner + 0.5) * factor - 0.5, np.float32), self.score)
