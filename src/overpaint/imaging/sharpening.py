"""Sharpening as far as the eye notices, whatever the picture: its edges' width says at which radius, its noise where not at all.

Unsharp masking of the brightness at two radii, which follow how soft the picture's own edges are (Zhuo and Sim 2011, Defocus map
estimation from a single image: an edge that is blurred once more loses the less of its slope the softer it was).
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from overpaint.imaging.noise_level import noise_level
from overpaint.imaging.values import Pixels, Plane

_STRENGTHS, _GAINS = (0.0, 0.25, 0.5, 0.9, 1.0), (1.0, 1.22, 1.42, 1.75, 1.85)
"""Strength → how many times as steep the picture's edges shall be."""

_MOST = 2.6
"""Most times the detail is laid on, at full strength: beyond, what is crisp already turns to wire."""

_ROUNDS, _LOOKED_AT = 7, 512
_EDGES = 0.8
"""Slopes that are measured: those above this quantile."""

_AGAIN = 1.0
_OF_SLOPES = 0.79
"""Sigmas: of the second blur, and of the one that measuring a slope is itself."""

_SOFTEST, _SHARPEST = 2.2, 0.6
_FINE, _WIDE = 1.6, 0.5

_QUIET, _LOUD = 2.0, 4.5
"""How far detail must stand out, in deviations of what noise leaves of it, to be sharpened at all, and fully."""

_LEAST_NOISE = 0.35
"""Codes of noise that rounding alone makes."""

_OF_NOISE = 0.75
"""Of the noise in a picture, so much is left in its finest detail."""

_OVERSHOOT = 4.0
"""Levels by which an edge may pass the brightest and darkest of its neighbours: more is a halo."""


def sharpened(rgb: Pixels, strength: float) -> Pixels:
    """(H, W, 3) uint8 sRGB with crisper edges; colours keep their hue, flats and noise stay. `strength` in [0, 1]."""
    light = _light(rgb)
    detail, low, high = _detail(light, edge_width(light))
    if strength == 0 or not detail.any():
        return rgb
    middle = _middle(light.shape)
    here = light[middle]
    target = float(np.interp(strength, _STRENGTHS, _GAINS)) * _steepness(here)
    least, most = 0.0, _MOST * strength
    for _ in range(_ROUNDS):
        gain = (least + most) / 2
        reached = _steepness(np.clip(here + gain * detail[middle], low[middle], high[middle]))
        least, most = (gain, most) if reached < target else (least, gain)
    change = np.clip(light + most * detail, low, high) - light
    return np.asarray(np.clip(np.rint(rgb + change[..., None]), 0, 255), np.uint8)


def edge_width(light: Plane) -> float:
    """Sigma, in pixels, of the softness of the edges in (H, W) float32 codes; from `_SHARPEST` to `_SOFTEST`."""
    once, again = _slope(light), _slope(np.asarray(cv2.GaussianBlur(light, (0, 0), _AGAIN), np.float32))
    strong = once > max(float(np.quantile(once, 0.97)), 4.0)
    if not strong.any():
        return _SHARPEST
    ratio = float(np.median(once[strong] / np.maximum(again[strong], 1e-3)))
    measured = _AGAIN**2 / max(ratio**2 - 1, 1e-3) - _OF_SLOPES**2
    return min(_SOFTEST, max(_SHARPEST, math.sqrt(max(measured, 0.0))))


def _detail(light: Plane, width: float) -> tuple[Plane, Plane, Plane]:
    """What sharpening lays on, and between which codes each pixel must stay."""
    sigma = max(_SHARPEST, 0.9 * width)
    fine = light - cv2.GaussianBlur(light, (0, 0), sigma)
    both = _FINE * fine + _WIDE * (light - cv2.GaussianBlur(light, (0, 0), 3 * sigma))
    noise = _OF_NOISE * np.maximum(noise_level(light, light).at(light), _LEAST_NOISE)
    loudness = np.sqrt(np.maximum(cv2.GaussianBlur(fine * fine, (0, 0), 1.5 * sigma), 0)) / noise
    share = np.clip((loudness - _QUIET) / (_LOUD - _QUIET), 0, 1)
    reach = 2 * math.ceil(1.3 * sigma) + 1
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (max(5, reach), max(5, reach)))
    detail = np.asarray(both * share * share * (3 - 2 * share), np.float32)
    low, high = (np.asarray(plane, np.float32) for plane in (cv2.erode(light, around), cv2.dilate(light, around)))
    return detail, low - np.float32(_OVERSHOOT), high + np.float32(_OVERSHOOT)


def _steepness(light: Plane) -> float:
    """Mean slope of the edges."""
    slope = _slope(light)
    return float(slope[slope >= np.quantile(slope, _EDGES)].mean())


def _slope(light: Plane) -> Plane:
    across, down = cv2.Sobel(light, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(light, cv2.CV_32F, 0, 1, scale=0.125)
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _middle(shape: tuple[int, ...]) -> tuple[slice, slice]:
    top, left = (max(0, (side - _LOOKED_AT) // 2) for side in shape[:2])
    return slice(top, top + _LOOKED_AT), slice(left, left + _LOOKED_AT)


def _light(rgb: Pixels) -> Plane:
    return np.asarray(rgb @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)
