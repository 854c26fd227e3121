"""How far a colour speaks for the subject: how often its sure parts have it, against the background's."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Plane

Codes: TypeAlias = NDArray[np.int32]

_BINS = 16
_RARE = 1e-4
_ODDS = 2.0
_ENOUGH = 50


def colour_odds(rgb: Pixels, subject: NDArray[np.bool_], background: NDArray[np.bool_]) -> Plane:
    """(h, w) in [-1, 1]: 1 where the colour is only the subject's, -1 only the background's, 0 where both's or neither's.

    `subject`, `background`: (h, w), their sure parts; where one of them is next to nothing colour says nothing.
    """
    if np.count_nonzero(subject) < _ENOUGH or np.count_nonzero(background) < _ENOUGH:
        return np.zeros(subject.shape, np.float32)
    return odds_of(coarse_codes(rgb), subject, background)


def coarse_codes(rgb: Pixels) -> Codes:
    """(h, w): the number of each pixel's colour among the 4096 that are told apart."""
    red, green, blue = (np.asarray(plane, np.int32) for plane in cv2.split(rgb >> 4))
    return (red * _BINS + green) * _BINS + blue


def odds_of(codes: Codes, subject: NDArray[np.bool_], background: NDArray[np.bool_]) -> Plane:
    """The same from coarse codes."""
    odds = np.log((_frequency(codes[subject]) + _RARE) / (_frequency(codes[background]) + _RARE))
    return np.asarray(cv2.GaussianBlur(np.clip(odds / _ODDS, -1.0, 1.0).astype(np.float32)[codes], (0, 0), 2.5), np.float32)


def _frequency(codes: Codes) -> NDArray[np.float64]:
    """(4096,) share of each colour among these, each counted half for itself and half for its neighbours, axis by axis."""
    cube = np.bincount(codes, minlength=_BINS**3).reshape(_BINS, _BINS, _BINS) / max(codes.size, 1)
    spread = 0.5 * np.eye(_BINS) + 0.25 * (np.eye(_BINS, k=1) + np.eye(_BINS, k=-1))
    for _ in range(3):
        cube = np.tensordot(cube, spread, (0, 0))
    return np.asarray(cube, np.float64).ravel()
