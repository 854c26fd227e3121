"""A wall of bricks in running bond: each brick of its own tint and set a little askew, chipped, in sagging mortar, stained."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import LinearPixels, Plane
from overpaint.scenes.materials.patch import Noise, Patch, Relief, between, rgb, step, tinted

_LENGTH, _COURSE, _JOINT = 0.128, 0.0435, 0.0058
_CLAY = (0.305, 0.112, 0.072)
_BURNT = (0.13, 0.058, 0.046)
_PALE = (0.38, 0.19, 0.122)
_MORTAR = (0.40, 0.375, 0.335)


def paint(patch: Patch, noise: Noise, colour: NDArray[np.float32] | None) -> Relief:
    """`colour`: (3,) linear; clay colours are burnt into the bricks, others are paint over bricks and joints."""
    sag = patch.moved(0.0011 * noise.smooth(patch, 0.5, 0), 0.0009 * noise.smooth(patch, 0.9, 1))
    row = np.floor(sag.v / np.float32(_COURSE))
    shift = np.float32(0.5) * np.remainder(row, 2.0) + 0.10 * (noise.chance(np.zeros_like(row), row, 2) - 0.5)
    along = sag.u / np.float32(_LENGTH) + shift
    column = np.floor(along)
    askew = noise.chance(column, row, 3) - 0.5
    x = (along - column - 0.5) * np.float32(_LENGTH)
    y = sag.v - (row + 0.5) * np.float32(_COURSE) + 0.03 * askew * x
    fine, coarse = noise.rough(patch, 0.16, 4), noise.rough(patch, 0.7, 5)
    painted = colour is not None and not _is_clay(colour)
    inside = _inside(x, y, fine, coarse, noise.chance(column, row, 6) * (0.6 if painted else 1.0))  # paint fills chips
    face = step(-0.5 * patch.pixel, 0.0011 + 0.5 * patch.pixel, inside)
    pits = step(1.35, 2.4, noise.rough(patch, 0.11, 7))
    if painted and colour is not None:
        albedo = tinted(colour, 1.0 + 0.025 * coarse + 0.02 * fine - 0.10 * pits * face)
    else:
        albedo = _bare(noise, patch, (column, row), (face, fine, coarse, pits), colour)
    relief = 0.0042 * step(-0.0012 * painted, 0.0042 + 0.0022 * painted, inside) + face * (
        0.0016 * (noise.chance(column, row, 8) - 0.5) + 0.02 * askew * x
    )
    texture = (0.00016 * fine - 0.0007 * pits) * (0.35 + 0.65 * face) * (0.5 if painted else 1.0)
    height = relief * (0.60 if painted else 1.0) + texture + (1.0 - face) * 0.00022 * noise.rough(patch, 0.23, 9)
    return Relief(albedo, np.asarray(height, np.float32), np.full_like(fine, 0.25 if painted else 0.05))


def _inside(x: Plane, y: Plane, fine: Plane, coarse: Plane, luck: Plane) -> Plane:
    """How deep within its brick a place lies, in units; negative in the joint. Corners are worn, some are chipped."""
    radius = np.float32(0.004)
    over_x = np.abs(x) - np.float32((_LENGTH - _JOINT) / 2) + radius
    over_y = np.abs(y) - np.float32((_COURSE - _JOINT) / 2) + radius
    depth = radius - np.hypot(np.maximum(over_x, 0.0), np.maximum(over_y, 0.0)) - np.minimum(np.maximum(over_x, over_y), 0.0)
    chips = 0.0045 * step(0.9, 2.2, coarse + 0.8 * fine) * step(0.3, 0.9, luck)
    return np.asarray(depth - chips + 0.0004 * fine, np.float32)


def _bare(
    noise: Noise,
    patch: Patch,
    brick: tuple[Plane, Plane],
    texture: tuple[Plane, Plane, Plane, Plane],
    colour: NDArray[np.float32] | None,
) -> LinearPixels:
    face, fine, coarse, pits = texture
    kind, tone = noise.chance(*brick, 10), noise.chance(*brick, 11)
    clay = np.asarray(_CLAY if colour is None else colour, np.float32)
    shade = (0.72 + 0.5 * tone) * (1.0 + 0.13 * fine + 0.12 * coarse - 0.35 * pits)
    body = tinted(clay, shade)
    body = between(body, tinted(clay * rgb(_BURNT) / rgb(_CLAY), shade), step(0.78, 1.0, kind))
    body = between(body, tinted(clay * rgb(_PALE) / rgb(_CLAY), shade), step(0.25, 0.0, kind))
    bloom = 0.35 * step(0.8, 2.4, noise.smooth(patch, 1.2, 12) + 0.5 * coarse)
    body = between(body, tinted((0.46, 0.42, 0.38), 1.0 + 0.1 * fine), bloom)
    joint = tinted(_MORTAR, (0.85 + 0.10 * noise.rough(patch, 0.19, 13)) * (1.0 + 0.10 * coarse))
    soot = 1.0 - 0.22 * step(0.2, 2.0, noise.smooth(patch, 1.7, 14, stretch=2.5) + 0.25 * fine)
    return between(joint, body, face) * soot[..., None]


def _is_clay(colour: NDArray[np.float32]) -> bool:
    """Reds, oranges and browns, as bricks are."""
    red, green, blue = (float(c) for c in colour)
    return red > 1.35 * green and green >= 0.8 * blue and red > 2.0 * blue
