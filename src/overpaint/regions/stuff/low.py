"""Which pixels are water, and which are the ground that things stand on.

Water is smooth, lies below a level line, and is where a classifier sees shores and lakes; the picture must not be one of
mountains, whose haze looks the same. The ground is what looks, at its height, as the picture's lowest part does.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.stuff.looks import Flags, fits_at_height, hue_and_chroma, likeness_at_height, roughness_of_detail, within

SIDE = 256
SHORES = (449, 460, 472, 525, 536, 975, 976, 977, 978)
"""ImageNet's boathouse, breakwater, canoe, dam, dock, lakeside, promontory, sandbar, seashore."""
HEIGHTS = (970, 972, 979, 980)
"""Its alp, cliff, valley, volcano."""

_STEP, _LEVEL = 0.03, 0.35
_FIRST, _LAST, _BELOW = 30, 235, 14
_SMOOTH, _FAIRLY = 0.03, 0.04
_WATERY, _BLUE, _GREY = 0.6, (165.0, 290.0), 0.012
_HEAT, _SURE_HEAT, _HEIGHT = 3.5, 8.0, 0.18
_SPREADS, _EDGE_SPREADS, _NEAR = (0.07, 0.02, 0.03), (0.05, 0.02, 0.025), 9.0
_RIM = 1 / 64

_LOWEST, _GROUND_SPREADS, _GROUND_NEAR = 0.1, (0.07, 0.02, 0.025, 0.6), 10.0
_HIGHEST, _HIGH_SHARE, _WIDE, _FLAT, _LEAST = 0.3, 0.03, 0.7, 0.004, 0.06


def water(rgb: Pixels, things: Flags, shores: Plane, heights: float, boats: bool) -> Plane:
    """(H, W) float32 in [0, 1], empty where there is none. `rgb`: (H, W, 3) uint8 sRGB. `things`: (H, W), what is none.

    `shores`: heat of `SHORES`, of any size; `heights`: odds that the picture is of `HEIGHTS`; `boats`: whether any were detected.
    """
    nothing = np.zeros(rgb.shape[:2], np.float32)
    if heights > _HEIGHT and not boats:
        return nothing
    small, taken = _small(rgb), _small_flags(things)
    lab = np.asarray(cv2.GaussianBlur(to_oklab(to_linear(small)), (0, 0), 1), np.float32)
    smooth = (roughness_of_detail(rgb, SIDE) < _SMOOTH) & ~taken
    heat = np.asarray(cv2.resize(shores, (SIDE, SIDE)), np.float32)
    found = _waterline(lab, smooth, taken, heat, boats)
    if found is None:
        return nothing
    line, seeds = found
    like = (fits_at_height(lab, seeds, _SPREADS, _NEAR, degree=1) | _watery(lab)) & smooth
    like[:line] = False
    _, labels = cv2.connectedComponents(cv2.dilate(like.astype(np.uint8), np.ones((3, 3), np.uint8)), connectivity=4)
    whole = np.isin(labels, list(set(np.unique(labels[seeds])) - {0})) & like
    allowed = ~things
    allowed[: max(0, line - 1) * rgb.shape[0] // SIDE] = False
    likeness = likeness_at_height(_full(rgb), lab, whole, _EDGE_SPREADS, _NEAR, degree=1)
    return within(rgb, whole, likeness, allowed, max(4, round(max(rgb.shape[:2]) * _RIM)))


def ground(rgb: Pixels, things: Flags) -> Plane:
    """As `water`, of floor, street, grass, sand or snow that reaches the picture's bottom."""
    small, taken = _small(rgb), _small_flags(things)
    lab = to_oklab(to_linear(small))
    looks = np.dstack([lab, np.log(roughness_of_detail(rgb, SIDE) + _FLAT)])
    lowest = np.zeros((SIDE, SIDE), bool)
    lowest[round((1 - _LOWEST) * SIDE) :] = True
    lowest &= ~taken
    if lowest.sum() < _LEAST * lowest.size * _LOWEST:
        return np.zeros(rgb.shape[:2], np.float32)
    like = fits_at_height(looks, lowest, _GROUND_SPREADS, _GROUND_NEAR, degree=0) & ~taken
    opened = cv2.morphologyEx(like.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), connectivity=4)
    whole = np.isin(labels, list(set(np.unique(labels[-2:])) - {0})) & (labels > 0)
    rows = whole.mean(axis=1)
    if whole[: int(_HIGHEST * SIDE)].mean() > _HIGH_SHARE or (whole | taken)[-4:].mean() < _WIDE or rows.sum() < _LEAST * SIDE:
        return np.zeros(rgb.shape[:2], np.float32)
    return within(rgb, whole, np.zeros(rgb.shape[:2], np.float32), ~things)


def _waterline(lab: Plane, smooth: Flags, taken: Flags, heat: Plane, boats: bool) -> tuple[int, Flags] | None:
    """The row where water begins, and what lies just below; None where no level line has any below it."""
    best: tuple[float, int, Flags] | None = None
    lines = _level_lines(lab)
    for row in range(_FIRST, _LAST):
        if lines[row] <= _LEVEL:
            continue
        seeds = np.zeros((SIDE, SIDE), bool)
        seeds[row + 3 : row + 2 + _BELOW] = True
        free = seeds & ~taken
        seeds &= smooth
        here = float(np.percentile(heat[max(0, row - 10) : row + 40], 90))
        if not seeds.any() or not (here > _HEAT or boats) or seeds.sum() < 0.5 * free.sum():
            continue
        watery = float(_watery(lab)[seeds].mean())
        share = max(watery, 0.7) if here > _SURE_HEAT and lines[row] > 0.5 else watery
        if share > _WATERY and (best is None or float(lines[row]) * share > best[0]):
            best = float(lines[row]) * share, row + 2, seeds
    return best and best[1:]


def _level_lines(lab: Plane) -> NDArray[np.float64]:
    """(SIDE,): share of the columns that change at that height or hardly above or below."""
    step = np.zeros((SIDE, SIDE), np.float32)
    step[:-3] = np.linalg.norm(lab[3:] - lab[:-3], axis=-1)
    sharpest = step >= cv2.dilate(step, np.ones((5, 1), np.uint8)) - 1e-6
    return np.asarray(cv2.dilate((sharpest & (step > _STEP)).astype(np.uint8), np.ones((5, 1), np.uint8)).mean(axis=1))


def _watery(lab: Plane) -> Flags:
    hue, chroma = hue_and_chroma(lab)
    return np.asarray((hue > _BLUE[0]) & (hue < _BLUE[1]) & (chroma > _GREY))


def _small(rgb: Pixels) -> Pixels:
    return np.ascontiguousarray(cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _small_flags(flags: Flags) -> Flags:
    return np.asarray(cv2.resize(flags.astype(np.uint8), (SIDE, SIDE), interpolation=cv2.INTER_AREA) > 0)


def _full(rgb: Pixels) -> Plane:
    return to_oklab(to_linear(np.ascontiguousarray(rgb)))
