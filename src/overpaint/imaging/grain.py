"""Film grain, and a soft glow of what is bright."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.colour import to_linear, to_srgb
from overpaint.imaging.drawing import grey_of, scale_of
from overpaint.imaging.values import Pixels, Plane

_COLOURED = 0.30
"""Share of the grain that differs between the channels: three layers of dye, mostly seen as one."""


def grained(rgb: Pixels, amount: float, seed: int) -> Pixels:
    """(H, W, 3) uint8 with grain as a film has: clumps of a pixel or two, strongest in the middle tones, none in clear white.

    `amount` in [0, 1]: a half is a fast film.
    """
    random = np.random.default_rng(seed)
    sigma = 0.62 * max(scale_of(rgb), 0.6)
    luma = grey_of(rgb)
    strength = (
        (4.5 + 37.0 * amount * amount + 18.0 * amount) * np.clip(luma * 4, 0.25, 1) * np.clip((1.02 - luma) * 2.2, 0, 1) ** 0.8
    )
    own = (1 - _COLOURED) * _clumps(luma.shape, sigma, random)
    layers = np.dstack([own + _COLOURED * _clumps(luma.shape, sigma, random) for _ in range(3)])
    return np.asarray(np.clip(np.rint(rgb + strength[..., None] * layers * _FULL), 0, 255), np.uint8)


_FULL = np.float32(0.72)


def _clumps(shape: tuple[int, ...], sigma: float, random: np.random.Generator) -> Plane:
    """(H, W), mean 0 and unit spread: noise with clumps of two sizes."""
    noise = random.standard_normal(shape[:2], dtype=np.float32)
    fine, coarse = cv2.GaussianBlur(noise, (0, 0), sigma), cv2.GaussianBlur(noise, (0, 0), 2.1 * sigma)
    both = fine / max(float(fine.std()), 1e-6) + 0.55 * coarse / max(float(coarse.std()), 1e-6)
    return np.asarray(both / max(float(both.std()), 1e-6), np.float32)


def glowing(rgb: Pixels, amount: float) -> Pixels:
    """(H, W, 3) uint8: what is bright spreads softly over what is around it, as through a diffusion filter."""
    light = to_linear(rgb)
    side = max(rgb.shape[:2])
    small = cv2.resize(light, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) if side > 400 else light
    factor = small.shape[1] / light.shape[1]
    peak = small.max(axis=2, keepdims=True)
    top = np.clip(float(np.percentile(peak, 99)), 0.15, 1.0)  # what is bright is so beside the rest of the picture
    bright = small * np.clip((peak / top - 0.14) / 0.5, 0, 1) ** 1.2
    spread = sum(
        share * cv2.GaussianBlur(bright, (0, 0), max(0.5, reach * side * factor))
        for share, reach in ((0.45, 0.008), (0.35, 0.025), (0.20, 0.07))
    )
    veil = cv2.resize(np.asarray(spread, np.float32), light.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    veil = np.clip(veil, 0, None) * np.float32(0.25 + 0.85 * amount)
    return to_srgb(1 - (1 - np.clip(light, 0, 1)) * (1 - np.clip(veil, 0, 1)))
