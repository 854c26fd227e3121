"""Textures of what grows and lies on the ground: rough rock and tree tops far off, turf, stones, snow and sand underfoot.

Each is a periodic MipMap, `size` texels wide (a power of two), whose first three channels are a height and its slopes, so that
kernels light them all alike.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.kernels.texture import MipMap, build_mip_map, fractal_field
from overpaint.scenes.terrain.relief import Heights, blurred, slopes

GRAIN_LENGTH = 320.0  # m, side of the texture of rock and trees
RELIEF, ALONG, ACROSS, CROWN, TONE = range(5)  # channels of grain; of a carpet: height, slopes, share of the upper, tone


class Carpet(NamedTuple):
    """What lies underfoot. `texture` channels: height in m, slopes, share of what lies on top (stones, blades) in [0, 1], tone
    (deviation 1). `length`: its side in m."""

    texture: MipMap
    length: float


def grain(random: np.random.Generator, size: int) -> MipMap:
    """Rock and trees, `GRAIN_LENGTH` m wide: rough rock's height (deviation 1) and slopes in 1/m, tree crowns in [0, 1], tone."""
    broad, tone = fractal_field(random, size, 0.5, 3.0), fractal_field(random, size, 0.25, 4.0)
    rock = 0.35 * np.roll(tone.T, 300, 0) - np.abs(broad) - 0.5 * np.abs(np.roll(broad.T[::-1], 200, 1))
    rock = ((rock - rock.mean()) / rock.std()).astype(np.float32)
    along, across = slopes(rock, GRAIN_LENGTH / size)
    return build_mip_map(np.stack([rock, along, across, crowns(random, 5.0, size), tone], -1))


def crowns(random: np.random.Generator, spacing: float, size: int) -> Heights:
    """(size, size) in [0, 1]: conifers from above, each a ragged cone, about `spacing` metres apart."""
    cells = round(GRAIN_LENGTH / spacing)
    scale = size / 1024
    pad = math.ceil(16 * scale)
    field = np.zeros((size + 2 * pad, size + 2 * pad), np.float32)
    y, x = np.mgrid[-pad : pad + 1, -pad : pad + 1].astype(np.float32)
    places = (
        np.moveaxis(np.mgrid[0:cells, 0:cells], 0, -1).reshape(-1, 2) + random.uniform(-0.2, 1.2, (cells * cells, 2))
    ) / cells
    heights = random.uniform(0.45, 1.0, cells * cells).astype(np.float32)
    for (v, u), tall in zip(places, heights, strict=True):
        row, column = int(v * size) % size, int(u * size) % size
        window = field[row : row + 2 * pad + 1, column : column + 2 * pad + 1]
        np.maximum(window, tall * (1.0 - np.hypot(x, y) / (scale * (5.0 + 8.0 * tall))), out=window)
    field[pad : 2 * pad] = np.maximum(field[pad : 2 * pad], field[-pad:])
    field[-2 * pad : -pad] = np.maximum(field[-2 * pad : -pad], field[:pad])
    field[:, pad : 2 * pad] = np.maximum(field[:, pad : 2 * pad], field[:, -pad:])
    field[:, -2 * pad : -pad] = np.maximum(field[:, -2 * pad : -pad], field[:, :pad])
    ragged = 1.0 + 0.35 * fractal_field(random, size, 0.0, 70.0)
    return np.asarray(np.clip(np.maximum(field, 0.0)[pad:-pad, pad:-pad] * ragged, 0.0, 1.0), np.float32)


def _carpet(height: Heights, upper: Heights, tone: Heights, length: float) -> Carpet:
    along, across = slopes(height, length / height.shape[0])
    return Carpet(build_mip_map(np.stack([height, along, across, upper, tone], -1).astype(np.float32)), length)


def _cells(random: np.random.Generator, cells: int, side: int) -> tuple[NDArray[np.int64], Heights, Heights, Heights]:
    """Cells round random points: whose each of (side, side) texels is, how far inside, its way from the point; in texels."""
    pad = 2 * side // cells
    corners = np.moveaxis(np.mgrid[0:cells, 0:cells], 0, -1).reshape(-1, 2)
    places = ((corners + random.uniform(0.05, 0.95, corners.shape)) / cells * side).astype(np.int64) % side
    empty = np.full((side, side), 255, np.uint8)
    number = np.zeros((side, side), np.int64)
    empty[places[:, 0], places[:, 1]] = 0
    number[places[:, 0], places[:, 1]] = np.arange(len(places))
    padded = np.pad(empty, pad, mode="wrap")
    _, labels = cv2.distanceTransformWithLabels(padded, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    seeds = np.argwhere(padded == 0)
    owner = np.zeros(int(labels.max()) + 1, np.int64)  # a cell is the same on both sides of the seam
    owner[labels[seeds[:, 0], seeds[:, 1]]] = number[(seeds[:, 0] - pad) % side, (seeds[:, 1] - pad) % side]
    inside = np.ones(padded.shape, np.uint8)
    inside[:, 1:] &= labels[:, 1:] == labels[:, :-1]
    inside[1:] &= labels[1:] == labels[:-1]
    middle = slice(pad, pad + side)
    edge = cv2.distanceTransform(inside, cv2.DIST_L2, 3)[middle, middle]
    own = owner[labels[middle, middle]]
    centre = places.astype(np.float32)
    axis = np.arange(side, dtype=np.float32)
    half = np.float32(side / 2)
    right = (axis[None, :] - centre[own, 1] + half) % side - half
    down = (axis[:, None] - centre[own, 0] + half) % side - half
    return own, np.asarray(edge, np.float32), right, down


def stones(random: np.random.Generator, cells: int, cover: float, size: int) -> tuple[Heights, Heights, Heights]:
    """Flat stones about size / cells texels wide: their height in widths (0 between them), where they lie, in [0, 1], and tone.

    `cover`: share of the cells that hold one.
    """
    own, edge, right, down = _cells(random, cells, size // 2)
    width = np.float32(size / 2 / cells)
    draws = random.uniform(0.0, 1.0, (6, cells * cells)).astype(np.float32)
    edge = np.maximum(edge - (0.05 + 0.25 * draws[5])[own] * width, 0.0)
    profile = np.minimum(np.sqrt(edge / (0.18 * width)), 1.0)
    tilt = ((draws[0] - 0.5)[own] * right + (draws[1] - 0.5)[own] * down) / width
    there = (draws[2] < cover)[own]
    height = np.where(there, profile * (0.06 + (0.3 * draws[3] ** 2)[own] + 0.45 * tilt), 0.0)
    layers = (np.maximum(height, 0.0), there * np.minimum(profile * 2.0, 1.0), np.where(there, (draws[4] - 0.5)[own], 0.0))
    return tuple(cv2.resize(layer, (size, size), interpolation=cv2.INTER_LINEAR) for layer in layers)  # type: ignore[return-value]


def scree(random: np.random.Generator, cover: float, size: int) -> Carpet:
    """Stones on thin turf and gravel, five metres of it; `cover`: share of the ground under them."""
    length = 5.0
    patches, rough = fractal_field(random, size, 0.5, 3.0), fractal_field(random, size, 0.0, 30.0)
    height = 0.012 * patches + 0.003 * rough
    upper = np.clip(0.35 + 0.35 * np.roll(patches.T, 400, 0) + 0.15 * rough, 0.0, 0.75)
    tone = 0.8 * rough
    for cells, share, flat in ((64, 0.8 * cover, 0.7), (20, 0.5 * cover, 0.8), (8, 0.22 * cover, 0.8)):
        rise, there, shade = stones(random, cells, share, size)
        height = height + rise * np.float32(flat * length / cells)
        tone = tone + there * (2.4 * shade - 0.5 * tone)
        upper = np.maximum(upper, there)
    return _carpet(height, upper, tone, length)


def turf(random: np.random.Generator, tall: float, size: int) -> Carpet:
    """Grass in tufts, blades up to `tall` metres, with a stone here and there; four metres of it."""
    patches = fractal_field(random, size, 0.5, 4.0)
    tufts = np.clip(0.5 + 0.25 * patches + 0.3 * fractal_field(random, size, 0.6, 22.0), 0.08, 1.3)
    blades = blurred(random.standard_normal((size, size), np.float32), 0.8)
    blades = np.clip(0.45 + 0.32 * blades / blades.std(), 0.0, 1.3)
    height = np.float32(tall) * tufts * (0.15 + 0.85 * blades)
    tone = 0.9 * random.standard_normal((size, size), np.float32) + 0.9 * np.roll(patches.T, 300, 1)
    return _carpet(height.astype(np.float32), np.clip(0.8 * height / tall, 0.0, 1.0), tone.astype(np.float32), 4.0)


def drifts(random: np.random.Generator, size: int) -> Carpet:
    """Wind-packed snow, eight metres of it: soft waves, here and there carved into ridges by the wind, and grains."""
    waves = fractal_field(random, size, 1.5, 2.0, 2.5)
    carved = fractal_field(random, size, 0.9, 6.0, 3.5)
    # A ridge is steep on its lee side: its crest is moved downwind by its own height.
    ridges = np.maximum(1.1 - np.abs(carved), 0.0) ** 1.5
    windy = np.clip(0.35 + 0.5 * np.roll(waves.T, 300, 0), 0.0, 1.2)
    height = 0.045 * waves + 0.022 * blurred((ridges * windy).astype(np.float32), 1.5)
    height += 0.0022 * fractal_field(random, size, 0.9, 12.0, 2.5)
    height += 0.0004 * fractal_field(random, size, 0.1, 60.0)
    sparkle = random.standard_normal((size, size)).astype(np.float32)
    return _carpet(height.astype(np.float32), np.ones((size, size), np.float32), sparkle, 8.0)


def ripples(random: np.random.Generator, tall: float, size: int) -> Carpet:
    """Wind ripples of sand, `tall` metres high, eight metres of it: crests a hand apart that wander, fork and die out."""
    length, waves = 8.0, 66
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    bend = fractal_field(random, size, 0.9, 3.0)
    phase = waves * (y + 0.028 * bend) + round(random.uniform(-35.0, 35.0)) * x
    phase += 0.16 * fractal_field(random, size, 0.9, 12.0, 0.4)
    phase -= np.floor(phase)
    profile = np.where(phase < 0.68, phase / 0.68, (1.0 - phase) / 0.32)
    profile = profile * profile * (3.0 - 2.0 * profile)
    fine = fractal_field(random, size, 0.0, 90.0)
    strong = np.clip(0.6 + 0.4 * np.roll(bend.T, 300, 0), 0.05, 1.0)
    height = blurred((np.float32(tall) * profile * strong).astype(np.float32), 0.9) + np.float32(0.0004) * fine
    return _carpet(height, profile.astype(np.float32), fine, length)
