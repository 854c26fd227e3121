"""Where a picture has things that stand for themselves: nothing that is put in elsewhere may be copied from them."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image, Mask
from overpaint.regions.detection.boxes import WEIGHT, boxes
from overpaint.weights import WeightStore

_UNDERNEATH = ("dining table", "bed", "couch", "bench")
"""Things that others stand on: what they are made of is what lies around those."""

_MOST_OF_ALL = 0.35
"""Of the picture: a larger box holds more of what is around a thing than of the thing."""


def things_in(image: Image, weights: WeightStore) -> Mask | None:
    """The boxes of what the detector sees, 1 inside; None without its weight file."""
    if WEIGHT in weights.missing():
        return None
    plane = np.zeros(image.size[::-1], np.float32)
    for one in boxes(image.rgb, weights):
        top, left, bottom, right = one.box
        if one.name not in _UNDERNEATH and (bottom - top) * (right - left) < _MOST_OF_ALL * plane.size:
            plane[top:bottom, left:right] = 1.0
    return Mask(plane)
