"""Kernels of taking noise away plainly, and of lifting haze.

Noise: Buades, Coll and Morel 2005, Non-local means, with its strength measured in the picture (Immerkær 1996, Fast noise variance
estimation). Haze: He, Sun and Tang 2009, dark channel prior, with their guided filter (2010).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Plane

_AIR = 0.001
_LEAST_LEFT = 0.25
"""Of the light of a far place, how much at least is taken to have come through the haze."""


def noise_of(plane: Plane) -> float:
    """Standard deviation of the noise in a plane (H, W), in its own units: what no edge or slope explains."""
    if min(plane.shape) < 3:
        return 0.0
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    odd = cv2.filter2D(plane.astype(np.float32), cv2.CV_32F, kernel)[1:-1, 1:-1]
    return float(np.median(np.abs(odd)) / 6 / 0.6745)


def denoised(rgb: Pixels, strength: float) -> Pixels:
    """(H, W, 3) uint8 sRGB with its noise evened out; the same where none is measured. `strength`: 0 to 1, a half for all."""
    planes = [np.asarray(plane, np.uint8) for plane in cv2.split(cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb))]
    amounts = [noise_of(plane.astype(np.float32)) for plane in planes]
    if max(amounts) < _NONE:
        return rgb
    wanted = [_OF_LUMA * amounts[0], *(_OF_COLOUR * max(amount, 0.6 * amounts[0]) for amount in amounts[1:])]
    even = [_even(plane, 2 * strength * amount, window) for plane, amount, window in zip(planes, wanted, _WINDOWS, strict=True)]
    return np.asarray(cv2.cvtColor(np.dstack(even), cv2.COLOR_YCrCb2RGB), np.uint8)


_NONE = 0.4
"""Levels of noise that nobody sees."""

_OF_LUMA, _OF_COLOUR = 1.15, 2.2
_WINDOWS = (13, 17, 17)
"""Strength of the averaging, as a multiple of the noise, and where it looks for likes, in pixels."""


def _even(plane: NDArray[np.uint8], strength: float, window: int) -> NDArray[np.uint8]:
    if strength < 0.3:
        return plane
    return np.asarray(cv2.fastNlMeansDenoising(plane, None, float(strength), 5, window), np.uint8)


def dehazed(rgb: Pixels, strength: float) -> Pixels:
    """(H, W, 3) uint8 sRGB with the veil lifted that grows with distance. `strength` in [0, 1]."""
    light = rgb.astype(np.float32) / 255
    height, width = light.shape[:2]
    scale = min(1.0, 600 / max(height, width))
    small = cv2.resize(light, (max(8, round(width * scale)), max(8, round(height * scale))), interpolation=cv2.INTER_AREA)
    patch = np.ones((max(3, round(max(small.shape[:2]) * 0.02)) | 1,) * 2, np.uint8)
    dark = cv2.erode(small.min(axis=2), patch)
    count = max(1, int(_AIR * dark.size))
    brightest = np.argpartition(dark.ravel(), -count)[-count:]
    air = np.maximum(small.reshape(-1, 3)[brightest].mean(axis=0), 0.5)
    through = 1.0 - strength * cv2.erode((small / air).min(axis=2), patch)
    through = _guided(small.mean(axis=2), through.astype(np.float32), max(8, round(max(small.shape[:2]) * 0.06)), 1e-3)
    left = np.clip(cv2.resize(through, (width, height), interpolation=cv2.INTER_LINEAR), _LEAST_LEFT, 1.0)[..., None]
    clear = (light - air) / left + air
    return np.asarray(np.clip(np.rint(clear * 255), 0, 255), np.uint8)


def _guided(guide: Plane, plane: Plane, radius: int, eps: float) -> Plane:
    size = (2 * radius + 1,) * 2
    mean_guide, mean = cv2.blur(guide, size), cv2.blur(plane, size)
    slope = (cv2.blur(guide * plane, size) - mean_guide * mean) / (cv2.blur(guide * guide, size) - mean_guide**2 + eps)
    base = mean - slope * mean_guide
    return np.asarray(cv2.blur(slope, size) * guide + cv2.blur(base, size), np.float32)
