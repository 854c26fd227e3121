"""Paintings from photographs: watercolour and oil.

Watercolour: Bousseau, Kaplan, Thollot and Sillion 2006, Interactive watercolor rendering. Oil: Papari, Petkov and Campisi 2007
(generalised Kuwahara filter), with sectors taken as shifted Gaussians, and a relief of strokes by line integral convolution.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.drawing import grey_of, scale_of
from overpaint.imaging.values import Pixels, Plane

_SECTORS = 8
_SHARPNESS = 6.0


_COARSE, _ENOUGH = 2.6, 2.0
"""Sigma in pixels above which an abstraction is made from fewer pixels, and its sigma there."""


def abstracted(rgb: Pixels, sigma: float, passes: int = 1) -> NDArray[np.float32]:
    """(H, W, 3) float32 in [0, 1], sRGB: each pixel the mean of the evenest of the sectors around it, `sigma` pixels wide."""
    if sigma > _COARSE:  # what is that even needs no more pixels than this
        small = cv2.resize(rgb, None, fx=_ENOUGH / sigma, fy=_ENOUGH / sigma, interpolation=cv2.INTER_AREA)
        wide = cv2.resize(
            abstracted(np.asarray(small, np.uint8), _ENOUGH, passes), rgb.shape[1::-1], interpolation=cv2.INTER_CUBIC
        )
        return np.asarray(np.clip(wide, 0, 1), np.float32)
    picture = rgb.astype(np.float32) / 255
    for _ in range(passes):
        mean = cv2.GaussianBlur(picture, (0, 0), sigma)
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        spread = cv2.GaussianBlur(grey * grey, (0, 0), sigma) - cv2.GaussianBlur(grey, (0, 0), sigma) ** 2
        even = (1.0 / (1e-4 + np.maximum(spread, 0))) ** (_SHARPNESS / 2)
        even = np.minimum(even / max(float(np.percentile(even[::8, ::8], 99)), 1e-9), 1e3).astype(np.float32) + np.float32(1e-9)
        weighted = np.dstack([mean * even[..., None], even])
        total = np.zeros_like(weighted)
        for at in range(_SECTORS):
            angle = 2 * math.pi * at / _SECTORS
            total += _moved(weighted, 1.35 * sigma * math.cos(angle), 1.35 * sigma * math.sin(angle))
        picture = total[..., :3] / np.maximum(total[..., 3:], 1e-12)
    return np.asarray(np.clip(picture, 0, 1), np.float32)


def _moved(plane: NDArray[np.float32], right: float, down: float) -> NDArray[np.float32]:
    matrix = np.array([[1, 0, -round(right)], [0, 1, -round(down)]], np.float32)
    size = plane.shape[1::-1]
    moved = cv2.warpAffine(plane, matrix, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(moved, np.float32)


def oil_painted(rgb: Pixels, amount: float, seed: int) -> Pixels:
    """(H, W, 3) uint8: brush strokes along the forms, thick enough to catch light. `amount` in [0, 1]: finer to broader."""
    scale = scale_of(rgb)
    painted = abstracted(rgb, (1.2 + 2.2 * amount) * max(scale, 0.35), 2)
    relief = _bristles(painted, (1.0 + 1.4 * amount) * scale, seed)
    lab = to_oklab(to_linear(np.rint(painted * 255).astype(np.uint8)))
    light = lab[..., 0] + (0.75 - 0.35 * amount) * _details(rgb, lab[..., 0], scale)
    light = np.clip(light * (1 + (0.08 + 0.10 * amount) * relief) + 0.010 * relief, 0, 1)
    shown = np.dstack([light, lab[..., 1] * 1.16, lab[..., 2] * 1.16]).astype(np.float32)
    return to_srgb(np.clip(from_oklab(shown), 0, 1))


def _details(rgb: Pixels, light: Plane, scale: float) -> Plane:
    """(H, W): what an abstraction lost of the lightness, grain left out: eyes, lips, what a painter would set last."""
    even = cv2.bilateralFilter(rgb, 5, 22, max(1.2, 2.0 * scale))
    lost = cv2.GaussianBlur(to_oklab(to_linear(np.asarray(even, np.uint8)))[..., 0], (0, 0), 0.7 * max(scale, 0.6)) - light
    return np.asarray(np.sign(lost) * np.maximum(np.abs(lost) - 0.02, 0), np.float32)


def _bristles(painted: NDArray[np.float32], width: float, seed: int) -> Plane:
    """(H, W), about -1 to 1: how light falls on furrows that run along the forms."""
    grey = cv2.cvtColor(painted, cv2.COLOR_RGB2GRAY)
    if width > _COARSE:
        small = cv2.resize(painted, None, fx=_ENOUGH / width, fy=_ENOUGH / width, interpolation=cv2.INTER_AREA)
        furrows = _bristles(np.asarray(small, np.float32), _ENOUGH, seed)
        return np.asarray(cv2.resize(furrows, grey.shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)
    height, wide = grey.shape
    dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    reach = max(2.0, 5.0 * width)
    xx, yy, xy = (cv2.GaussianBlur(plane, (0, 0), reach) for plane in (dx * dx, dy * dy, dx * dy))
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + np.float32(math.pi / 2)
    along_x, along_y = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
    random = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(random.standard_normal((height, wide), dtype=np.float32), (0, 0), max(0.55, 0.75 * width))
    grid_x, grid_y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(height, dtype=np.float32))
    drawn = np.asarray(noise, np.float32).copy()
    for step in (1.4, 2.8, 4.2, 6.0, 8.0):
        for way in (-1, 1):
            far = np.float32(way * step * max(width, 0.7))
            drawn += cv2.remap(
                noise, grid_x + far * along_x, grid_y + far * along_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
            )
    lit = cv2.GaussianBlur(drawn, (0, 0), max(0.5, 0.5 * width))
    coherent = np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (xx + yy + 1e-5)
    slope = (cv2.Sobel(lit, cv2.CV_32F, 1, 0) + cv2.Sobel(lit, cv2.CV_32F, 0, 1)) * (0.45 + 0.55 * coherent)
    return np.asarray(np.clip(slope / max(2.2 * float(slope.std()), 1e-6), -1.4, 1.4), np.float32)


def watercoloured(rgb: Pixels, amount: float, seed: int) -> Pixels:
    """(H, W, 3) uint8: thin washes on white paper, darker at their rims. `amount` in [0, 1]: nearer to the photo to looser."""
    scale = scale_of(rgb)
    random = np.random.default_rng(seed)
    flat = abstracted(_wobbled(rgb, scale * (0.7 + 1.3 * amount), random), (2.0 + 3.0 * amount) * max(scale, 0.35), 2)
    lab = to_oklab(to_linear(np.rint(flat * 255).astype(np.uint8)))
    drawn = lab[..., 0] + (1.0 - 0.4 * amount) * np.minimum(_details(rgb, lab[..., 0], scale), 0)
    light = 0.30 + 0.72 * np.clip(drawn, 0, 1) ** 0.92
    wash = np.dstack([light, lab[..., 1] * 1.22, lab[..., 2] * 1.22]).astype(np.float32)
    colour = to_srgb(np.clip(from_oklab(wash), 0, 1)).astype(np.float32) / 255
    grey = grey_of(np.rint(colour * 255).astype(np.uint8))
    near = cv2.GaussianBlur(grey, (0, 0), 1.0 * max(scale, 0.5))
    rims = np.clip((cv2.GaussianBlur(grey, (0, 0), 3.2 * max(scale, 0.5)) - near) * 5.0, 0, 0.55)
    edges = np.hypot(cv2.Sobel(near, cv2.CV_32F, 1, 0), cv2.Sobel(near, cv2.CV_32F, 0, 1))
    density = 1.0 + 0.9 * rims + 0.35 * np.clip(edges * 1.2, 0, 0.8)
    density += 0.26 * _clouds(grey.shape, 46 * scale, random) + 0.16 * _clouds(grey.shape, 11 * scale, random)
    tooth = _clouds(grey.shape, 1.5 * max(scale, 0.6), random)
    density += 0.10 * tooth
    laid = colour * (1 - (1 - colour) * (np.clip(density, 0.2, 2.2)[..., None] - 1))
    shaded = laid * (1 + 0.012 * tooth[..., None])
    return np.asarray(np.clip(np.rint(shaded * 255), 0, 255), np.uint8)


def _wobbled(rgb: Pixels, reach: float, random: np.random.Generator) -> Pixels:
    """Outlines that waver by a pixel or two, as a brush does."""
    height, width = rgb.shape[:2]
    grid_x, grid_y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    x = grid_x + np.float32(reach) * _clouds((height, width), 7 * reach + 2, random)
    y = grid_y + np.float32(reach) * _clouds((height, width), 7 * reach + 2, random)
    return np.asarray(cv2.remap(rgb, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), np.uint8)


def _clouds(shape: tuple[int, ...], sigma: float, random: np.random.Generator) -> Plane:
    """(H, W) smooth noise, mean 0 and unit spread; `sigma` in pixels. Broad ones are made small and enlarged."""
    factor = max(1.0, sigma / 3)
    small = max(2, round(shape[0] / factor)), max(2, round(shape[1] / factor))
    noise = cv2.GaussianBlur(random.standard_normal(small, dtype=np.float32), (0, 0), max(0.5, sigma / factor))
    noise = (noise - noise.mean()) / max(float(noise.std()), 1e-6)
    return np.asarray(cv2.resize(noise, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)
