"""Where a scene's horizon should lie for a subject that is in the picture already.

The horizon is as high as the camera's eye. A person photographed at eye level has it at the height of the head; a cat, a car or a
bag is looked down on, so it lies near their top; and who stands in the picture must stand below it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compositing.field import shrink
from overpaint.imaging.values import Plane

_SIDE = 256
_USUAL = 0.5
_LOWEST, _HIGHEST = 0.68, 0.28
# A head takes a seventh of a standing body, and its eyes lie half way down: Vitruvius' canon, which photographs bear out.
_EYES_STANDING = 0.07
# Cut off at the waist or the chest: a head is then a third of what is seen.
_EYES_CUT = 0.30
# A body over this many times as high as wide stands like a person.
_UPRIGHT = 1.7
_LOOKED_DOWN_ON = 0.12
_FEET_BELOW = 0.18
# Columns, in percent, that may end higher than the rest, and the share of the height by which the rest may.
_ENDS, _LEVEL = 10, 0.25


def _solid(alpha: Plane) -> tuple[NDArray[np.bool_], NDArray[np.intp], NDArray[np.intp]]:
    """(h, w) what is solid of a matte, at reduced size, with the rows and the columns that have some."""
    solid = shrink(alpha, _SIDE) > 0.5
    return solid, np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))


def is_seen_from_above(alpha: Plane) -> bool:
    """Whether a thing is looked down on: a plate, a cup, what lies flat. Its lower outline is round, or parts of it lie higher.

    `alpha`: (H, W) float32 in [0, 1]. What stands and is seen from the side ends about level: a bag, a bottle, a shoe.
    """
    solid, rows, columns = _solid(alpha)
    if not rows.size:
        return False
    part = solid[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    there = part.any(axis=0)
    lowest = part.shape[0] - 1 - np.argmax(part[::-1], axis=0)[there]
    return bool(part.shape[0] - np.percentile(lowest, _ENDS) > _LEVEL * part.shape[0])


def horizon_for(alpha: Plane) -> float:
    """Height of the horizon as a fraction of the picture from the top, in [0.28, 0.68]; 0.5 for an empty matte.

    `alpha`: (H, W) float32 [0, 1] of the subject. For scenes whose horizon the request leaves open.
    """
    solid, rows, columns = _solid(alpha)
    if not rows.size:
        return _USUAL
    side = solid.shape[0]
    top, bottom = float(rows[0]) / side, float(rows[-1] + 1) / side
    tall = bottom - top
    if rows[-1] >= side - 2:
        eyes = top + _EYES_CUT * tall
    elif rows.size > _UPRIGHT * columns.size:
        eyes = top + _EYES_STANDING * tall
    else:
        eyes = top + _LOOKED_DOWN_ON * tall
    feet = bottom - _FEET_BELOW if rows[-1] < side - 2 else 1.0
    return float(np.clip(min(eyes, feet), _HIGHEST, _LOWEST))


def skyline_over(land: Plane) -> float:
    """Height of the horizon of a sky over (H, W) `land`, [0, 1], as a fraction of the picture from the top, in [0.15, 1.1].

    About where most of the sky that is seen ends: so that a low sun's light is seen over hills and roofs, not behind them.
    """
    solid = shrink(land, _SIDE) > 0.5
    open_sky = ~solid
    columns = np.flatnonzero(open_sky.any(axis=0))
    if not columns.size:
        return _USUAL
    ends = (solid.shape[0] - np.argmax(open_sky[::-1, columns], axis=0)) / solid.shape[0]
    return float(np.clip(np.percentile(ends, _SKYLINE) + _HILLS, 0.15, 1.1))


_SKYLINE, _HILLS = 85, 0.03
