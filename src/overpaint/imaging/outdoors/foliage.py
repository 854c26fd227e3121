"""Plants in another season: hues of leaves turned and spread, their light and shade kept. In OKLab."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.values import Pixels, Plane

_GREEN = (96.0, 168.0)
"""Degrees of OKLab hue that leaves have."""

_SOFT = 16.0
_AUTUMN = ((0.0, 96.0, 1.05), (0.30, 84.0, 1.15), (0.62, 66.0, 1.15), (0.85, 48.0, 1.05), (1.0, 38.0, 1.0))
"""Where a tree stands in its turning: hue in degrees, and chroma by what it was."""

_TREES, _LEAVES = 9, 42
_AUTUMN_LEAST = 0.075
_GRASS_TURNED = 0.4
_SPRING_HUE, _SPRING_CHROMA, _SPRING_LIGHT = 124.0, 1.22, 0.035
_LAWN_HUE, _LAWN_CHROMA, _LAWN_LEAST = 130.0, 1.4, 0.085
_LUSH, _BEYOND = 0.115, 0.35
"""OKLab chroma of lush grass in daylight; of what would go beyond, so much is left, or it looks like paint."""


def autumnal(rgb: Pixels, plants: Plane, lawn: Plane, amount: float, seed: int) -> Pixels:
    """(H, W, 3) uint8: green `plants`, (H, W) in [0, 1], in the colours of autumn; what of them is `lawn` withers a little."""
    lab = to_oklab(to_linear(rgb))
    hue, chroma = _polar(lab)
    turning = _variety(rgb, seed)
    stops = np.array(_AUTUMN)
    wanted = np.interp(turning, stops[:, 0], stops[:, 1])
    wanted = wanted + (hue - np.clip(hue, 100, 150)) * 0.2 + np.clip(hue - 125, -25, 25) * 0.35
    gain = np.interp(turning, stops[:, 0], stops[:, 2])
    withered = np.where(lawn > 0.5, hue + (92 - hue) * _GRASS_TURNED, wanted)
    strength = plants * _greenness(hue, chroma) * np.float32(amount)
    richer = np.maximum(chroma * gain, np.minimum(_AUTUMN_LEAST, 2.4 * chroma))
    lighter = lab[..., 0] + 0.05 * strength * (lawn < 0.5) * np.clip(1 - lab[..., 0], 0, 1)
    return _painted(rgb, (hue, withered), (chroma, richer), lighter, strength)


def vernal(rgb: Pixels, plants: Plane, amount: float) -> Pixels:
    """(H, W, 3) uint8: plants in the light green of spring, the brown of grass and twigs among them too."""
    lab = to_oklab(to_linear(rgb))
    hue, chroma = _polar(lab)
    strength = plants * np.clip(_greenness(hue, chroma) + 0.8 * _strawness(hue, chroma), 0, 1) * np.float32(amount)
    wanted = hue + (_SPRING_HUE - hue) * 0.72
    lighter = lab[..., 0] + _SPRING_LIGHT * strength * np.clip(lab[..., 0] * 2.2, 0, 1)
    return _painted(rgb, (hue, wanted), (chroma, chroma * _SPRING_CHROMA), lighter, strength)


def greener(rgb: Pixels, plants: Plane, amount: float) -> Pixels:
    """(H, W, 3) uint8: grass and leaves in a fuller green, dry ones among them too."""
    lab = to_oklab(to_linear(rgb))
    hue, chroma = _polar(lab)
    strength = plants * np.clip(_greenness(hue, chroma) + _strawness(hue, chroma), 0, 1) * np.float32(amount)
    wanted = hue + (_LAWN_HUE - hue) * 0.66
    fuller = np.maximum(chroma * _LAWN_CHROMA, np.minimum(_LAWN_LEAST, 2.0 * chroma))
    richer = np.maximum(chroma, np.minimum(fuller, _LUSH + _BEYOND * np.maximum(fuller - _LUSH, 0)))
    return _painted(rgb, (hue, wanted), (chroma, richer), lab[..., 0] - 0.012 * strength, strength)


def _polar(lab: NDArray[np.float32]) -> tuple[Plane, Plane]:
    hue = np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360
    return np.asarray(hue, np.float32), np.asarray(np.hypot(lab[..., 1], lab[..., 2]), np.float32)


def _ramp(values: Plane, low: float, high: float) -> Plane:
    return np.asarray(np.clip((values - low) / (high - low), 0, 1), np.float32)


def _greenness(hue: Plane, chroma: Plane) -> Plane:
    inside = _ramp(hue, _GREEN[0] - _SOFT, _GREEN[0]) * (1 - _ramp(hue, _GREEN[1], _GREEN[1] + _SOFT))
    return np.asarray(inside * _ramp(chroma, 0.008, 0.028), np.float32)


def _strawness(hue: Plane, chroma: Plane) -> Plane:
    return np.asarray(_ramp(hue, 58, 74) * (1 - _ramp(hue, _GREEN[0] - _SOFT, _GREEN[0])) * _ramp(chroma, 0.02, 0.04), np.float32)


def _variety(rgb: Pixels, seed: int) -> Plane:
    """(H, W) in [0, 1]: how far a tree, and each of its leaves, has turned; follows the edges of crowns."""
    random = np.random.default_rng(seed)
    height, width = rgb.shape[:2]

    def noise(cells: int) -> Plane:
        rows = max(2, round(cells * height / width))
        coarse = random.uniform(0, 1, (rows + 2, cells + 2)).astype(np.float32)
        return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)

    trees = cv2.ximgproc.guidedFilter(rgb, noise(_TREES), max(4, width // 40), 60.0)
    mixed = 0.62 * np.asarray(trees, np.float32) + 0.38 * noise(_LEAVES)
    low, high = np.percentile(mixed, (4, 96))
    return np.asarray(np.clip((mixed - low) / max(high - low, 1e-6), 0, 1), np.float32)


def _painted(rgb: Pixels, hues: tuple[Plane, Plane], chromas: tuple[Plane, Plane], light: Plane, strength: Plane) -> Pixels:
    """The picture with hue, chroma and lightness moved by `strength`; exactly itself where that is 0."""
    angle = np.radians(hues[0] + (hues[1] - hues[0]) * strength)
    chroma = chromas[0] + (chromas[1] - chromas[0]) * strength
    moved = np.dstack([light, chroma * np.cos(angle), chroma * np.sin(angle)]).astype(np.float32)
    linear = from_oklab(moved)
    beyond = np.clip(np.maximum(linear.max(axis=2) - 1, -linear.min(axis=2)) * 3, 0, 0.7)
    moved[..., 1:] *= (1 - beyond)[..., None]
    made = to_srgb(np.clip(from_oklab(moved), 0, 1))
    return np.asarray(np.where((strength > 0)[..., None], made, rgb), np.uint8)
