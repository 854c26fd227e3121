"""What a lens took from the corners of a picture, measured on the picture, and given back.

Zheng, Yu, Kang, Lin and Kambhamettu 2008, Single-image vignetting correction using radial gradient symmetry: walking outwards,
what a picture shows gets brighter as often as darker; where the middle of all steps is darker, the lens did it. A lens does so
all round: what is dark in some corners only is the picture's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import luminance, to_linear
from overpaint.imaging.values import Pixels, Plane

_SIDE = 400
_SMOOTH = 1.5
_DARKEST, _BRIGHTEST = 0.002, 0.95
"""Luminance that says nothing: black, and what is cut off."""

_RINGS, _FEWEST = 24, 40
_INNERMOST = 0.08
_SECTORS = 4
_POWERS = (2, 4, 6)

_LEAST, _MOST = 0.2, 2.0
"""Stops in the corners below which nobody sees it, and beyond which no lens goes."""

_OUTER, _ALIKE, _AGAINST = 0.45, 0.3, 0.5
"""From that far out, three corners of four get darker by at least that share of the middle step, and none much brighter."""


class NoVignette(ValueError):
    """The corners are no darker than what the picture shows in them."""


class UnevenCorners(ValueError):
    """Some corners are darker and others are not: that is no lens."""


@dataclass(frozen=True)
class Falloff:
    """Stops lost at a way `r` from the middle, 1 at the corners: the sum of `parts` times r to the powers 2, 4 and 6."""

    parts: tuple[float, ...]

    @property
    def corners(self) -> float:
        """Stops lost in the corners."""
        return sum(self.parts)

    def gain(self, size: tuple[int, int], share: float) -> Plane:
        """(H, W) float32: what light is multiplied by to give that share of it back; size is (width, height)."""
        square = _square(size)
        stops = sum((part * square ** (power // 2) for part, power in zip(self.parts, _POWERS, strict=True)), np.zeros(1))
        return np.exp2(share * stops).astype(np.float32)


def falloff_of(rgb: Pixels, weight: Plane) -> Falloff:
    """Of a picture, (H, W, 3) uint8 sRGB, where (H, W) weights count. Raises NoVignette, UnevenCorners."""
    scale = min(1.0, _SIDE / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    if min(size) < 2 * _RINGS:
        raise NoVignette
    light = luminance(to_linear(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)))
    counts = np.asarray(cv2.resize(np.asarray(weight, np.float32), size, interpolation=cv2.INTER_AREA) > 0.5)
    counts &= (light > _DARKEST) & (light < _BRIGHTEST)
    counts = cv2.erode(counts.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    way, sector, steps = _outwards(np.log2(np.maximum(light, 1e-4)))
    whole = _fitted(way[counts], steps[counts])
    if whole is None or whole.corners < _LEAST:
        raise NoVignette
    outer = counts & (way > _OUTER)
    slopes = [
        float(np.median(steps[outer & (sector == at)])) for at in range(_SECTORS) if (outer & (sector == at)).sum() >= _FEWEST
    ]
    usual = -float(np.median(steps[outer]))
    darker = sum(-slope > _ALIKE * usual for slope in slopes)
    if usual <= 0 or darker < _SECTORS - 1 or max(slopes) > _AGAINST * usual:
        raise UnevenCorners
    return Falloff(tuple(part * min(1.0, _MOST / whole.corners) for part in whole.parts))


def _outwards(stops: Plane) -> tuple[Plane, NDArray[np.int64], Plane]:
    """(H, W) each: the way from the middle, which corner it is nearest to, and how many stops brighter it gets a half diagonal
    further out."""
    height, width = stops.shape
    smooth = cv2.GaussianBlur(stops, (0, 0), _SMOOTH)
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, *axis, scale=0.125) for axis in ((1, 0), (0, 1)))
    half = np.hypot(width, height) / 2
    y, x = np.mgrid[:height, :width].astype(np.float32)
    x, y = (x - (width - 1) / 2) / half, (y - (height - 1) / 2) / half
    way = np.hypot(x, y)
    steps = (across * x + down * y) / np.maximum(way, 1e-3) * half
    return way.astype(np.float32), (2 * (y > 0) + (x > 0)).astype(np.int64), steps.astype(np.float32)


def _fitted(way: NDArray[np.float32], steps: NDArray[np.float32]) -> Falloff | None:
    """The fall-off whose slopes are nearest to the middle steps of each ring; None where too few rings say anything."""
    rings = np.clip((way * _RINGS).astype(np.int64), 0, _RINGS - 1)
    rows = []
    for ring in range(int(_INNERMOST * _RINGS), _RINGS):
        here = rings == ring
        if here.sum() >= _FEWEST:
            rows.append((float(way[here].mean()), -float(np.median(steps[here])), float(here.sum()) ** 0.5))
    if len(rows) < _RINGS // 2 or rows[-1][0] < 0.75:
        return None
    at, slope, trust = np.array(rows).T
    slopes = np.stack([power * at ** (power - 1) for power in _POWERS], axis=1)
    return Falloff(_least_squares(slopes * trust[:, None], slope * trust))


def _least_squares(rows: NDArray[np.float64], wanted: NDArray[np.float64]) -> tuple[float, ...]:
    """Parts that are not negative: a lens gives no light. Of so few, every choice of those that are above 0 is tried."""
    best: tuple[float, ...] = (0.0,) * rows.shape[1]
    least = float(wanted @ wanted)
    for chosen in range(1, 2 ** rows.shape[1]):
        columns = [at for at in range(rows.shape[1]) if chosen >> at & 1]
        parts = np.linalg.lstsq(rows[:, columns], wanted, rcond=None)[0]
        left = wanted - rows[:, columns] @ parts
        if (parts >= 0).all() and float(left @ left) < least - 1e-9:
            least = float(left @ left)
            best = tuple(float(parts[columns.index(at)]) if at in columns else 0.0 for at in range(rows.shape[1]))
    return best


def _square(size: tuple[int, int]) -> NDArray[np.float64]:
    """(H, W): the square of the way from the middle, 1 at the corners."""
    width, height = size
    half = (width**2 + height**2) / 4
    x, y = (np.arange(side) - (side - 1) / 2 for side in size)
    return np.asarray((x[None, :] ** 2 + y[:, None] ** 2) / half)
