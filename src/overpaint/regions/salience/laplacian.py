"""Alpha over an unknown band, from the picture's own colours: the closed-form matting of Levin et al. (2008).

In any 3 × 3 window alpha is taken for a linear function of the colour. What that leaves unexplained, summed over all windows, is
least for the alpha that is sought; conjugate gradients find it, with the windows' products taken anew in each step, which is
faster than building the matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Plane

_NOISE = 1e-5
_NEAR_ENOUGH = 1e-3
_SIDE = 3


def solve(rgb: Pixels, known: Plane, unknown: NDArray[np.bool_], start: Plane, steps: int) -> Plane:
    """(h, w) alpha in [0, 1]: `known` where not `unknown`, solved elsewhere. `start`: a first guess, `steps`: at most so many.

    `rgb`: (h, w, 3) uint8 sRGB.
    """
    alpha = np.where(unknown, start, known).astype(np.float32)
    windows = _Windows.over(rgb, unknown)
    if windows is None:
        return alpha
    free = unknown.reshape(-1)
    value = alpha.reshape(-1)
    rest = np.where(free, -windows.residue(value), np.float32(0))
    scale = np.where(free, 1 / np.maximum(windows.diagonal, np.float32(1e-4)), np.float32(0))
    towards = scale * rest
    worth = float(rest @ towards)
    enough = _NEAR_ENOUGH**2 * worth
    direction = towards
    for _ in range(steps):
        if worth <= enough or worth <= 0:
            break
        pushed = np.where(free, windows.residue(direction), np.float32(0))
        length = np.float32(worth / max(float(direction @ pushed), 1e-12))
        value = np.asarray(value + length * direction, np.float32)
        rest = np.asarray(rest - length * pushed, np.float32)
        towards = np.asarray(scale * rest, np.float32)
        worth, before = float(rest @ towards), worth
        direction = np.asarray(towards + np.float32(worth / before) * direction, np.float32)
    return np.asarray(np.clip(value.reshape(alpha.shape), 0.0, 1.0), np.float32)


@dataclass(frozen=True, eq=False)
class _Windows:
    """`places`: (n, 9) flat indices. `apart`: (n, 9, 3) colours less their mean; `weighed`: the same times the inverse spread."""

    places: NDArray[np.intp]
    apart: NDArray[np.float32]
    weighed: NDArray[np.float32]
    count: int

    @classmethod
    def over(cls, rgb: Pixels, unknown: NDArray[np.bool_]) -> _Windows | None:
        """All windows that hold something unknown; None where there are none."""
        height, width = unknown.shape
        near = cv2.dilate(unknown.astype(np.uint8), np.ones((_SIDE, _SIDE), np.uint8)) > 0
        rows, columns = np.nonzero(near[1:-1, 1:-1])
        if rows.size == 0:
            return None
        down, across = (offset.reshape(-1) for offset in np.mgrid[:_SIDE, :_SIDE])
        places = (rows[:, None] + down) * width + columns[:, None] + across
        colours = rgb.reshape(-1, 3)[places] * np.float32(1 / 255)
        apart = colours - colours.mean(axis=1, keepdims=True)
        spread = apart.transpose(0, 2, 1) @ apart / _SIDE**2 + np.eye(3, dtype=np.float32) * np.float32(_NOISE / _SIDE**2)
        weighed = apart @ np.linalg.inv(spread)
        return cls(places, apart, np.asarray(weighed, np.float32), height * width)

    def residue(self, value: NDArray[np.float32]) -> NDArray[np.float32]:
        """(h·w,): the Laplacian times alpha."""
        there = value[self.places]
        slope = np.einsum("nic,ni->nc", self.weighed, there)
        plain = there - there.mean(axis=1, keepdims=True) - np.einsum("nic,nc->ni", self.apart, slope) / np.float32(_SIDE**2)
        return self._summed(plain)

    @property
    def diagonal(self) -> NDArray[np.float32]:
        own = 1 - (1 + np.einsum("nic,nic->ni", self.weighed, self.apart)) / np.float32(_SIDE**2)
        return self._summed(own)

    def _summed(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.bincount(self.places.reshape(-1), weights=values.reshape(-1), minlength=self.count).astype(np.float32)
