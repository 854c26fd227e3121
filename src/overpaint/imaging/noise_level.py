"""How much noise a picture has, by how bright it is: measured where hardly anything else is to be seen.

The filter that sees neither edges nor slopes: Immerkær 1996, Fast noise variance estimation. It is read block by block, and the
quietest blocks of each brightness are believed: everywhere else there is texture.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane

_ODD = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6

_BLOCK, _SMALL_BLOCK, _SMALL_SIDE = 16, 8, 400
"""Side of a block; of pictures with a shorter side than the last, the smaller one."""

_QUIET = 0.1
"""Of the blocks of a brightness, so many are taken to be flat."""

_STEPS = (0, 30, 60, 100, 150, 200, 256)
_FEWEST, _FEWEST_SHARE = 8, 0.01
"""Codes of brightness between which noise is taken to be one, and the fewest blocks that say anything about it."""

_UNEVEN, _EVEN = 2.0, 0.3
"""A brightness whose quietest blocks are so much noisier than the whole picture's shows texture everywhere."""


@dataclass(frozen=True, eq=False)
class NoiseLevel:
    """`deviations`: standard deviation of the noise at these `codes` of brightness (ascending), between which it is even."""

    codes: NDArray[np.float64]
    deviations: NDArray[np.float64]

    def at(self, brightness: Plane) -> Plane:
        """(H, W) float32 codes → (H, W) float32 deviations. The brightness is smoothed first: its own noise is not light."""
        smooth = cv2.GaussianBlur(brightness, (0, 0), 1.5)
        return np.interp(smooth, self.codes, self.deviations).astype(np.float32)


def noise_level(plane: Plane, brightness: Plane) -> NoiseLevel:
    """Of a plane (H, W) float32, in its own units, by the brightness (H, W) float32 in codes, 0 to 255; 0 where nothing tells."""
    side = min(_BLOCK if min(plane.shape) >= _SMALL_SIDE else _SMALL_BLOCK, *plane.shape)
    if side < 3:
        return NoiseLevel(np.zeros(1), np.zeros(1))
    odd = cv2.filter2D(plane, cv2.CV_32F, _ODD)
    spread, light = np.sqrt(_by_block(odd * odd, side)), _by_block(brightness, side)
    # What is cut off at black or white has lost its noise, and says nothing of its neighbours'.
    cut = _by_block(((brightness < 4) | (brightness > 250)).astype(np.float32), side)
    spread, light = spread[cut < 0.1], light[cut < 0.1]
    if not spread.size:
        return NoiseLevel(np.zeros(1), np.zeros(1))
    whole = float(np.quantile(spread, _QUIET))
    codes, deviations = [], []
    for first, last in pairwise(_STEPS):
        here = (light >= first) & (light < last)
        if here.sum() >= max(_FEWEST, _FEWEST_SHARE * spread.size):
            codes.append(float(light[here].mean()))
            deviations.append(min(float(np.quantile(spread[here], _QUIET)), _UNEVEN * whole + _EVEN))
    return NoiseLevel(np.array(codes or [0.0]), np.array(deviations or [whole]))


def _by_block(plane: Plane, side: int) -> NDArray[np.float32]:
    """(N,) means of the square blocks that fit in."""
    rows, columns = plane.shape[0] // side, plane.shape[1] // side
    blocks = plane[: rows * side, : columns * side].reshape(rows, side, columns, side)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32).ravel()
