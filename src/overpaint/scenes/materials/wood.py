"""Planks sawn from logs: each is a cut through the growth rings of its own tree, round its knots, with pores and gaps.

The rings are those of a trunk whose axis wanders, cut by a plane: where the cut runs nearly along a ring it makes cathedrals.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane
from overpaint.scenes.materials.patch import Noise, Patch, Relief, between, rgb, step, tinted

_PLANK = 0.148
_RING = 0.0075
_LOG = 0.55  # length of trunk with at most one knot
_OAK = (0.375, 0.205, 0.098)
_LATE = (0.56, 0.47, 0.40)


def paint(patch: Patch, noise: Noise, colour: NDArray[np.float32] | None) -> Relief:
    """Planks run along `v`. `colour`: (3,) linear of the wood between the rings."""
    column = np.floor(patch.u / np.float32(_PLANK))
    across = patch.u - (column + 0.5) * np.float32(_PLANK)
    own = np.zeros_like(column)
    tone, tree = noise.chance(column, own, 0), noise.chance(column, own, 1)
    along = patch.v + 6.0 * tree
    log = Patch(across + 2.0 * tree, along, patch.footprint)
    rings, knot = _rings(log, across, column, noise)
    late, number = _profile(rings, patch.pixel)
    strength = 0.45 + 0.55 * noise.chance(np.remainder(number, 64.0), column, 2)
    fibre = noise.rough(log, 0.10, 3, stretch=26.0)
    pores = step(1.2, 2.4, noise.rough(log, 0.14, 4, stretch=16.0)) * (0.4 + 0.6 * late)
    blotch = noise.smooth(log, 0.5, 5, stretch=3.0)
    base = np.asarray(_OAK if colour is None else colour, np.float32)
    shade = np.asarray((0.74 + 0.45 * tone) * (1.0 + 0.055 * fibre + 0.07 * blotch) * (1.0 - 0.30 * pores), np.float32)
    body = tinted(base, shade)
    body = between(body, tinted(base * np.asarray(_LATE, np.float32), shade), 0.85 * late * strength)
    body = between(body, tinted(base * rgb([0.30, 0.22, 0.18]), shade), 0.80 * knot)
    warm = (0.5 - noise.chance(column, own, 6)) * np.float32(0.11)
    body *= np.stack([1.0 + warm, np.ones_like(warm), 1.0 - warm], axis=-1)
    edge = np.float32(_PLANK / 2) - np.abs(across) - 0.0006 * (1.0 + 0.5 * noise.smooth(log, 0.3, 7, stretch=4.0))
    gap = step(-0.5 * patch.pixel, 0.0005 + 0.5 * patch.pixel, edge - 0.0010)
    body *= (0.06 + 0.94 * gap)[..., None] * (0.82 + 0.18 * step(0.0, 0.010, edge))[..., None]
    height = 0.0045 * step(-0.0005, 0.0035, edge) + 0.0030 * (noise.chance(column, own, 8) - 0.5)
    height += 0.00005 * fibre + 0.00010 * late - 0.00025 * pores - 0.0004 * knot
    return Relief(body, np.asarray(height, np.float32), np.asarray(0.42 - 0.10 * late - 0.15 * pores, np.float32) * gap)


def _rings(log: Patch, across: Plane, column: Plane, noise: Noise) -> tuple[Plane, Plane]:
    """How many rings a place lies from the heart, and how much of a knot it is."""
    own = np.zeros_like(column)
    quarter = noise.chance(column, own, 10)
    heart = (noise.chance(column, own, 11) - 0.5) * np.float32(0.16) + 0.016 * noise.smooth(log, 1.6, 12, stretch=8.0)
    depth = 0.010 + 0.10 * quarter**2 + 0.020 * noise.smooth(log, 1.9, 13, stretch=7.0)
    x = across - heart
    radius = np.sqrt(x * x + depth * depth)
    radius += 0.0011 * noise.smooth(log, 0.22, 14, stretch=7.0) + 0.0003 * noise.rough(log, 0.3, 15, stretch=14.0)
    piece = np.floor(log.v / np.float32(_LOG))
    size = 0.0055 + 0.0085 * noise.chance(column, piece, 16)
    size *= np.asarray(noise.chance(column, piece, 17) > 0.55, np.float32)
    knot_x = across - (noise.chance(column, piece, 18) - 0.5) * np.float32(0.085)
    knot_y = log.v - (piece + 0.3 + 0.4 * noise.chance(column, piece, 19)) * np.float32(_LOG)
    safe = np.maximum(size, 1e-4)
    away = np.hypot(knot_x, 0.62 * knot_y) * (1.0 + 0.10 * noise.smooth(log, 0.06, 20)) / safe
    reach = np.hypot(knot_x, 0.30 * knot_y) / (2.6 * safe)
    bent = radius + np.copysign(1.6 * size * np.exp(-reach * reach), x * np.float32(1.0))
    inner = step(1.25, 0.85, away) * np.asarray(size > 0, np.float32)
    rings = bent / np.float32(_RING) + inner * 2.2 * away
    return np.asarray(rings, np.float32), np.asarray(inner * (0.55 + 0.45 * step(0.6, 0.1, away)), np.float32)


def _profile(rings: Plane, pixel: Plane) -> tuple[Plane, Plane]:
    """Late wood in [0, 1]: it grows slowly and ends at once, where the next spring begins. And the ring's number."""
    number = np.floor(rings)
    part = rings - number
    soft = np.clip(0.8 * pixel / np.float32(_RING), 0.05, 0.3)
    return np.asarray(step(0.30, 0.95 - soft, part) * step(1.0, 1.0 - soft, part), np.float32), number
