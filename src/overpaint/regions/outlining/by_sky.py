"""The sky as the segmenter outlines it: whole, with its clouds, whatever their colour, down to roofs and hills."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels
from overpaint.regions.segmenting import Prompt, segment
from overpaint.weights import WeightStore

Flags = NDArray[np.bool_]

_SURE, _STEADY = 0.95, 0.93
_ACROSS, _ROW, _BELOW = (0.1, 0.5, 0.9), 0.05, 0.97
"""Where the sky would be, where nothing else tells, and where it would not: shares of the width and the height."""


def outliner(rgb: Pixels, weights: WeightStore, side: int) -> Callable[[Flags | None], Flags | None]:
    """For a picture, (H, W, 3) uint8 sRGB: from flags, (side, side), of some of its sky, or None, to those of all of it.

    What it gives is None where the segmenter is not sure.
    """

    def outlined(some: Flags | None) -> Flags | None:
        height, width = rgb.shape[:2]
        on = _points(some) if some is not None and some.any() else tuple((_ROW, across) for across in _ACROSS)
        below = ((_BELOW * height, 0.5 * width),) if some is None or not some[round(_BELOW * some.shape[0]), side // 2] else ()
        found = segment(rgb, Prompt(on=tuple((row * height, column * width) for row, column in on), off=below), weights)
        if found.sureness < _SURE or found.steadiness < _STEADY:
            return None
        return np.asarray(cv2.resize(found.logits, (side, side), interpolation=cv2.INTER_LINEAR) > 0)

    return outlined


def _points(some: Flags) -> tuple[tuple[float, float], ...]:
    """(row, column) as shares, deep inside the left, the middle and the right of what is known."""
    columns = np.flatnonzero(some.any(axis=0))
    points = []
    for part in np.array_split(columns, 3):
        if not part.size:
            continue
        strip = np.zeros(some.shape, np.uint8)
        strip[:, part[0] : part[-1] + 1] = some[:, part[0] : part[-1] + 1]
        depth = cv2.distanceTransform(cv2.copyMakeBorder(strip, 0, 0, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 3)[:, 1:-1]
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        points.append(((float(row) + 0.5) / some.shape[0], (float(column) + 0.5) / some.shape[1]))
    return tuple(points)
