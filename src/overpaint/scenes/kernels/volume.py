"""A periodic volume of billows: rounded heaps within heaps, for what must look solid from every side."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from overpaint.imaging.compiled import kernel

VOLUME_SIZE = 64
_OCTAVES = ((4, 0.55), (9, 0.3), (19, 0.15))  # cells a side, weight

Volume = NDArray[np.float32]


@functools.lru_cache(maxsize=1)
def billows() -> Volume:
    """(64, 64, 64) float32, mean 0, deviation 1: minus the distance to the nearest of random points, in three sizes. Always
    the same.

    After A. Schneider, "The Real-time Volumetric Cloudscapes of Horizon Zero Dawn" (2015), who carves clouds with Worley noise.
    """
    random = np.random.default_rng(7)
    places = (np.moveaxis(np.mgrid[0:VOLUME_SIZE, 0:VOLUME_SIZE, 0:VOLUME_SIZE], 0, -1).reshape(-1, 3) + 0.5) / VOLUME_SIZE
    total = np.zeros(VOLUME_SIZE**3)
    for cells, weight in _OCTAVES:
        corners = np.moveaxis(np.mgrid[0:cells, 0:cells, 0:cells], 0, -1)
        points = (corners + random.uniform(0.0, 1.0, (cells, cells, cells, 3))).reshape(-1, 3) / cells
        distance, _ = cKDTree(points, boxsize=1.0).query(places)
        total -= weight * distance * cells
    total -= total.mean()
    return np.ascontiguousarray((total / total.std()).reshape((VOLUME_SIZE,) * 3), np.float32)


@kernel
def tap_volume(volume: Volume, x: float, y: float, z: float) -> float:
    """Trilinear read at (x, y, z) in tiles; wraps round."""
    side = volume.shape[0]
    x = x * side - 0.5
    y = y * side - 0.5
    z = z * side - 0.5
    left = math.floor(x)
    front = math.floor(y)
    low = math.floor(z)
    fx = x - left
    fy = y - front
    fz = z - low
    x0 = int(left) & (side - 1)
    y0 = int(front) & (side - 1)
    z0 = int(low) & (side - 1)
    x1 = (x0 + 1) & (side - 1)
    y1 = (y0 + 1) & (side - 1)
    z1 = (z0 + 1) & (side - 1)
    a = volume[z0, y0, x0] * (1.0 - fx) + volume[z0, y0, x1] * fx
    b = volume[z0, y1, x0] * (1.0 - fx) + volume[z0, y1, x1] * fx
    c = volume[z1, y0, x0] * (1.0 - fx) + volume[z1, y0, x1] * fx
    d = volume[z1, y1, x0] * (1.0 - fx) + volume[z1, y1, x1] * fx
    lower = a * (1.0 - fy) + b * fy
    upper = c * (1.0 - fy) + d * fy
    return float(lower * (1.0 - fz) + upper * fz)
