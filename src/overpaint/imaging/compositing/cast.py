"""The shadow a subject casts on level ground, seen in perspective.

The subject stands as a few upright cut-outs one behind the other, so that light from the side finds a body and no sheet of paper;
each is bent along the line where the subject meets the ground, so that a car seen at an angle casts a car's shadow. Each pixel of
ground is followed back towards the sun to the height at which it meets a cut-out; the horizon gives the height of the camera. All
lengths are in pixels at the distance of the subject's lowest point.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Light, Plane

# Focal length over the longest side: 50° of view.
_FOCAL = 1.07
# A lower sun would throw shadows out of the picture; one exactly from the side none at all from a cut-out.
_LOWEST_SUN = 0.13
_LEAST_AHEAD = 0.30
_SLICES = (-1.0, -0.6, -0.2, 0.2, 0.6, 1.0)
_THICKNESS = 0.30
_BENDS = 2
# The nearer of its half width: a body is narrower in front and behind than in the middle.
_TAPER = 0.35
# Share of the ground's light that comes from the sun, low and high.
_DOSE = (0.34, 0.66)
_HIGH_SUN = 0.45
# Penumbra and stray light: how soft and how faint a shadow is at one subject's height from its feet.
_SHARP, _SOFT = 0.004, 0.045
_FADE = 0.45


@dataclass(frozen=True, eq=False)
class Standing:
    """A subject on the ground: its `alpha` (h, w), the row of its lowest point, its height in rows, the row of the horizon.

    `line`: (w,) row at which each column meets the ground, above `base`.
    """

    alpha: Plane
    base: int
    height: int
    horizon: float
    line: Plane

    @property
    def focal(self) -> float:
        return float(_FOCAL * max(self.alpha.shape))

    @property
    def camera(self) -> float:
        """Height of the camera over the ground."""
        return float(max(self.base - self.horizon, 2.0))

    def distance(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """How far off the ground is that these rows show."""
        return np.asarray(self.focal * self.camera / np.maximum(rows - self.horizon, 0.5), np.float32)


def cast_shadow(standing: Standing, light: Light) -> Plane:
    """(h, w) share of its light the ground loses, in [0, 1]. Zero without a lamp to cast it, and above the horizon."""
    alpha = standing.alpha
    if light.towards is None or light.towards[2] <= 0:
        return np.zeros_like(alpha)
    top = int(np.clip(standing.horizon + 1, 0, alpha.shape[0] - 1))
    whole = np.zeros_like(alpha)
    shadow, reach = whole[top:], np.full_like(whole[top:], np.inf)
    middle, half = _middle(standing), _half_width(standing)
    for step in _SLICES:
        slice_shadow, length = _from_slice(standing, light.towards, step, (middle, half), top)
        np.maximum(shadow, slice_shadow, out=shadow)
        np.minimum(reach, length, out=reach)
    dose = _DOSE[0] + (_DOSE[1] - _DOSE[0]) * float(np.clip(light.towards[2] / _HIGH_SUN, 0.0, 1.0))
    shadow[:] = _soften(shadow, reach / np.float32(standing.height), standing.height)
    return np.asarray(whole * np.float32(dose), np.float32)


def _from_slice(
    standing: Standing, towards: tuple[float, float, float], step: float, body: tuple[float, float], top: int
) -> tuple[Plane, Plane]:
    """Shadow of the cut-out `step` half thicknesses behind the middle one; and how long its way along the ground is.

    Both of the rows from `top` on. `body`: its middle column and half its width.
    """
    middle, half = body
    alpha, centre = standing.alpha, np.float32(standing.alpha.shape[1] / 2)
    rows, columns = np.mgrid[top : alpha.shape[0], 0 : alpha.shape[1]].astype(np.float32)
    right, ahead, up = _bounded(towards)
    focal = np.float32(standing.focal)
    distance = standing.distance(rows)
    across = (columns - centre) * distance / focal
    depths = standing.distance(standing.line)
    depth = np.full_like(distance, standing.focal)
    for _ in range(_BENDS):
        away = depth + np.float32(step * _THICKNESS * half) - distance
        source = (across + away * np.float32(right / ahead)) * focal / depth + centre
        depth = depths[np.clip(source, 0, alpha.shape[1] - 1).astype(np.intp)]
    narrow = np.float32(1.0 / (1.0 - _TAPER * step * step))
    high = away * np.float32(up / ahead)
    source_row = np.float32(standing.horizon) + (np.float32(standing.camera) - high) * focal / depth
    shadow = cv2.remap(
        alpha, (source - np.float32(middle)) * narrow + np.float32(middle), source_row, cv2.INTER_LINEAR, borderValue=0
    )
    seen = high >= -1
    length = np.abs(away) * np.float32(np.hypot(right, ahead) / abs(ahead))
    return np.asarray(np.where(seen, shadow, 0.0), np.float32), np.asarray(np.where(seen, length, np.inf), np.float32)


def _bounded(towards: tuple[float, float, float]) -> tuple[float, float, float]:
    right, ahead, up = towards
    side = 1.0 if ahead >= 0 else -1.0
    return right, side * max(abs(ahead), _LEAST_AHEAD), max(up, _LOWEST_SUN)


def _soften(shadow: Plane, reach: Plane, height: int) -> Plane:
    """Sharp at the feet, soft and faint far from them. `reach`: (h, w), in heights of the subject."""
    near, far = (cv2.GaussianBlur(shadow, (0, 0), max(0.6, sigma * height)) for sigma in (_SHARP, _SOFT))
    share = np.clip(reach, 0.0, 1.0)
    return np.asarray((near + (far - near) * share) * np.exp(-np.float32(_FADE) * np.minimum(reach, 20.0)), np.float32)


def _middle(standing: Standing) -> float:
    """Column the subject stands over."""
    low = standing.alpha[max(0, standing.base - standing.height // 4) : standing.base + 1]
    return float(np.average(np.arange(low.shape[1]), weights=low.sum(axis=0) + np.float32(1e-6)))


def _half_width(standing: Standing) -> float:
    body = standing.alpha[max(0, standing.base - standing.height) : standing.base + 1]
    return 0.5 * float((body > 0.5).sum(axis=1).mean())
