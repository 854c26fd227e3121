"""The shadow a subject casts on level ground, seen in perspective.

The subject stands as a few upright cut-outs one behind the other, so that light from the side finds a body and no sheet of paper.
Each pixel of ground is followed back towards the sun to the height at which it meets a cut-out; the horizon gives the height of
the camera. All lengths are in pixels at the subject's distance.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Light, Plane

# Focal length over the longest side: 50° of view.
_FOCAL = 1.07
# A lower sun would throw shadows out of the picture; one exactly from the side none at all from a cut-out.
_LOWEST_SUN = 0.13
_LEAST_AHEAD = 0.30
_SLICES = (-1.0, -0.66, -0.33, 0.0, 0.33, 0.66, 1.0)
_THICKNESS = 0.30
# The nearer of its half width: a body is narrower in front and behind than in the middle.
_TAPER = 0.35
# Share of the ground's light that comes from the sun, low and high.
_DOSE = (0.34, 0.66)
_HIGH_SUN = 0.45
# Penumbra and stray light: how soft and how faint a shadow is at one subject's height from its feet.
_SHARP, _SOFT = 0.004, 0.045
_FADE = 0.45


def cast_shadow(alpha: Plane, base: int, height: int, horizon: float, light: Light) -> Plane:
    """(h, w) share of its light the ground loses, in [0, 1]. Zero without a lamp to cast it, and above the horizon.

    `alpha`: (h, w) of the subject; `base`: row of its feet; `height`: rows of it; `horizon`: row, above `base`.
    """
    if light.towards is None or light.towards[2] <= 0:
        return np.zeros_like(alpha)
    rows, columns = np.mgrid[0 : alpha.shape[0], 0 : alpha.shape[1]].astype(np.float32)
    middle = _middle(alpha, base, height)
    shadow, reach = np.zeros_like(alpha), np.full_like(alpha, np.inf)
    half = _half_width(alpha, base, height)
    for step in _SLICES:
        slice_shadow, length = _from_slice(alpha, (rows, columns), base, horizon, middle, light.towards, (step, half))
        np.maximum(shadow, slice_shadow, out=shadow)
        np.minimum(reach, length, out=reach)
    up = light.towards[2]
    dose = _DOSE[0] + (_DOSE[1] - _DOSE[0]) * float(np.clip(up / _HIGH_SUN, 0.0, 1.0))
    return _soften(shadow, reach / np.float32(height), height) * np.float32(dose)


def _from_slice(
    alpha: Plane,
    grid: tuple[NDArray[np.float32], NDArray[np.float32]],
    base: int,
    horizon: float,
    middle: float,
    towards: tuple[float, float, float],
    place: tuple[float, float],
) -> tuple[Plane, Plane]:
    """Shadow of the cut-out at `place` (step behind the middle, half the width of the body); and its way along the ground."""
    rows, columns = grid
    right, ahead, up = _bounded(towards)
    step, half = place
    focal = _FOCAL * max(alpha.shape)
    camera = max(base - horizon, 2.0)
    distance = np.float32(focal * camera) / np.maximum(rows - np.float32(horizon), np.float32(0.5))
    away = np.float32(focal + step * _THICKNESS * half) - distance
    across = (columns - np.float32(alpha.shape[1] / 2)) * distance / np.float32(focal)
    high = away * np.float32(up / ahead)
    source = across + away * np.float32(right / ahead) + np.float32(alpha.shape[1] / 2)
    narrow = 1.0 / (1.0 - _TAPER * step * step)
    source = (source - np.float32(middle)) * np.float32(narrow) + np.float32(middle)
    shadow = cv2.remap(alpha, source, np.float32(base) - high, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    seen = (rows > horizon + 1) & (high >= -1)
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


def _middle(alpha: Plane, base: int, height: int) -> float:
    """Column the subject stands over."""
    weights = alpha[max(0, base - height // 4) : base + 1].sum(axis=0) + np.float32(1e-6)
    return float(np.average(np.arange(alpha.shape[1]), weights=weights))


def _half_width(alpha: Plane, base: int, height: int) -> float:
    return 0.5 * float((alpha[max(0, base - height) : base + 1] > 0.5).sum(axis=1).mean())
