"""The colour and shape of land at a place: rock and meadow, trees over them, snow over both, and what lies underfoot over all."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import inlined_kernel
from overpaint.scenes.kernels.texture import MipMap, smooth_step
from overpaint.scenes.terrain.carpet import CROWN, GRAIN_LENGTH, TONE
from overpaint.scenes.terrain.cover import (
    COARSE,
    FOREST,
    FROST,
    LICHEN,
    MEADOW,
    NEAR,
    ROCK,
    SOIL,
    STRAW,
    TOP,
    TREE,
    WOODS,
    Cover,
    read_channel,
    read_texture,
)
from overpaint.scenes.terrain.relief import (
    CANOPY,
    GRASS,
    OPEN,
    ROUGH,
    SLOPE_X,
    SLOPE_Y,
    SNOW,
    Land,
    terrace,
    terrace_height,
)

Floats = NDArray[np.float64]
ALONG, ACROSS, KEPT, UPRIGHT = range(4)  # of a shape


class Grained(NamedTuple):
    """The grain at a place. `bump`: height of rough rock; `along`, `across`: its slopes; `crown`: height of trees in [0, 1];
    `tone`, `patch`, `broad`: noise of deviation 1 that turns within metres, tens and hundreds of metres."""

    bump: float
    along: float
    across: float
    crown: float
    tone: float
    patch: float
    broad: float


@inlined_kernel
def _grained(grain: MipMap, x: float, y: float, finest: float) -> Grained:
    u = x / GRAIN_LENGTH
    v = y / GRAIN_LENGTH
    fine, fine_along, fine_across, crown, tone = read_texture(grain, u, v, math.floor(finest))
    # The same texture again, larger, and turned by 37 degrees.
    turned_u = (0.8 * u - 0.6 * v) / COARSE
    turned_v = (0.6 * u + 0.8 * v) / COARSE
    coarse, along, across, _, patch = read_texture(grain, turned_u, turned_v, math.floor(finest - 1.9))
    broad = read_channel(grain, 0.1 * u + 0.3, 0.1 * v, finest - 3.8, TONE)
    slope_x = 0.8 * along + 0.6 * across + fine_along
    slope_y = 0.8 * across - 0.6 * along + fine_across
    return Grained(COARSE * coarse + fine, slope_x, slope_y, crown, tone, patch, broad)


@inlined_kernel
def _onto_terrace(land: Land, x: float, y: float, values: Floats) -> None:
    stay = terrace(land, x, y)
    _, rise_x, rise_y = terrace_height(land, x, y)
    values[SLOPE_X] += stay * (rise_x - values[SLOPE_X])
    values[SLOPE_Y] += stay * (rise_y - values[SLOPE_Y])
    values[OPEN] += stay * (0.95 - values[OPEN])


@inlined_kernel
def _bedrock(cover: Cover, at: Grained, rough: float, values: Floats, colour: Floats, shape: Floats) -> None:
    """Rock of two kinds, and grass where it holds."""
    shape[ALONG] = values[SLOPE_X] + rough * at.along
    shape[ACROSS] = values[SLOPE_Y] + rough * at.across
    shape[KEPT] = min(max(1.0 + 0.07 * at.bump, 0.5), 1.15)
    shape[UPRIGHT] = 0.0
    palette = cover.palette
    other = smooth_step(-0.6, 1.6, at.broad + 0.4 * at.tone)
    green = smooth_step(0.35, 0.65, values[GRASS] + 0.10 * at.tone + 0.08 * at.broad + 0.08 * at.patch - 0.02 * at.bump)
    shade = min(max(1.0 + 0.16 * at.tone + 0.12 * at.broad, 0.4), 1.7)
    for c in range(3):
        stone = palette[ROCK, c] + (palette[LICHEN, c] - palette[ROCK, c]) * other
        colour[c] = shade * (stone + (palette[MEADOW, c] * (1.0 + 0.15 * at.broad) - stone) * green)


@inlined_kernel
def _trees(
    cover: Cover,
    grain: MipMap,
    at: Grained,
    x: float,
    y: float,
    lod: float,
    finest: float,
    wood: float,
    colour: Floats,
    shape: Floats,
) -> None:
    """Conifers: dark below, lit on their crowns, dusted with snow where it lies."""
    u = x / GRAIN_LENGTH
    v = y / GRAIN_LENGTH
    step = max(0.35, 2.0**lod)
    rise_x = (read_channel(grain, u + step / GRAIN_LENGTH, v, finest - 0.5, CROWN) - at.crown) * TREE / step
    rise_y = (read_channel(grain, u, v + step / GRAIN_LENGTH, finest - 0.5, CROWN) - at.crown) * TREE / step
    shape[ALONG] += 0.35 * wood * min(max(rise_x, -4.0), 4.0)
    shape[ACROSS] += 0.35 * wood * min(max(rise_y, -4.0), 4.0)
    dark = 0.25 + 1.15 * at.crown
    dusted = cover.dusted * smooth_step(0.3, 1.0, at.crown + 0.2 * at.tone)
    for c in range(3):
        needles = cover.palette[FOREST, c] * (1.0 + 0.2 * at.broad)
        needles += dusted * (cover.palette[FROST, c] - needles)
        colour[c] += wood * (needles * dark - colour[c])
    shape[KEPT] += wood * (dark - shape[KEPT]) * 0.6


@inlined_kernel
def _underfoot(
    cover: Cover, at: Grained, carpet: tuple[float, float, float, float], near: float, white: float, colour: Floats, shape: Floats
) -> None:
    """Stones, blades, drifts or ripples; `carpet`: their slopes, the share of what lies on top, and tone."""
    along, across, over, spot = carpet
    palette = cover.palette
    # Nothing ripples where sand slides.
    steep = math.sqrt(shape[ALONG] * shape[ALONG] + shape[ACROSS] * shape[ACROSS])
    lying = near * smooth_step(0.62, 0.4, steep) if cover.bare > 0.0 else near
    shape[ALONG] += lying * along
    shape[ACROSS] += lying * across
    varied = 1.0 - 0.75 * cover.bare
    shade = min(max(1.0 + varied * (0.2 * spot + 0.10 * at.broad + 0.05 * at.tone), 0.3), 1.8)
    dry = 0.75 * cover.upright * smooth_step(-0.3, 2.2, spot + 0.5 * at.patch)
    glint = 1.0 + near * cover.sparkle * smooth_step(2.3, 3.6, spot)
    hidden = near * (1.0 - white * (1.0 - cover.bare))
    for c in range(3):
        ground = palette[SOIL, c] + (palette[TOP, c] - palette[SOIL, c]) * over
        ground += dry * (palette[STRAW, c] - ground)
        colour[c] = glint * (colour[c] + hidden * (ground * shade - colour[c]))
    shape[UPRIGHT] = cover.upright * near * over * (1.0 - white)
    light = 0.45 + 0.55 * over if cover.upright > 0.0 else 1.0
    shape[KEPT] += hidden * (light - shape[KEPT]) * (1.0 - cover.bare)


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
    values: Floats,
    colour: Floats,
    shape: Floats,
) -> None:
    """Albedo into (3,) `colour`; into (4,) `shape` slopes along x and y, light kept in hollows, and how upright the surface is.

    `values`: all channels of the land there, see `relief.read_all`; the slopes in it become those of the terrace where that is.
    """
    finest = lod + math.log2(grain.size / GRAIN_LENGTH) + dither
    if y < NEAR:
        _onto_terrace(land, x, y, values)
    rough = values[ROUGH] * smooth_step(0.4 * NEAR, 1.5 * NEAR, y)
    at = _grained(grain, x, y, finest)
    _bedrock(cover, at, rough, values, colour, shape)
    wood = smooth_step(WOODS, 1.6 * WOODS, y) * smooth_step(0.25, 0.5, values[CANOPY])
    if wood > 0.0:
        _trees(cover, grain, at, x, y, lod, finest, wood, colour, shape)
    caught = min(max(-0.05 * rough * at.bump, -0.25), 0.25)  # in cracks
    white = smooth_step(0.38, 0.62, values[SNOW] + 0.09 * at.tone + 0.07 * at.broad + caught)
    white *= 1.0 - wood
    for c in range(3):
        colour[c] += white * (cover.palette[FROST, c] - colour[c])
    shape[ALONG] += white * 0.45 * (values[SLOPE_X] - shape[ALONG])
    shape[ACROSS] += white * 0.45 * (values[SLOPE_Y] - shape[ACROSS])
    near = max(smooth_step(2.0 * NEAR, 0.4 * NEAR, y), cover.bare) * (1.0 - wood)
    if near > 0.0:
        level = math.floor(lod + math.log2(carpet.size / length) + dither)
        _, along, across, over, spot = read_texture(carpet, x / length, y / length, level)
        _underfoot(cover, at, (along, across, over, spot), near, white, colour, shape)
