"""Stars as a telescope shows them: many faint, few bright, in the colours of their temperatures, each spread by the lens.

The count of stars grows with falling brightness as near the sun (ten times as many for a hundredth of the light), colours are
those of black bodies from 3,000 to 20,000 K.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane

Hdr = NDArray[np.float32]

_PER_MEGAPIXEL = 16000
_FAINTEST, _SLOPE = 0.010, 1.25
_BRIGHTEST = 60.0
_COOL, _WHITE, _HOT = np.array((1.0, 0.60, 0.32)), np.array((1.0, 0.94, 0.88)), np.array((0.60, 0.74, 1.0))
_SPIKED = 14.0  # light from which on a star shows the mirror's vanes


def add_stars(radiance: Hdr, passed: Plane, random: np.random.Generator, density: Plane | None = None) -> None:
    """Add stars to (H, W, 3) HDR radiance, in place. `passed`: (H, W), what dust lets through. `density`: (H, W) in [0, 1],
    where they are; everywhere alike without."""
    height, width = passed.shape
    scale = float(np.sqrt(width * height)) / 1024.0
    count = int(_PER_MEGAPIXEL * width * height / 2**20 / max(scale, 0.35) ** 0.7)
    x, y = random.uniform(0, width, count), random.uniform(0, height, count)
    light = np.minimum(_FAINTEST * random.random(count) ** (-1.0 / _SLOPE), _BRIGHTEST)
    columns, rows = x.astype(int), y.astype(int)
    light *= passed[rows, columns]
    if density is not None:
        light *= random.random(count) < np.maximum(density[rows, columns], np.clip(light / 8.0, 0.06, 1.0))
    colour = _colours(count, random) * light[:, None]
    points = np.zeros_like(radiance)
    for shift_x, shift_y in ((0, 0), (1, 0), (0, 1), (1, 1)):  # shared among the four pixels nearest
        share = np.abs(1 - shift_x - (x - columns)) * np.abs(1 - shift_y - (y - rows))
        at = (np.minimum(rows + shift_y, height - 1), np.minimum(columns + shift_x, width - 1))
        np.add.at(points, at, (colour * share[:, None]).astype(np.float32))
    sharp = max(0.55, 0.62 * scale)
    radiance += cv2.GaussianBlur(points, (0, 0), sharp) * np.float32(5.0 * sharp**2)
    radiance += cv2.GaussianBlur(points, (0, 0), 2.6 * sharp) * np.float32(1.6 * sharp**2)
    for star in np.flatnonzero(light > _SPIKED):
        _add_spikes(radiance, (x[star], y[star]), colour[star], scale)


def _colours(count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """(count, 3) linear RGB: cool to hot, most of them near white."""
    heat = np.clip(random.normal(0.0, 0.55, (count, 1)), -1.0, 1.0)
    return np.asarray(np.where(heat < 0, _WHITE + (_COOL - _WHITE) * -heat, _WHITE + (_HOT - _WHITE) * heat), np.float64)


def _add_spikes(radiance: Hdr, centre: tuple[float, float], colour: NDArray[np.float64], scale: float) -> None:
    """Four faint rays of one star, in place: what the vanes that hold a telescope's mirror do."""
    height, width = radiance.shape[:2]
    reach = 5.0 * scale * float(np.log2(1 + colour.max() / 6.0)) + 4.0
    left, right = (int(np.clip(centre[0] + sign * 3 * reach, 0, width)) for sign in (-1, 1))
    top, bottom = (int(np.clip(centre[1] + sign * 3 * reach, 0, height)) for sign in (-1, 1))
    x = np.abs(np.arange(left, right, dtype=np.float32) + np.float32(0.5 - centre[0]))[None, :]
    y = np.abs(np.arange(top, bottom, dtype=np.float32) + np.float32(0.5 - centre[1]))[:, None]
    thin = max(0.5, 0.55 * scale)
    rays = np.exp(-x / reach - (y / thin) ** 2) + np.exp(-y / reach - (x / thin) ** 2)
    halo = 0.25 * np.exp(-(x * x + y * y) / (0.6 * reach) ** 2)
    radiance[top:bottom, left:right] += (rays + halo)[..., None] * (0.05 * colour).astype(np.float32)
