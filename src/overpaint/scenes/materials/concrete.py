"""Concrete as it comes from the formwork: panel joints, tie holes, air bubbles, blotches, and water that ran down."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane
from overpaint.scenes.materials.patch import Noise, Patch, Relief, step, tinted

_GREY = (0.375, 0.368, 0.352)
_PANEL = (0.78, 0.56)
_TIE = 0.0085


def paint(patch: Patch, noise: Noise, colour: NDArray[np.float32] | None) -> Relief:
    base = np.asarray(_GREY if colour is None else colour, np.float32)
    column, row = np.floor(patch.u / np.float32(_PANEL[0])), np.floor(patch.v / np.float32(_PANEL[1]))
    x = np.abs(patch.u - (column + 0.5) * np.float32(_PANEL[0]))
    y = np.abs(patch.v - (row + 0.5) * np.float32(_PANEL[1]))
    edge = np.minimum(_PANEL[0] / 2 - x, _PANEL[1] / 2 - y) + 0.0003 * noise.rough(patch, 0.3, 0)
    seam = step(0.0016 + 0.5 * patch.pixel, 0.0003, edge)
    hole = np.hypot(x - 0.25 * _PANEL[0], y - 0.25 * _PANEL[1])
    tie = step(_TIE + 0.0008, _TIE - 0.0004, hole)
    bubbles = np.maximum(_bubbles(patch, noise, 0.020, 0.0032, 1), _bubbles(patch, noise, 0.0085, 0.0013, 8))
    sand, blotch, cloud = noise.rough(patch, 0.27, 20), noise.rough(patch, 0.55, 21), noise.rough(patch, 1.5, 22)
    runs = step(0.3, 2.4, noise.smooth(patch, 0.22, 23, stretch=9.0) + 0.7 * noise.smooth(patch, 1.2, 24))
    tone = 0.12 * (noise.chance(column, row, 25) - 0.5)
    shade = (1.0 + tone + 0.085 * cloud + 0.05 * blotch + 0.030 * sand) * (1.0 - 0.17 * runs)
    shade *= (1.0 - 0.42 * seam) * (1.0 - 0.45 * bubbles) * (1.0 - 0.35 * tie)
    shade *= 1.0 + 0.05 * step(0.03, 0.0, edge)
    height = 0.00009 * sand + 0.00016 * blotch + 0.0016 * noise.smooth(patch, 1.3, 26) * 0.35
    height -= 0.0014 * seam + 0.0016 * bubbles + 0.006 * tie
    height += 0.0012 * (noise.chance(column, row, 27) - 0.5) * step(0.0, 0.002, edge)
    return Relief(tinted(base, np.clip(shade, 0.05, 1.8)), np.asarray(height, np.float32), np.full_like(shade, 0.12))


def _bubbles(patch: Patch, noise: Noise, cell: float, largest: float, use: int) -> Plane:
    """Holes of air at random, at most one a cell, fewer where the concrete was well shaken."""
    column, row = np.floor(patch.u / np.float32(cell)), np.floor(patch.v / np.float32(cell))
    x = patch.u - (column + 0.3 + 0.4 * noise.chance(column, row, use)) * np.float32(cell)
    y = patch.v - (row + 0.3 + 0.4 * noise.chance(column, row, use + 1)) * np.float32(cell)
    rare = noise.chance(column, row, use + 2) + 0.10 * noise.smooth(patch, 0.9, use + 3)
    size = np.float32(largest) * noise.chance(column, row, use + 4) ** 2 * np.asarray(rare > 0.80, np.float32)
    wobble = 1.0 + 0.18 * noise.smooth(patch, 0.03, use + 5)
    return step(
        np.asarray(size + 0.6 * patch.pixel, np.float32),
        np.asarray(np.maximum(size - 0.6 * patch.pixel, 0.0) - 1e-6, np.float32),
        np.hypot(x, y) * wobble,
    ) * step(0.0, patch.pixel, size)
