"""What land is made of at a place: how high it stands with its trees, stones and blades, and its colour and slope."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.kernels.compiled import inlined_kernel, kernel
from overpaint.scenes.kernels.texture import MipMap, smooth_step, tap_level
from overpaint.scenes.terrain.carpet import CROWN, GRAIN_LENGTH, RELIEF, TONE
from overpaint.scenes.terrain.relief import (
    CANOPY,
    GRASS,
    OPEN,
    ROUGH,
    SLOPE_X,
    SLOPE_Y,
    SNOW,
    Land,
    read_height,
    terrace,
    terrace_height,
)

_TREE = 17.0  # m, the tallest
_COARSE = 3.7  # grain is read twice, this much larger the first time, and turned
_WOODS = 220.0  # m; nearer trees would show that they are cones
_NEAR = 120.0  # m within which the carpet has height
ROCK, LICHEN, MEADOW, FOREST, FROST, SOIL, TOP, STRAW = range(8)  # rows of a palette


class Cover(NamedTuple):
    """Colours and habits of the ground. `palette`: (8, 3) albedo, linear: rock, its other kind, meadow, forest, snow, and, near
    by, the ground, what lies on it, and dry blades. `upright`: share of light that what lies on top takes whatever the slope
    (grass). `bare`: 1 = nothing but the carpet's colours everywhere (sand). `dusted`: share of tree tops under snow. `sparkle`: of snow
    near by, in its own brightness."""

    palette: NDArray[np.float64]
    upright: float
    bare: float
    dusted: float
    sparkle: float


@kernel
def _read(texture: MipMap, u: float, v: float, level: int) -> tuple[float, float, float, float, float]:
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
def _rest(texture: MipMap, u: float, v: float, lod: float, channel: int) -> float:
    """One channel, bilinear, from the nearest mip level."""
    return tap_level(texture, u, v, min(max(int(lod + 0.5), 0), texture.offsets.shape[0] - 1), channel)


@inlined_kernel
def land_height(land: Land, grain: MipMap, carpet: MipMap, length: float, x: float, y: float, lod: float) -> float:
    """Height in metres of what is seen at (x, y) metres from the viewer. `lod`: log2 of the width in m."""
    level = max(min(int(lod + math.log2(land.size / land.length) + 0.5), land.offsets.shape[0] - 1), 0)
    height, canopy, rough = read_height(land, x, y, level)
    finest = lod + math.log2(grain.size / GRAIN_LENGTH)
    far = smooth_step(0.4 * _NEAR, 1.5 * _NEAR, y)
    if rough * far > 0.05:
        u = (0.8 * x - 0.6 * y) / (GRAIN_LENGTH * _COARSE)
        v = (0.6 * x + 0.8 * y) / (GRAIN_LENGTH * _COARSE)
        bump = _COARSE * _rest(grain, u, v, finest - 1.9, RELIEF)
        if finest < 5.0:
            bump += _rest(grain, x / GRAIN_LENGTH, y / GRAIN_LENGTH, finest, RELIEF)
        height += far * rough * bump
    away = smooth_step(_WOODS, 1.6 * _WOODS, y)
    if canopy * away > 0.1:
        height += _TREE * away * canopy * _rest(grain, x / GRAIN_LENGTH, y / GRAIN_LENGTH, finest, CROWN)
    if y < _NEAR:
        stay = terrace(land, x, y)
        if stay > 0.0:
            level_here, _, _ = terrace_height(land, x, y)
            height += stay * (level_here - height)
        fine = lod + math.log2(carpet.size / length)
        height += smooth_step(_NEAR, 0.3 * _NEAR, y) * _rest(carpet, x / length, y / length, fine, RELIEF)
    return height


@inlined_kernel
def surface(
    land: Land,
    grain: MipMap,
    carpet: MipMap,
    length: float,
    cover: Cover,
    x: float,
    y: float,
    lod: float,
    dither: float,
    values: NDArray[np.float64],
    colour: NDArray[np.float64],
) -> tuple[float, float, float, float]:
    """Albedo into (3,) `colour`; slopes along x and y, share of light kept in hollows, and how upright the surface is.

    `values`: all channels of the land there, see `relief.read_all`.
    """
    finest = lod + math.log2(grain.size / GRAIN_LENGTH) + dither
    if y < _NEAR:
        stay = terrace(land, x, y)
        _, rise_x, rise_y = terrace_height(land, x, y)
        values[SLOPE_X] += stay * (rise_x - values[SLOPE_X])
        values[SLOPE_Y] += stay * (rise_y - values[SLOPE_Y])
        values[OPEN] += stay * (0.95 - values[OPEN])
    slope_x = values[SLOPE_X]
    slope_y = values[SLOPE_Y]
    far = smooth_step(0.4 * _NEAR, 1.5 * _NEAR, y)
    rough = values[ROUGH] * far
    steep = math.sqrt(slope_x * slope_x + slope_y * slope_y)
    u = x / GRAIN_LENGTH
    v = y / GRAIN_LENGTH
    level = math.floor(finest)
    fine, fine_along, fine_across, crown, tone = _read(grain, u, v, level)
    # The same texture again, larger, and turned by 37 degrees.
    turned_u = (0.8 * u - 0.6 * v) / _COARSE
    turned_v = (0.6 * u + 0.8 * v) / _COARSE
    coarse, along, across, _, patch = _read(grain, turned_u, turned_v, math.floor(finest - 1.9))
    broad = _rest(grain, 0.1 * u + 0.3, 0.1 * v, finest - 3.8, TONE)
    bump = _COARSE * coarse + fine
    slope_x += rough * (0.8 * along + 0.6 * across + fine_along)
    slope_y += rough * (0.8 * across - 0.6 * along + fine_across)
    kept = min(max(1.0 + 0.07 * bump, 0.5), 1.15)
    upright = 0.0
    palette = cover.palette
    other = smooth_step(-0.6, 1.6, broad + 0.4 * tone)
    green = smooth_step(0.35, 0.65, values[GRASS] + 0.10 * tone + 0.08 * broad + 0.08 * patch - 0.02 * bump)
    shade = min(max(1.0 + 0.16 * tone + 0.12 * broad, 0.4), 1.7)
    for c in range(3):
        stone = palette[ROCK, c] + (palette[LICHEN, c] - palette[ROCK, c]) * other
        colour[c] = shade * (stone + (palette[MEADOW, c] * (1.0 + 0.15 * broad) - stone) * green)
    wood = smooth_step(_WOODS, 1.6 * _WOODS, y) * smooth_step(0.25, 0.5, values[CANOPY])
    if wood > 0.0:
        step = max(0.35, 2.0**lod)
        rise_x = (_rest(grain, u + step / GRAIN_LENGTH, v, finest - 0.5, CROWN) - crown) * _TREE / step
        rise_y = (_rest(grain, u, v + step / GRAIN_LENGTH, finest - 0.5, CROWN) - crown) * _TREE / step
        soft = 0.35 * wood
        slope_x += soft * min(max(rise_x, -4.0), 4.0)
        slope_y += soft * min(max(rise_y, -4.0), 4.0)
        dark = 0.25 + 1.15 * crown
        dusted = cover.dusted * smooth_step(0.3, 1.0, crown + 0.2 * tone)
        for c in range(3):
            needles = palette[FOREST, c] * (1.0 + 0.2 * broad)
            needles += dusted * (palette[FROST, c] - needles)
            colour[c] += wood * (needles * dark - colour[c])
        kept += wood * (dark - kept) * 0.6
    white = smooth_step(0.38, 0.62, values[SNOW] + 0.09 * tone + 0.07 * broad - 0.05 * min(rough, 2.0) * bump)
    white *= 1.0 - wood
    for c in range(3):
        colour[c] += white * (palette[FROST, c] - colour[c])
    slope_x += white * 0.45 * (values[SLOPE_X] - slope_x)
    slope_y += white * 0.45 * (values[SLOPE_Y] - slope_y)
    near = max(smooth_step(2.0 * _NEAR, 0.4 * _NEAR, y), cover.bare) * (1.0 - wood)
    if near > 0.0:
        under = math.floor(lod + math.log2(carpet.size / length) + dither)
        _, along, across, over, spot = _read(carpet, x / length, y / length, under)
        glint = near * cover.sparkle * smooth_step(2.3, 3.6, spot)
        lying = near * smooth_step(0.62, 0.4, steep) if cover.bare > 0.0 else near  # nothing ripples where sand slides
        slope_x += lying * along
        slope_y += lying * across
        varied = 1.0 - 0.75 * cover.bare
        shade = min(max(1.0 + varied * (0.2 * spot + 0.10 * broad + 0.05 * tone), 0.3), 1.8)
        dry = 0.75 * smooth_step(-0.3, 2.2, spot + 0.5 * patch)
        hidden = near * (1.0 - white * (1.0 - cover.bare))
        for c in range(3):
            ground = palette[SOIL, c] + (palette[TOP, c] - palette[SOIL, c]) * over
            ground += cover.upright * dry * (palette[STRAW, c] - ground)
            colour[c] += hidden * (ground * shade - colour[c])
            colour[c] *= 1.0 + glint
        upright = cover.upright * near * over * (1.0 - white)
        kept += hidden * ((0.45 + 0.55 * over if cover.upright > 0.0 else 1.0) - kept) * (1.0 - cover.bare)
    return slope_x, slope_y, kept, upright
