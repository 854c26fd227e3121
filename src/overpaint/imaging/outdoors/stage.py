"""How far away what a photograph shows is, as far as one picture tells: enough for air to lie between.

The ground runs to a horizon, so its distance follows from the row. What stands on it and ends before the sky is the farther the
less it rises above the horizon, as if all of it were equally tall. Whoever stands in front is as far as the row of their feet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import luminance
from overpaint.imaging.values import LinearPixels, Mask, Pixels, Plane

_LEAST: Mapping[str, float] = {"sky": 0.03, "ground": 0.12, "vegetation": 0.15, "grass": 0.10, "water": 0.10}
"""Share of the picture of each of which one is enough to know that it was taken outdoors."""

_SIDE = 384
_USUAL_HORIZON, _HIGHEST, _LOWEST = 0.40, 0.22, 0.72
_FARTHEST, SKY = 30.0, 45.0
_RISE = 1.6
"""Distance, in heights of the camera above the ground, of what rises by the whole height of the picture over the horizon."""

_UNSEEN = 9.0
"""Distance of what stands there where no sky tells more."""

_NEAR_FEET = 0.72
"""Row below which a subject's feet show that it stands in front."""


@dataclass(frozen=True, eq=False)
class Stage:
    """`distance`: (H, W) in heights of the camera above the ground, 1 at the lower edge, `SKY` in the sky. `sky`: (H, W), [0, 1].

    `horizon`: its row as a share of the height.
    """

    distance: Plane
    sky: Plane
    horizon: float


def in_hard_sun(linear: LinearPixels, stage: Stage) -> bool:
    """Whether sunlight is so hard that much of what it falls on is white: no cloud can be laid before it afterwards."""
    below = stage.sky < 0.1
    return bool(below.any()) and float((luminance(linear)[below] > _WHITE).mean()) > _HARD


_WHITE, _HARD = 0.78, 0.04


def is_outdoors(seen: Mapping[str, Mask]) -> bool:
    """Whether sky, plants, open ground or water are to be seen, as far as to tell that no room is shown."""
    return any(kind in seen and seen[kind].coverage >= least for kind, least in _LEAST.items())


def stage_of(rgb: Pixels, seen: Mapping[str, Mask], *, near: bool) -> Stage:
    """The distances of a picture, (H, W, 3) uint8 sRGB. `seen`: of its size, by kind. `near`: whoever stands in front counts."""
    height, width = rgb.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    clear = seen["sky"].values if "sky" in seen else np.zeros((height, width), np.float32)
    sky = np.asarray(cv2.resize(clear, size, interpolation=cv2.INTER_AREA), np.float32)
    horizon = _horizon(sky)
    distance = _distances(sky, horizon)
    if near and "subject" in seen:
        subject = np.asarray(cv2.resize(seen["subject"].values, size, interpolation=cv2.INTER_AREA), np.float32)
        if (feet := _feet(subject)) > _NEAR_FEET * size[1]:
            stands = _ground_at(np.array([feet / size[1]]), horizon)[0]
            distance = np.where(subject > 0.5, np.minimum(distance, stands), distance)
    guide = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.float32) / 255
    logs = np.log(np.maximum(distance, 0.5)).astype(np.float32)
    logs = np.asarray(cv2.ximgproc.guidedFilter(guide, logs, max(4, size[0] // 24), 4e-3), np.float32)
    distance = np.exp(cv2.resize(np.asarray(logs, np.float32), (width, height), interpolation=cv2.INTER_CUBIC))
    distance = distance * (1 - clear) + np.float32(SKY) * clear
    return Stage(np.asarray(np.clip(distance, 0.8, SKY), np.float32), clear, horizon)


def _horizon(sky: Plane) -> float:
    """Row, as a share of the height, to which the sky reaches down."""
    columns = np.flatnonzero((sky > 0.5).any(axis=0))
    if columns.size < 0.05 * sky.shape[1]:
        return _USUAL_HORIZON
    lowest = sky.shape[0] - np.argmax(sky[::-1, columns] > 0.5, axis=0)
    return float(np.clip(np.percentile(lowest, 92) / sky.shape[0] + 0.02, _HIGHEST, _LOWEST))


def _ground_at(rows: NDArray[np.float64], horizon: float) -> NDArray[np.float64]:
    """Distance of the ground at rows given as shares of the height; `_FARTHEST` at the horizon and above."""
    below = np.maximum((rows - horizon) / (1 - horizon), 1 / _FARTHEST)
    return np.asarray(np.minimum(1 / below, _FARTHEST), np.float64)


def _distances(sky: Plane, horizon: float) -> Plane:
    height, width = sky.shape
    ground = _ground_at((np.arange(height) + 0.5) / height, horizon)[:, None]
    there = (sky > 0.5).any(axis=0)
    ends = np.where(there, (height - np.argmax(sky[::-1] > 0.5, axis=0)) / height, 0.0)
    rise = np.maximum(horizon - ends, 0.03)
    standing = np.where(there, _RISE / rise, _UNSEEN if not there.any() else _RISE / max(horizon, 0.05))
    standing = np.minimum(standing, _FARTHEST * 0.8)
    standing = cv2.GaussianBlur(standing.astype(np.float32).reshape(1, -1), (0, 0), max(1.0, width / 60)).reshape(1, -1)
    return np.asarray(np.minimum(ground, standing) + np.zeros((height, width)), np.float32)


def _feet(mask: Plane) -> int:
    rows = np.flatnonzero((mask > 0.5).any(axis=1))
    return int(rows[-1]) + 1 if rows.size else 0
