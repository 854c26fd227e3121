"""What stands in a picture, all together: the detector's persons, animals and things, as far as they stand out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels
from overpaint.regions.detection import boxes
from overpaint.regions.outlining.looking import stands_out
from overpaint.weights import WeightStore

_SURE = 0.5
_GROUND = frozenset(("potted plant", "dining table", "bed"))
"""Classes that are stuff, or that stuff lies on."""


def things_in(rgb: Pixels, weights: WeightStore) -> NDArray[np.bool_]:
    """(H, W): where something stands that is no stuff. Raises EngineUnavailable without the weight files."""
    there = np.zeros(rgb.shape[:2], bool)
    found = [one.box for one in boxes(rgb, weights) if one.score >= _SURE and one.name not in _GROUND]
    if not found:
        return there
    salient = stands_out(rgb, weights) > _SURE
    for top, left, bottom, right in found:
        there[top:bottom, left:right] |= salient[top:bottom, left:right]
    return there
