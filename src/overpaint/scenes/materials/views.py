"""Where the camera stands: straight before a wall, or over a table's top, whose far edge ends before a wall out of focus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from overpaint.imaging.values import Plane, Size
from overpaint.scenes.materials.patch import Patch

_VANISHING = 0.10  # rows of the table meet this share of the height from the top
_LENS = 1.5
_EYE = 0.46


@dataclass(frozen=True)
class View:
    """`size`: (width, height). `edge`: the first row of the surface. `origin`: where on the surface the middle lies. `turned`:
    planks run across."""

    size: Size
    edge: int
    origin: tuple[float, float]
    perspective: bool
    turned: bool = False

    @property
    def side(self) -> float:
        return float(np.sqrt(self.size[0] * self.size[1]))

    def patch(self, top: int, bottom: int) -> Patch:
        """Rows [top, bottom) of the picture as places on the surface."""
        width, height = self.size
        x = (np.arange(width, dtype=np.float32) + 0.5 - width / 2)[None, :]
        rows = np.arange(top, bottom, dtype=np.float32) + 0.5
        if self.perspective:
            below = (rows - _VANISHING * height)[:, None]
            u = x * np.float32(_EYE) / below
            v = np.broadcast_to(np.float32(-_EYE * _LENS * self.side) / below, u.shape)
            footprint = _EYE / below[:, 0]
        else:
            u = np.broadcast_to(x / np.float32(self.side), (rows.size, width))
            v = np.broadcast_to(((rows - height / 2) / np.float32(self.side))[:, None], u.shape)
            footprint = np.full(rows.size, 1.0 / self.side)
        if self.turned:
            u, v = v, u
        u = np.ascontiguousarray(u + np.float32(self.origin[0]), np.float32)
        v = np.ascontiguousarray(v + np.float32(self.origin[1]), np.float32)
        return Patch(u, v, np.asarray(footprint, np.float32))

    def slopes(self, height: Plane, first: int) -> tuple[Plane, Plane]:
        """Slope of (h, W) heights to the right and downwards (wall) or towards the viewer (table). `first`: the picture's row
        that `height` begins with."""
        right, down = (np.gradient(height, axis=axis).astype(np.float32) for axis in (1, 0))
        if not self.perspective:
            return right * np.float32(self.side), down * np.float32(self.side)
        x = (np.arange(self.size[0], dtype=np.float32) + 0.5 - self.size[0] / 2)[None, :]
        below = (np.arange(height.shape[0], dtype=np.float32) + 0.5 + first - _VANISHING * self.size[1])[:, None]
        along = right * below / np.float32(_EYE)
        nearer = (down + along * x * np.float32(_EYE) / below**2) * below**2 / np.float32(_EYE * _LENS * self.side)
        return np.asarray(along, np.float32), np.asarray(nearer, np.float32)
