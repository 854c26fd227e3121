"""How far relighting may go: a face stays the face it was, a grey stays a grey.

A retoucher who puts someone before a night sky lifts the face with a flash and makes the mood with the backdrop, the rims and a
breath of tint. Measured on what the eye judges first: skin where there is some, else the whole subject; in CIELAB.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_srgb_float
from overpaint.imaging.values import LinearPixels, Plane

MOST_LIGHTNESS = 7.6
"""ΔL* a subject may gain or lose on average: a face turned from the light, which loses more, then stays within 8."""
MOST_HUE = 2.8
"""Degrees its mean hue may turn, so that no face of several turns by more than 4."""
MOST_CAST = 6.0
"""Δa*b* that relighting may lay over it."""

# Skin of all complexions lies within these: hue angle, chroma, lightness.
_SKIN_HUE = (20.0, 75.0)
_SKIN_CHROMA = (8.0, 50.0)
_SKIN_LIGHTNESS = (22.0, 92.0)
_SKIN_SHARE = 0.04
_SOLID = 0.9
# Below this chroma a hue angle means nothing: what counts there is the cast alone.
_GREY = 6.0
_HALVINGS = 7
_LARGEST_GAIN = 6.0


class Judge:
    """Compares a small subject with itself relit. `foreground`: (h, w, 3) linear; `alpha`: (h, w)."""

    def __init__(self, foreground: LinearPixels, alpha: Plane) -> None:
        before = _lab(foreground)
        solid = alpha > _SOLID if (alpha > _SOLID).any() else alpha > 0
        hue = np.degrees(np.arctan2(before[..., 2], before[..., 1]))
        skin = solid & _between(hue, _SKIN_HUE) & _between(np.hypot(before[..., 1], before[..., 2]), _SKIN_CHROMA)
        skin &= _between(before[..., 0], _SKIN_LIGHTNESS)
        self._where = skin if skin.sum() >= _SKIN_SHARE * solid.sum() else solid
        self._before = before[self._where]

    def lightness(self, relit: LinearPixels) -> float:
        """Mean ΔL*."""
        return float((_lab(relit)[self._where][:, 0] - self._before[:, 0]).mean())

    def is_true(self, relit: LinearPixels) -> bool:
        """Hue and cast are within their bounds, whatever the lightness is."""
        old, new = self._before[:, 1:].mean(axis=0), _lab(relit)[self._where][:, 1:].mean(axis=0)
        if float(np.hypot(*(new - old))) > MOST_CAST:
            return False
        turned = np.degrees(np.arctan2(new[1], new[0]) - np.arctan2(old[1], old[0]))
        return float(np.hypot(*old)) < _GREY or abs((turned + 180) % 360 - 180) <= MOST_HUE


def largest_dose(allowed: Callable[[float], bool]) -> float:
    """The largest share in [0, 1] that is allowed; what holds at a share holds at every smaller one."""
    if allowed(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if allowed(middle) else (low, middle)
    return low


def gain_within(lightness: Callable[[float], float]) -> float:
    """Factor on a subject's light that brings `lightness(factor)`, the mean ΔL* it leads to, within ±`MOST_LIGHTNESS`."""
    change = lightness(1.0)
    if abs(change) <= MOST_LIGHTNESS:
        return 1.0
    bound = MOST_LIGHTNESS if change > 0 else -MOST_LIGHTNESS
    low, high = (1 / _LARGEST_GAIN, 1.0) if change > 0 else (1.0, _LARGEST_GAIN)
    for _ in range(_HALVINGS + 2):
        middle = float(np.sqrt(low * high))
        low, high = (middle, high) if lightness(middle) < bound else (low, middle)
    return low if change > 0 else high


def _lab(linear: LinearPixels) -> NDArray[np.float32]:
    values = to_srgb_float(np.ascontiguousarray(linear))
    return np.asarray(cv2.cvtColor(values, cv2.COLOR_RGB2LAB), np.float32)


def _between(values: NDArray[np.float32], bounds: tuple[float, float]) -> NDArray[np.bool_]:
    return np.asarray((values >= bounds[0]) & (values <= bounds[1]))
