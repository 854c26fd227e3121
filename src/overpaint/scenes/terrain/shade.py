"""Shadows of conifers that stand beside the picture: long under a low sun, and the one thing that gives a plain a scale."""

from __future__ import annotations

import math

from overpaint.imaging.compiled import inlined_kernel
from overpaint.scenes.heavens.atmosphere import Air
from overpaint.scenes.kernels.texture import scatter_hash, smooth_step
from overpaint.scenes.terrain.relief import Land

_APART = 6.5  # m between two trees, across the light
_SLIM = 0.17  # half-width of a tree over its height
_TALL = 17.0  # m
_BESIDE = 8.0  # m to the side that the nearest tree stands
_TREES = 0.5  # share of places with a tree


@inlined_kernel
def between_trees(land: Land, air: Air, x: float, y: float, slope_x: float, slope_y: float) -> float:
    """Share of the sun's disc that is seen from (x, y) metres before the viewer, in [0, 1].

    A tree's shadow is a wedge: its tip away from the sun, ragged by branches, softer the farther it falls. `slope_x`,
    `slope_y`: of the ground, which bends it.
    """
    flat = math.sqrt(max(air.sun_x * air.sun_x + air.sun_y * air.sun_y, 1e-6))
    towards_x = air.sun_x / flat
    towards_y = air.sun_y / flat
    rise = max(air.sun_z, 0.03) / flat
    along = x * towards_x + y * towards_y
    across = x * towards_y - y * towards_x + 0.3 * (slope_x * towards_y - slope_y * towards_x)
    place = math.floor(land.x) + 7 * math.floor(land.y)
    cell = math.floor(across / _APART)
    seen = 1.0
    for k in range(cell - 1, cell + 2):
        if scatter_hash(k, place, 0) > _TREES:
            continue
        middle = (k + scatter_hash(k, place, 1)) * _APART
        tall = _TALL * (0.5 + 0.5 * scatter_hash(k, place, 3))
        length = tall / rise
        # The tree itself must stand beside the picture, however far ahead.
        tip = _BESIDE + 0.5 * abs(middle) + max(46.0, 0.6 * length) * scatter_hash(k, place, 2) - length
        reach = along - tip  # from the tip towards the tree
        if reach < 0.0 or reach > length:
            continue
        height = reach * rise
        # Branches: whorls a metre apart, drooping outwards, no two alike.
        whorl = height + 0.6 * abs(across - middle)
        ragged = (
            0.75 + 0.25 * math.sin(5.1 * whorl + 9.0 * scatter_hash(k, place, 4)) + 0.14 * math.sin(13.7 * whorl + 2.0 * across)
        )
        half = (0.12 + _SLIM * height) * ragged
        soft = 0.1 + 0.014 * (length - reach)
        seen = min(seen, smooth_step(half - soft, half + soft, abs(across - middle)))
    return 0.06 + 0.94 * seen
