"""Places on a surface, the noise they share, and what a material says of them.

The unit of length is the picture's side (the root of its area) in a wall view, so that bricks keep their number at any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import LinearPixels, Plane

Table = NDArray[np.float32]
"""(64, 64) float32: a number for each brick, plank or thread, in [0, 1)."""

_FIELD = 512
_TABLE = 64
_FARTHEST = 30000.0


def fractal(random: np.random.Generator, roughness: float, lowest: float) -> Plane:
    """(512, 512) periodic Gaussian field, mean 0, deviation 1; see `scenes.kernels.texture.fractal_field`."""
    from overpaint.scenes.kernels.texture import fractal_field

    return fractal_field(random, _FIELD, roughness, lowest)


class Noise:
    """Three periodic fields and tables of chance, made once a picture and read at many scales and places."""

    def __init__(self, random: np.random.Generator) -> None:
        self._rough = levels_of(fractal(random, 0.35, 3.0))
        self._smooth = levels_of(fractal(random, 1.3, 3.0))
        self._silk = levels_of(fractal(random, 3.0, 3.0))
        self._tables = random.random((4, _TABLE, _TABLE), np.float32)
        self._shifts = random.uniform(0.0, 512.0, (64, 2)).astype(np.float32)

    def rough(self, patch: Patch, tile: float, which: int, stretch: float = 1.0) -> Plane:
        """Rough noise, deviation 1, whose field is `tile` units wide and `stretch` times as high. `which` (0 to 63) tells uses
        apart."""
        return self._read(self._rough, patch, tile, which, stretch)

    def smooth(self, patch: Patch, tile: float, which: int, stretch: float = 1.0) -> Plane:
        """The same of a field without fine detail."""
        return self._read(self._smooth, patch, tile, which, stretch)

    def silk(self, patch: Patch, tile: float, which: int, stretch: float = 1.0) -> Plane:
        """The same of a field so smooth that its slopes are smooth too."""
        return self._read(self._silk, patch, tile, which, stretch)

    def chance(self, column: Plane, row: Plane, which: int) -> Plane:
        """A number in [0, 1) for each whole (column, row). `which`: 0 to 63."""
        shift = self._shifts[which].astype(np.int32) % _TABLE
        table = np.roll(self._tables[which % 4], (int(shift[1]), int(shift[0])), (0, 1))
        x, y = _wrapped(column, _TABLE), _wrapped(row, _TABLE)
        return np.asarray(cv2.remap(table, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_WRAP), np.float32)

    def _read(self, levels: list[Plane], patch: Patch, tile: float, which: int, stretch: float) -> Plane:
        return read_levels(levels, patch, tile, (float(self._shifts[which, 0]), float(self._shifts[which, 1])), stretch)


def read_levels(levels: list[Plane], patch: Patch, tile: float, shift: tuple[float, float], stretch: float = 1.0) -> Plane:
    """(h, W) read of a periodic field, `tile` units wide and `stretch` times as high, averaged over each row's footprint.

    `shift`: in texels.
    """
    texels = np.float32(levels[0].shape[0] / tile)
    x = patch.u * texels + np.float32(shift[0])
    y = patch.v * (texels / np.float32(stretch)) + np.float32(shift[1])
    lod = np.clip(np.log2(np.maximum(patch.footprint * texels, 1e-6)), 0.0, len(levels) - 1.001)
    level = int(lod.min())
    value = _tap(levels[level], x, y, level)
    while level < int(np.ceil(lod.max())):
        share = np.clip(lod - level, 0.0, 1.0)
        level += 1
        value += (_tap(levels[level], x, y, level) - value) * share[:, None]
    return value


def levels_of(field: Plane) -> list[Plane]:
    """A square field and its halves down to 8 texels."""
    levels = [field]
    while levels[-1].shape[0] > 8:
        side = levels[-1].shape[0] // 2
        levels.append(np.asarray(cv2.resize(levels[-1], (side, side), interpolation=cv2.INTER_AREA), np.float32))
    return levels


def _tap(field: Plane, x: Plane, y: Plane, level: int) -> Plane:
    factor = np.float32(0.5**level)
    side = field.shape[0]
    x, y = (_wrapped(places * factor - np.float32(0.5), side) for places in (x, y))
    return np.asarray(cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.float32)


def _wrapped(places: Plane, side: int) -> Plane:
    """The same places of a tile `side` wide, near enough to 0 for OpenCV, which holds whole pixels in 16 bits and wraps the
    rest."""
    low, high = float(places.min()), float(places.max())
    if high - low > _FARTHEST:
        return np.asarray(np.remainder(places, np.float32(side)), np.float32)
    return places - np.float32(side * np.floor(low / side))


@dataclass(frozen=True, eq=False)
class Patch:
    """A band of rows of the picture, as places on the surface.

    `u`, `v`: (h, W) float32, to the right and down (wall) or towards the viewer (table). `footprint`: (h,) float32, width of a
    pixel in units.
    """

    u: Plane
    v: Plane
    footprint: NDArray[np.float32]

    @property
    def pixel(self) -> Plane:
        """(h, 1): width of a pixel, to soften what would be sharper than it."""
        return self.footprint[:, None]

    def moved(self, u: Plane, v: Plane) -> Patch:
        return Patch(self.u + u, self.v + v, self.footprint)

    def turned(self, angle: float) -> Patch:
        """The same places in axes turned by `angle` radians."""
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        return Patch(self.u * cos + self.v * sin, self.v * cos - self.u * sin, self.footprint)


@dataclass(frozen=True, eq=False)
class Relief:
    """What a material is at each place of a patch.

    `albedo`: (h, W, 3) linear. `height`: (h, W) in units, outwards. `gloss`: (h, W) in [0, 1], how polished.
    """

    albedo: LinearPixels
    height: Plane
    gloss: Plane


def rgb(parts: Sequence[float]) -> NDArray[np.float32]:
    """(3,) float32 linear colour or gains."""
    return np.asarray(parts, np.float32)


def step(low: float | Plane, high: float | Plane, value: Plane) -> Plane:
    """0 below `low`, 1 above `high`, an S between."""
    t = np.clip((value - low) / (np.asarray(high, np.float32) - low), 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), np.float32)


def tinted(colour: tuple[float, float, float] | NDArray[np.float32], shade: Plane) -> LinearPixels:
    """(h, W, 3): one linear colour in many shades."""
    return np.asarray(shade[..., None] * np.asarray(colour, np.float32), np.float32)


def between(a: LinearPixels, b: LinearPixels, share: Plane) -> LinearPixels:
    return np.asarray(a + (b - a) * share[..., None], np.float32)
