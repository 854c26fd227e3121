"""What a cloud is made of: slabs as data, the textures that fill them, and the kernels that read density from both."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.scenes.heavens.atmosphere import Air
from overpaint.scenes.kernels.texture import MipMap, build_mip_map, fractal_field, smooth_step, tap, tap_level

TEXTURE_SIZE = 512
SHAPE, COVER, DETAIL, CELLS, FIBRES = range(5)
"""Channels of the cloud texture."""

Triple = tuple[float, float, float]
_LIGHT_STEPS = 4

SLAB = np.dtype(
    [
        ("base", "f8"),  # m, height of its lower side
        ("top", "f8"),  # m, height of its upper side
        ("scale", "f8"),  # m, length of one texture tile
        ("stretch", "f8"),  # how much longer than wide its features are
        ("angle", "f8"),  # radians, which way they are long
        ("shift_u", "f8"),  # tiles, where in the texture it lies
        ("shift_v", "f8"),
        ("cover", "f8"),  # deviations added to the field: 0 = about half the sky, -2 = little
        ("variety", "f8"),  # deviations of large-scale cover: holes and banks
        ("soft", "f8"),  # deviations over which an edge fades
        ("warp", "f8"),  # tiles, swirl
        ("ragged", "f8"),  # 0 = edges fade evenly, 1 = fine detail tears at them
        ("fibres", "f8"),  # deviations of fine detail drawn out to fibres; takes the place of the next two
        ("detail", "f8"),  # deviations of fine detail
        ("cells", "f8"),  # deviations of cellular billows
        ("extinction", "f8"),  # 1/m at full density
        ("heaped", "?"),  # a heap with a flat base and billowing top, not a sheet
        ("steps", "i8"),  # samples along the view; in heaps, long steps
        ("reach", "f8"),  # m, length of the way towards the sun that shades
        ("visibility", "f8"),  # m after which air hides it
        ("ambient", "f8"),  # share of skylight it takes
        ("gain", "f8"),  # strength of scattered sunlight
    ]
)
"""One cloud slab; an array of them, lowest first, is a cloudscape."""

Slabs = NDArray[Any]


def cloud_texture(random: np.random.Generator) -> MipMap:
    """Five periodic fields of deviation 1: shape, cover, fine detail, cellular billows, fibres."""
    fields = [
        fractal_field(random, TEXTURE_SIZE, 0.85, 4.0),
        fractal_field(random, TEXTURE_SIZE, 1.0, 3.0),
        fractal_field(random, TEXTURE_SIZE, 0.45, 10.0),
        _billows(random),
        fractal_field(random, TEXTURE_SIZE, 0.7, 12.0, 4.0),
    ]
    return build_mip_map(np.stack(fields, -1))


def _billows(random: np.random.Generator) -> NDArray[np.float32]:
    """Rounded heaps side by side, in three sizes: one minus the distance to the nearest of random points."""
    total = np.zeros((TEXTURE_SIZE, TEXTURE_SIZE), np.float32)
    for cells, weight in ((9, 0.5), (20, 0.3), (45, 0.2)):
        spacing = TEXTURE_SIZE / cells
        grid = (np.moveaxis(np.mgrid[0:cells, 0:cells], 0, -1) + random.uniform(0.1, 0.9, (cells, cells, 2))) * spacing
        points = np.minimum(grid.astype(np.int64), TEXTURE_SIZE - 1).reshape(-1, 2)
        empty = np.ones((TEXTURE_SIZE, TEXTURE_SIZE), np.uint8)
        empty[points[:, 0], points[:, 1]] = 0
        margin = int(2 * spacing)
        wrapped = np.pad(empty, margin, mode="wrap")
        distance = cv2.distanceTransform(wrapped, cv2.DIST_L2, 5)[margin:-margin, margin:-margin]
        total += weight * np.float32(1.0) - weight * distance / np.float32(spacing)
    total -= total.mean()
    return np.asarray(total / total.std(), np.float32)


@kernel
def density_of(slab: Any, value: float, relief: float) -> float:
    """Density in [0, 1] from the field's value; relief tears at the edge as far as the slab is ragged."""
    inside = min(max(value / (0.6 * slab.soft), 0.0), 1.0)
    density = smooth_step(0.0, slab.soft, value + relief * (slab.ragged + (1.0 - slab.ragged) * inside))
    return density * density


@kernel
def profile(slab: Any, h: float) -> float:
    """Deviations that the field loses at height `h`, 0 = base, 1 = top: sheets thin out to both sides, heaps have a flat base."""
    if slab.heaped:
        return 2.2 * h * h + 25.0 * max(0.0, 0.12 - h)
    return 1.2 * abs(2.0 * h - 1.0)


@kernel
def field_at(slab: Any, texture: MipMap, u: float, v: float, cover: float, lod: float) -> float:
    """The field at (u, v) in tiles: > 0 = cloud. `cover`: large-scale cover there, in deviations; it also swirls the field."""
    swirl = slab.warp * cover
    return float(tap(texture, u + swirl, v - swirl * 0.7, lod, SHAPE) + slab.variety * cover + slab.cover)


@inlined_kernel
def across(slab: Any, x: float, y: float) -> tuple[float, float]:
    """What a way of (x, y) metres adds to texture coordinates, in tiles."""
    c = math.cos(slab.angle) / slab.scale
    s = math.sin(slab.angle) / slab.scale
    return c * x - s * y, (s * x + c * y) * slab.stretch


@inlined_kernel
def sun_way(slab: Any, air: Air) -> Triple:
    """What a metre towards the sun adds to texture coordinates and to the height in the slab."""
    du, dv = across(slab, air.sun_x, air.sun_y)
    return du, dv, max(air.sun_z, 0.02) / (slab.top - slab.base)


@inlined_kernel
def shade_towards(slab: Any, texture: MipMap, place: Triple, sun: Triple, cover: float, lod: float, relief: float) -> float:
    """Optical depth towards the sun. `place`: (u, v) in tiles and height in the slab; `sun`: what a metre towards it adds to
    them.

    Read from ever coarser levels in ever longer steps; the `relief` of the place itself counts less and less.
    """
    depth = 0.0
    before = 0.0
    step = slab.reach * 0.08
    swirl = slab.warp * cover
    shift = slab.variety * cover + slab.cover
    last = texture.offsets.shape[0] - 1
    for _ in range(_LIGHT_STEPS):
        middle = before + 0.5 * step
        height = place[2] + middle * sun[2]
        if height > 1.0:
            break
        u = place[0] + sun[0] * middle + swirl
        v = place[1] + sun[1] * middle - swirl * 0.7
        field = tap_level(texture, u, v, min(max(int(lod + 0.5), 0), last), SHAPE) + shift - profile(slab, height)
        depth += density_of(slab, field, relief) * step
        before += step
        step *= 2.0
        lod += 0.6
        relief *= 0.4
    return float(depth * slab.extinction)
