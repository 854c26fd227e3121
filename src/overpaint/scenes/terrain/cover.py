"""What land is made of: its colours and habits, and how high it stands with its trees, stones and blades."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.scenes.kernels.texture import MipMap, smooth_step, tap_level
from overpaint.scenes.terrain.carpet import CROWN, GRAIN_LENGTH, RELIEF
from overpaint.scenes.terrain.relief import (
    Land,
    read_height,
    terrace,
    terrace_height,
)

TREE = 17.0  # m, the tallest
COARSE = 3.7  # grain is read twice, this much larger the first time, and turned
WOODS = 220.0  # m; nearer trees would show that they are cones
NEAR = 120.0  # m within which the carpet has height
ROCK, LICHEN, MEADOW, FOREST, FROST, SOIL, TOP, STRAW = range(8)  # rows of a palette


class Cover(NamedTuple):
    """Colours and habits of the ground. `palette`: (8, 3) albedo, linear: rock, its other kind, meadow, forest, snow, and, near
    by, the ground, what lies on it, and dry blades. `upright`: share of light that what lies on top takes whatever the slope
    (grass). `bare`: 1 = nothing but the carpet's colours everywhere (sand). `dusted`: share of tree tops under snow.
    `sparkle`: of snow near by, in its own brightness."""

    palette: NDArray[np.float64]
    upright: float
    bare: float
    dusted: float
    sparkle: float


@kernel
def read_texture(texture: MipMap, u: float, v: float, level: int) -> tuple[float, float, float, float, float]:
    """All five channels at (u, v) tiles: bilinear, one mip level; wraps round."""
    level = min(max(level, 0), texture.offsets.shape[0] - 1)
    side = texture.size >> level
    x = u * side - 0.5
    y = v * side - 0.5
    left = math.floor(x)
    top = math.floor(y)
    fx = x - left
    fy = y - top
    x0 = int(left) & (side - 1)
    x1 = (x0 + 1) & (side - 1)
    upper = texture.offsets[level] + (int(top) & (side - 1)) * side
    lower = texture.offsets[level] + ((int(top) + 1) & (side - 1)) * side
    a = (1.0 - fx) * (1.0 - fy)
    b = fx * (1.0 - fy)
    c = (1.0 - fx) * fy
    d = fx * fy
    t = texture.texels
    return (
        a * t[upper + x0, 0] + b * t[upper + x1, 0] + c * t[lower + x0, 0] + d * t[lower + x1, 0],
        a * t[upper + x0, 1] + b * t[upper + x1, 1] + c * t[lower + x0, 1] + d * t[lower + x1, 1],
        a * t[upper + x0, 2] + b * t[upper + x1, 2] + c * t[lower + x0, 2] + d * t[lower + x1, 2],
        a * t[upper + x0, 3] + b * t[upper + x1, 3] + c * t[lower + x0, 3] + d * t[lower + x1, 3],
        a * t[upper + x0, 4] + b * t[upper + x1, 4] + c * t[lower + x0, 4] + d * t[lower + x1, 4],
    )


@inlined_kernel
def read_channel(texture: MipMap, u: float, v: float, lod: float, channel: int) -> float:
    """One channel, bilinear, from the nearest mip level."""
    return tap_level(texture, u, v, min(max(int(lod + 0.5), 0), texture.offsets.shape[0] - 1), channel)


@inlined_kernel
def land_height(land: Land, grain: MipMap, carpet: MipMap, length: float, x: float, y: float, lod: float) -> float:
    """Height in metres of what is seen at (x, y) metres from the viewer. `lod`: log2 of the width in m."""
    level = max(min(int(lod + math.log2(land.size / land.length) + 0.5), land.offsets.shape[0] - 1), 0)
    height, canopy, rough = read_height(land, x, y, level)
    finest = lod + math.log2(grain.size / GRAIN_LENGTH)
    far = smooth_step(0.4 * NEAR, 1.5 * NEAR, y)
    if rough * far > 0.05:
        u = (0.8 * x - 0.6 * y) / (GRAIN_LENGTH * COARSE)
        v = (0.6 * x + 0.8 * y) / (GRAIN_LENGTH * COARSE)
        bump = COARSE * read_channel(grain, u, v, finest - 1.9, RELIEF)
        if finest < 5.0:
            bump += read_channel(grain, x / GRAIN_LENGTH, y / GRAIN_LENGTH, finest, RELIEF)
        height += far * rough * bump
    away = smooth_step(WOODS, 1.6 * WOODS, y)
    if canopy * away > 0.1:
        height += TREE * away * canopy * read_channel(grain, x / GRAIN_LENGTH, y / GRAIN_LENGTH, finest, CROWN)
    if y < NEAR:
        stay = terrace(land, x, y)
        if stay > 0.0:
            level_here, _, _ = terrace_height(land, x, y)
            height += stay * (level_here - height)
        fine = lod + math.log2(carpet.size / length)
        height += smooth_step(NEAR, 0.3 * NEAR, y) * read_channel(carpet, x / length, y / length, fine, RELIEF)
    return height
