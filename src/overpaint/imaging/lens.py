"""What a lens or a shutter does on purpose: tilt and shift, motion, zooming while open, lights out of focus.

All in linear light, where a blurred lamp stays bright.
"""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.values import LinearPixels, Pixels, Plane


def miniature(rgb: Pixels, middle: float, height: float, amount: float) -> Pixels:
    """(H, W, 3) uint8: sharp in a band across, more and more blurred above and below, livelier as a model is.

    `middle`, `height` of the band: shares of the picture's height. `amount` in [0, 1].
    """
    rows, columns = rgb.shape[:2]
    light = to_linear(rgb)
    largest = (0.004 + 0.016 * amount) * max(rows, columns)
    y = (np.arange(rows, dtype=np.float32) + 0.5) / rows
    away = np.clip((np.abs(y - middle) - height / 2) / max(0.08, 0.45 - height / 4), 0, 1)
    blurred = _by_row(light, largest * (away * away * (3 - 2 * away)), largest)
    lab = to_oklab(np.clip(blurred, 0, 1))
    lab[..., 1:] *= 1.22
    lab[..., 0] = np.clip((lab[..., 0] - 0.55) * 1.06 + 0.56, 0, 1)
    return to_srgb(np.clip(from_oklab(lab), 0, 1))


def _by_row(light: LinearPixels, sigma: NDArray[np.float32], largest: float) -> LinearPixels:
    """Blurred by a sigma of each row, (H,) in pixels: between pictures that are blurred evenly."""
    steps = [0.0, 0.12 * largest, 0.3 * largest, 0.6 * largest, largest]
    answer, before = light.copy(), light
    for low, high in pairwise(steps):
        after = gaussian(light, high)
        rows = np.flatnonzero((sigma > low) & (sigma <= high + 1e-6))
        share = ((sigma[rows] - low) / max(high - low, 1e-6)).astype(np.float32)[:, None, None]
        answer[rows] = before[rows] + share * (after[rows] - before[rows])
        before = after
    return answer


def moving(rgb: Pixels, degrees: float, length: float, weight: Plane) -> Pixels:
    """(H, W, 3) uint8: drawn out along a direction (0: from left to right, 90: up and down) by `length` pixels.

    `weight`, (H, W) in [0, 1]: how much each pixel gives to others, so that what stands still leaves no trail.
    """
    reach = max(3, round(length)) | 1
    kernel = np.zeros((reach, reach), np.float32)
    angle, half = math.radians(degrees), (reach - 1) / 2
    for step in np.linspace(-half, half, 4 * reach):
        x, y = half + step * math.cos(angle), half - step * math.sin(angle)
        left, top = math.floor(x), math.floor(y)
        for row, column in ((top, left), (top, left + 1), (top + 1, left), (top + 1, left + 1)):
            if 0 <= row < reach and 0 <= column < reach:
                kernel[row, column] += max(0.0, 1 - abs(x - column)) * max(0.0, 1 - abs(y - row))
    given = np.dstack([to_linear(rgb) * weight[..., None], weight])
    drawn = cv2.filter2D(given, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
    return to_srgb(_shared(np.asarray(drawn, np.float32), rgb))


def _shared(drawn: NDArray[np.float32], rgb: Pixels) -> LinearPixels:
    """Colours by weight → colours; the picture's own where nothing gave any."""
    share = np.clip(drawn[..., 3:] / _SEEN, 0, 1)
    mean = drawn[..., :3] / np.maximum(drawn[..., 3:], 1e-4)
    return np.asarray(share * mean + (1 - share) * to_linear(rgb), np.float32)


_SEEN = 0.02


def zooming(rgb: Pixels, centre: tuple[float, float], amount: float, still: float, weight: Plane) -> Pixels:
    """(H, W, 3) uint8: drawn out towards `centre` (x, y in pixels), as by a lens that zooms while it is open.

    `amount`: by which factor it zooms, less 1. `still`: share of the way to the farthest corner that stays sharp.
    `weight`: as of `moving`.
    """
    height, width = rgb.shape[:2]
    light = to_linear(rgb)
    everywhere = bool((weight >= 1).all())
    current, factor = light if everywhere else np.dstack([light * weight[..., None], weight]), 1 + amount
    steps = max(3, math.ceil(math.log2(max(2.0, amount * math.hypot(width, height) / 2))))
    for step in range(steps):  # each round blurs by half the zoom that is left: 2^steps samples in all
        zoom = factor ** (1 / 2 ** (step + 1))
        matrix = np.array([[zoom, 0, centre[0] * (1 - zoom)], [0, zoom, centre[1] * (1 - zoom)]], np.float32)
        larger = cv2.warpAffine(current, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        current = np.asarray(cv2.addWeighted(current, 0.5, larger, 0.5, 0), np.float32)
    total = current if everywhere else _shared(current, rgb)
    x, y = np.arange(width, dtype=np.float32) - centre[0], np.arange(height, dtype=np.float32) - centre[1]
    far = math.hypot(max(centre[0], width - centre[0]), max(centre[1], height - centre[1]))
    way = np.hypot(x[None, :], y[:, None]) / np.float32(far)
    share = np.clip((way - still) / 0.22, 0, 1)
    share = np.asarray(share * share * (3 - 2 * share), np.float32)
    return to_srgb(np.asarray(cv2.blendLinear(total, light, share, 1 - share), np.float32))


def with_lights(rgb: Pixels, amount: float, seed: int) -> Pixels:
    """(H, W, 3) uint8 with discs of light out of focus over it, warm, with some of the picture's own hues."""
    height, width = rgb.shape[:2]
    random = np.random.default_rng(seed)
    side = max(height, width)
    small = 2 if side > 900 else 1
    veil = np.zeros((math.ceil(height / small), math.ceil(width / small), 3), np.float32)
    count = round(16 + 34 * amount)
    own = to_linear(rgb)
    for _ in range(count):
        radius = side * float(random.uniform(0.012, 0.045)) / small
        x, y = float(random.uniform(-0.05, 1.05)) * width, float(random.beta(1.1, 1.3)) * height
        at = own[min(height - 1, max(0, round(y))), min(width - 1, max(0, round(x)))]
        warm = np.array([1.0, random.uniform(0.42, 0.85), random.uniform(0.10, 0.55)], np.float32)
        hue = 0.72 * warm + 0.28 * at / max(float(at.max()), 0.05)
        _disc(veil, x / small, y / small, radius, hue * np.float32(random.uniform(0.10, 0.34)))
    veil = cv2.GaussianBlur(veil, (0, 0), max(0.5, side / 1400 / small))
    full = cv2.resize(veil, (width, height), interpolation=cv2.INTER_LINEAR) if small > 1 else veil
    shine = np.clip(full * np.float32(0.65 + 0.7 * amount), 0, 0.95)
    return to_srgb((1 - (1 - own) * (1 - shine)).astype(np.float32))


def _disc(veil: LinearPixels, x: float, y: float, radius: float, colour: LinearPixels) -> None:
    """Add a disc of light with a brighter rim, as lenses draw it."""
    top, left = max(0, math.floor(y - radius - 2)), max(0, math.floor(x - radius - 2))
    bottom, right = min(veil.shape[0], math.ceil(y + radius + 2)), min(veil.shape[1], math.ceil(x + radius + 2))
    if top >= bottom or left >= right:
        return
    rows, columns = np.mgrid[top:bottom, left:right].astype(np.float32)
    away = np.hypot(columns - np.float32(x), rows - np.float32(y))
    share = np.clip(radius + 0.5 - away, 0, 1) * (0.72 + 0.5 * np.clip(away / radius, 0, 1) ** 6)
    veil[top:bottom, left:right] += share[..., None] * colour
