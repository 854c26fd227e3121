"""Sides of a picture, and which things are there."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Plane, Size
from overpaint.plans import Sides
from overpaint.regions.base import Instance

_SEAM = 0.02
"""Width of the soft seam between two sides, as a share of the picture's width or height: a hard one shows in an even sky."""

_MOSTLY = 0.75
"""Of a single thing's area: from here on it is the thing on that side, not one of which a part lies there."""

_HALF = 0.5


def side_of(size: Size, side: Sides) -> Plane:
    """(H, W) float32 in [0, 1], 1 = on that side. Left and right, and top and bottom, add up to one; the centre is the middle
    third across and down.
    """
    width, height = size
    across, down = np.ones((1, width), np.float32), np.ones((height, 1), np.float32)
    match side:
        case "left":
            across = 1 - _beyond(width, 1 / 2)[None]
        case "right":
            across = _beyond(width, 1 / 2)[None]
        case "top":
            down = 1 - _beyond(height, 1 / 2)[:, None]
        case "bottom":
            down = _beyond(height, 1 / 2)[:, None]
        case "centre":
            across = (_beyond(width, 1 / 3) - _beyond(width, 2 / 3))[None]
            down = (_beyond(height, 1 / 3) - _beyond(height, 2 / 3))[:, None]
    return np.asarray(down * across, np.float32)


def _beyond(length: int, share: float) -> Plane:
    """(length,) from 0 before that share of a side to 1 behind it."""
    at = np.arange(length, dtype=np.float64) + 0.5
    return np.clip((at - share * length) / max(_SEAM * length, 1.0) + 0.5, 0.0, 1.0).astype(np.float32)


def things_on(things: tuple[Instance, ...], side: Sides) -> tuple[Instance, ...]:
    """Of several things those whose centre lies there, of a single one itself if most of it does; none where none does."""
    if not things:
        return ()
    there = side_of(things[0].size, side)
    if len(things) == 1:
        return things if things[0].within(there).area >= _MOSTLY * things[0].area else ()
    return tuple(thing for thing in things if there[int(thing.centre[1]), int(thing.centre[0])] >= _HALF)
