"""Where a photographer would stand: many places of a tile are tried, and the best view is taken."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.terrain.relief import Heights, shadow_heights, slopes

_TRIES = 1500
_TOGETHER = 250  # views scored at once: all of them would take 100 MB
_BEARINGS = 16
_SPREAD = np.linspace(-0.42, 0.42, 11)  # radians to either side that the picture shows
_AWAY = np.geomspace(0.00175, 0.7, 50)  # sides of the tile
_NEAR, _MIDDLE, _FAR = 0.045, 0.2, 0.125  # sides of the tile


@dataclass(frozen=True)
class Wish:
    """What makes a good view. `peak`: elevation in radians of the highest summit; `above`: m that the viewer should stand above
    the valley, least and most; `fall`: how far, as a slope, the land ahead should fall at first; `woods`: how much trees at
    some distance are worth."""

    peak: float
    above: tuple[float, float]
    fall: float
    woods: float = 0.0


def choose(
    random: np.random.Generator,
    height: Heights,
    canopy: Heights,
    length: float,
    wish: Wish,
    sun: tuple[float, float, float],
) -> tuple[float, float, float]:
    """x and y in metres, and heading in radians, of the best of many views over a (N, N) tile; `sun`: unit vector as the viewer
    sees it."""
    x, y = random.uniform(0.0, length, (2, _TRIES))
    heading = random.uniform(-np.pi, np.pi, _TRIES)
    lit = _sunlit(height, length, sun) if sun[2] > 0.0 else None
    some = [slice(first, first + _TOGETHER) for first in range(0, _TRIES, _TOGETHER)]
    scores = np.concatenate([_scores(height, canopy, length, wish, sun, lit, x[k], y[k], heading[k]) for k in some])
    best = int(np.argmax(scores + random.uniform(0.0, 0.15, _TRIES)))
    return float(x[best]), float(y[best]), float(heading[best])


def _read(
    field: Heights, length: float, x: NDArray[np.float64], y: NDArray[np.float64], layer: NDArray[np.intp] | None = None
) -> NDArray[np.float64]:
    side = field.shape[-1]
    place = (y / length * side).astype(int) % side, (x / length * side).astype(int) % side
    return np.asarray(field[place] if layer is None else field[(layer, *place)], np.float64)


def _scores(
    height: Heights,
    canopy: Heights,
    length: float,
    wish: Wish,
    sun: tuple[float, float, float],
    lit: Heights | None,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    heading: NDArray[np.float64],
) -> NDArray[np.float64]:
    away = _AWAY * length
    here = _read(height, length, x, y)
    turn = heading[:, None, None] + _SPREAD[None, :, None]
    there_x, there_y = x[:, None, None] + np.sin(turn) * away, y[:, None, None] + np.cos(turn) * away
    rise = (_read(height, length, there_x, there_y) - here[:, None, None] - 2.0) / away
    near = rise[..., _AWAY < _NEAR].max(-1)  # (tries, spread)
    middle = rise[..., _AWAY < _MIDDLE].max(-1)
    skyline = rise[..., _AWAY > _FAR].max(-1)
    top = skyline.max(-1)
    score = -3.0 * np.abs(top - wish.peak) / wish.peak
    score += np.minimum(6.0 * skyline.std(-1), 0.5) - 2.0 * np.abs(skyline.mean(-1) - 0.6 * wish.peak) / wish.peak
    score -= 6.0 * np.maximum(near.mean(-1) + wish.fall, 0.0) + 40.0 * np.maximum(near.max(-1) + 0.03, 0.0)
    score -= 5.0 * np.maximum(middle.max(-1) - 0.04, 0.0) / wish.peak
    score -= 12.0 * _outside(here, wish.above) / (0.02 * length)
    if lit is not None:
        bearing = np.round(heading / (2.0 * np.pi) * _BEARINGS).astype(int) % _BEARINGS
        seen = (rise >= np.maximum.accumulate(rise, axis=2) - 1e-9) & (_AWAY > 0.6 * _FAR)
        light = _read(lit, length, there_x, there_y, bearing[:, None, None])
        score += (4.0 if sun[2] > 0.2 else 7.0) * np.minimum((seen * light).sum((1, 2)) / np.maximum(seen.sum((1, 2)), 1), 0.5)
        score += (2.5 if sun[2] > 0.08 else 1.0) * np.minimum(_read(lit, length, x, y, bearing) / max(sun[2], 0.05), 1.0)
    step = 0.003 * length
    around = [
        _read(height, length, x + step * math.sin(a), y + step * math.cos(a)) for a in np.linspace(0.0, 2.0 * np.pi, 6, False)
    ]
    score -= 4.0 * np.maximum(np.ptp(np.array(around), axis=0) / (2.0 * step) - 0.3, 0.0)
    if wish.woods > 0.0:
        between = (_AWAY > 0.035) & (_AWAY < 0.07)
        score += wish.woods * np.minimum(2.0 * _read(canopy, length, there_x, there_y)[..., between].mean((1, 2)), 1.0)
    ahead = [
        _read(canopy, length, x + np.sin(heading) * d, y + np.cos(heading) * d) for d in (0.0, 60.0, 120.0, 250.0, 400.0, 550.0)
    ]
    return np.asarray(score - 2.0 * np.mean(ahead, axis=0))


def _sunlit(height: Heights, length: float, sun: tuple[float, float, float]) -> Heights:
    """(bearings, 128, 128): how squarely the sun falls on each place, for views in each of 16 directions."""
    small = np.asarray(cv2.resize(height, (128, 128), interpolation=cv2.INTER_AREA), np.float32)
    cell = length / 128
    slope_x, slope_y = slopes(small, cell)
    scale = 1.0 / np.sqrt(1.0 + slope_x**2 + slope_y**2)
    maps = []
    for k in range(_BEARINGS):
        turn = 2.0 * math.pi * k / _BEARINGS
        x, y = math.cos(turn) * sun[0] + math.sin(turn) * sun[1], math.cos(turn) * sun[1] - math.sin(turn) * sun[0]
        facing = np.clip((sun[2] - slope_x * x - slope_y * y) * scale, 0.0, 1.0)
        maps.append(facing * (small > shadow_heights(small, cell, (x, y, sun[2])) - 10.0))
    return np.stack(maps)


def _outside(value: NDArray[np.float64], between: tuple[float, float]) -> NDArray[np.float64]:
    return np.asarray(np.maximum(np.maximum(between[0] - value, value - between[1]), 0.0))
