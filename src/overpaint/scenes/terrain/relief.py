"""A tile of land as kernels read it: heights with all that follows from them, in one texture with mip levels. Land is a torus.

Cast shadows are kept as the height up to which each place lies in shadow, found for the whole tile by doubling the distance that
is looked at; what light of the sky reaches a place, from how far it lies below its surroundings.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.scenes.kernels.texture import build_mip_map, smooth_step

Heights = NDArray[np.float32]
HEIGHT, CANOPY, ROUGH, SLOPE_X, SLOPE_Y, SHADOW, OPEN, SNOW, GRASS = range(9)
_CHANNELS = 9
Place = tuple[float, float, float, float, float, float, float, float, float]


class Land(NamedTuple):
    """For kernels. `texels`: (all levels, 9) float32, finest first: height in m, canopy (share of trees), roughness (m), slopes
    along the tile's axes, height of the shadow's edge in m, openness to the sky in [0, 1], snow and grass (shares).

    `length`: side in m. `x`, `y`, `cosine`, `sine`: where the viewer stands on it and how it is turned. `stand`, `shelf`,
    `fall`, `swell`: height and reach in m, slope downwards, and height of the hummocks in m, of the terrace that the viewer
    stands on.
    """

    texels: NDArray[np.float32]
    offsets: NDArray[np.int64]
    size: int
    length: float
    x: float
    y: float
    cosine: float
    sine: float
    stand: float
    shelf: float
    fall: float
    swell: float


def slopes(height: Heights, cell: float) -> tuple[Heights, Heights]:
    """Central differences along x and y, wrapping round."""
    scale = np.float32(0.5 / cell)
    return (np.roll(height, -1, 1) - np.roll(height, 1, 1)) * scale, (np.roll(height, -1, 0) - np.roll(height, 1, 0)) * scale


def blurred(field: Heights, sigma: float) -> Heights:
    """Gaussian blur that wraps round; `sigma` in texels."""
    factor = max(1, int(2 ** math.floor(math.log2(max(sigma / 3.0, 1.0)))))
    side = field.shape[0] // factor
    small = cv2.resize(field, (side, side), interpolation=cv2.INTER_AREA)
    pad = min(math.ceil(3.0 * sigma / factor), side)
    wide = cv2.GaussianBlur(np.pad(small, pad, mode="wrap"), (0, 0), sigma / factor)
    if factor == 1:
        return np.ascontiguousarray(wide[pad:-pad, pad:-pad])
    large = cv2.resize(wide[pad - 2 : 2 - pad, pad - 2 : 2 - pad], None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(large[2 * factor : -2 * factor, 2 * factor : -2 * factor])


def shadow_heights(height: Heights, cell: float, sun: tuple[float, float, float]) -> Heights:
    """Height in m up to which each place is in shadow. `sun`: unit vector in the tile's axes; it must be above the horizon."""
    flat = math.hypot(sun[0], sun[1])
    fall = sun[2] / max(flat, 1e-6) * cell
    step = (sun[0] / max(flat, 1e-6), sun[1] / max(flat, 1e-6))
    side = height.shape[0]
    edge = _moved(height, step, 1.0) - np.float32(fall)
    reach = 1.0
    while reach < side and reach * fall < float(np.ptp(height)):
        edge = np.maximum(edge, _moved(edge, step, reach) - np.float32(reach * fall))
        reach *= 2.0
    return edge


def _moved(field: Heights, step: tuple[float, float], reach: float) -> Heights:
    """What lies `reach` texels away in direction `step`."""
    x, y = step[0] * reach, step[1] * reach
    left, top = math.floor(x), math.floor(y)
    fx, fy = np.float32(x - left), np.float32(y - top)
    rolled = np.roll(field, (-top, -left), (0, 1))
    upper = rolled + (np.roll(rolled, -1, 1) - rolled) * fx
    return np.asarray(upper + (np.roll(upper, -1, 0) - upper) * fy, np.float32)


def openness(height: Heights, cell: float) -> Heights:
    """Share of the sky's light that reaches a place, in [0.15, 1]: less below its surroundings."""
    lost = np.zeros_like(height)
    for sigma, weight in ((2.0, 0.9), (7.0, 0.8), (24.0, 0.6)):
        below = (blurred(height, sigma) - height) / np.float32(sigma * cell)
        lost += np.float32(weight) * np.clip(below, -0.1, 1.0)
    return np.asarray(np.clip(0.92 - 1.6 * lost, 0.15, 1.0), np.float32)


def build_land(
    height: Heights, length: float, layers: tuple[Heights, Heights, Heights, Heights], sun: tuple[float, float, float], pose: Land
) -> Land:
    """`layers`: canopy, roughness, snow, grass. `sun`: unit vector in the viewer's axes. `pose`: where the viewer stands."""
    cell = length / height.shape[0]
    turned = (pose.cosine * sun[0] + pose.sine * sun[1], pose.cosine * sun[1] - pose.sine * sun[0], sun[2])
    slope_x, slope_y = slopes(height, cell)
    shadow = shadow_heights(height, cell, turned) if sun[2] > 1e-3 else np.full_like(height, 1e5)
    canopy, rough, snow, grass = layers
    stack = np.stack([height, canopy, rough, slope_x, slope_y, shadow, openness(height, cell), snow, grass], -1)
    mips = build_mip_map(stack)
    return pose._replace(texels=mips.texels, offsets=mips.offsets, size=mips.size, length=length)


def pose(x: float, y: float, heading: float, stand: float, shelf: float, fall: float, swell: float) -> Land:
    """A viewer at (x, y) metres of a tile, looking `heading` radians clockwise from its +y; no land yet."""
    nothing = np.zeros((1, _CHANNELS), np.float32)
    return Land(nothing, np.zeros(1, np.int64), 1, 1.0, x, y, math.cos(heading), math.sin(heading), stand, shelf, fall, swell)


@inlined_kernel
def tile_place(land: Land, x: float, y: float) -> tuple[float, float]:
    """(x, y) metres from the viewer, in tiles."""
    return (
        (land.x + land.cosine * x + land.sine * y) / land.length,
        (land.y + land.cosine * y - land.sine * x) / land.length,
    )


@inlined_kernel
def terrace(land: Land, x: float, y: float) -> float:
    """Share of the ground at (x, y) that belongs to the terrace, in [0, 1]."""
    return smooth_step(3.5 * land.shelf, land.shelf, math.sqrt(0.35 * x * x + y * y))


@kernel
def terrace_height(land: Land, x: float, y: float) -> tuple[float, float, float]:
    """Height and slopes of the terrace: level where the viewer stands, then falling ahead, with low hummocks."""
    shift = 0.01 * (land.x + 1.7 * land.y)
    first = 0.21 * x + 0.13 * y + shift
    second = 0.31 * y - 0.17 * x + 2.0 * shift
    third = 0.43 * x + 0.37 * y + 3.0 * shift
    back = math.sqrt(y * y + 25.0)
    height = 0.5 * math.sin(first) + 0.3 * math.sin(second) + 0.2 * math.sin(third)
    a = 0.5 * math.cos(first)
    b = 0.3 * math.cos(second)
    c = 0.2 * math.cos(third)
    return (
        land.stand - land.fall * (back - 5.0) + land.swell * height,
        land.swell * (0.21 * a - 0.17 * b + 0.43 * c),
        land.swell * (0.13 * a + 0.31 * b + 0.37 * c) - land.fall * y / back,
    )


@inlined_kernel
def read_height(land: Land, x: float, y: float, level: int) -> tuple[float, float, float]:
    """Height, canopy and roughness at (x, y) metres from the viewer: bilinear, one mip level."""
    side = land.size >> level
    u, v = tile_place(land, x, y)
    u = u * side - 0.5
    v = v * side - 0.5
    left = math.floor(u)
    top = math.floor(v)
    fx = u - left
    fy = v - top
    x0 = int(left) & (side - 1)
    x1 = (x0 + 1) & (side - 1)
    upper = land.offsets[level] + (int(top) & (side - 1)) * side
    lower = land.offsets[level] + ((int(top) + 1) & (side - 1)) * side
    t = land.texels
    a = (1.0 - fx) * (1.0 - fy)
    b = fx * (1.0 - fy)
    c = (1.0 - fx) * fy
    d = fx * fy
    return (
        a * t[upper + x0, 0] + b * t[upper + x1, 0] + c * t[lower + x0, 0] + d * t[lower + x1, 0],
        a * t[upper + x0, 1] + b * t[upper + x1, 1] + c * t[lower + x0, 1] + d * t[lower + x1, 1],
        a * t[upper + x0, 2] + b * t[upper + x1, 2] + c * t[lower + x0, 2] + d * t[lower + x1, 2],
    )


@inlined_kernel
def read_all(land: Land, x: float, y: float, lod: float, dither: float, values: NDArray[np.float64]) -> None:
    """Fill (9,) `values` with all channels at (x, y) metres from the viewer; slopes are turned to the viewer's axes.

    `lod`: log2 of the width in m. `dither` in [0, 1) picks between neighbouring mip levels: many samples average it.
    """
    u, v = tile_place(land, x, y)
    level = min(max(math.floor(lod + math.log2(land.size / land.length) + dither), 0), land.offsets.shape[0] - 1)
    side = land.size >> level
    s = u * side - 0.5
    t = v * side - 0.5
    left = math.floor(s)
    top = math.floor(t)
    fx = s - left
    fy = t - top
    x0 = int(left) & (side - 1)
    x1 = (x0 + 1) & (side - 1)
    upper = land.offsets[level] + (int(top) & (side - 1)) * side
    lower = land.offsets[level] + ((int(top) + 1) & (side - 1)) * side
    a = (1.0 - fx) * (1.0 - fy)
    b = fx * (1.0 - fy)
    c = (1.0 - fx) * fy
    d = fx * fy
    texels = land.texels
    for k in range(9):
        values[k] = a * texels[upper + x0, k] + b * texels[upper + x1, k]
        values[k] += c * texels[lower + x0, k] + d * texels[lower + x1, k]
    along = values[SLOPE_X]
    values[SLOPE_X] = land.cosine * along - land.sine * values[SLOPE_Y]
    values[SLOPE_Y] = land.sine * along + land.cosine * values[SLOPE_Y]
