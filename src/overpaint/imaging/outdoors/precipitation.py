"""Falling rain and snow, near, midway and far: what a shutter of a sixtieth of a second leaves of drops and flakes.

Rain draws streaks that are a little brighter than what is behind them (Garg & Nayar 2007: a drop shows the light of a wide part
of the scene); they are seen before dark things and hardly before the sky. Flakes are opaque, round, and out of focus where they
are near.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from overpaint.imaging.colour import luminance
from overpaint.imaging.values import LinearPixels, Plane


@dataclass(frozen=True)
class _Layer:
    """`length`, `wide`: of a streak or a flake, as shares of the longer side. `count`: of them in a picture 1000 pixels square.

    `blur`: share of the longer side. `strength`: how opaque.
    """

    length: float
    wide: float
    count: float
    blur: float
    strength: float


_RAIN = (
    _Layer(0.013, 0.0007, 3600, 0.0004, 0.20),
    _Layer(0.030, 0.0010, 1100, 0.0006, 0.24),
    _Layer(0.070, 0.0017, 150, 0.0016, 0.20),
)
_SNOW = (
    _Layer(0.0, 0.0016, 2600, 0.0004, 0.75),
    _Layer(0.0, 0.0036, 640, 0.0009, 0.85),
    _Layer(0.0, 0.0085, 85, 0.0034, 0.75),
    _Layer(0.0, 0.0210, 9, 0.0100, 0.55),
)
_SUBPIXEL = 3
_LEAN = 8.0
"""Degrees by which rain leans at most."""


def raining(linear: LinearPixels, amount: float, seed: int) -> LinearPixels:
    """(H, W, 3) linear with rain before it. `amount` in [0, 1]: a shower at 0.5."""
    random = np.random.default_rng(seed)
    lean = float(np.radians(random.uniform(-_LEAN, _LEAN)))
    side = max(linear.shape[:2])
    around = cv2.GaussianBlur(linear, (0, 0), side / 14)
    light = np.maximum(around, np.float32(0.06)) * 1.25 + np.float32(0.05)
    result = linear
    for layer in _RAIN:
        cover = _streaks(linear.shape[:2], layer, lean, amount, random)
        share = np.clip(cover * np.float32(layer.strength * (0.55 + 0.9 * amount)), 0, 0.75)[..., None]
        result = result + (np.maximum(light, result * 0.9) - result) * share
    return np.asarray(result, np.float32)


def snowing(linear: LinearPixels, amount: float, seed: int) -> LinearPixels:
    """(H, W, 3) linear with snow falling before it. `amount` in [0, 1]: steady snow at 0.5."""
    random = np.random.default_rng(seed)
    bright = float(np.percentile(luminance(linear), 92))
    white = np.array([0.93, 0.965, 1.0], np.float32) * np.float32(np.clip(1.05 * bright + 0.12, 0.30, 0.92))
    result = linear
    for layer in _SNOW:
        cover = _flakes(linear.shape[:2], layer, amount, random) * np.float32(layer.strength)
        result = result + (np.maximum(white, result) - result) * np.clip(cover, 0, 1)[..., None]
    return np.asarray(result, np.float32)


def _number(shape: tuple[int, ...], layer: _Layer, amount: float) -> int:
    """As many as look alike at every size: the same share of the picture is covered."""
    aspect = min(shape[:2]) / max(shape[:2])
    return max(1, round(layer.count * aspect * (0.35 + 1.3 * amount)))


def _streaks(shape: tuple[int, ...], layer: _Layer, lean: float, amount: float, random: np.random.Generator) -> Plane:
    height, width = shape[:2]
    side = max(shape[:2])
    plane = np.zeros((height, width), np.uint8)
    number = _number(shape, layer, amount)
    xs, ys = random.uniform(-0.05, 1.05, number) * width, random.uniform(-0.1, 1.05, number) * height
    lengths = layer.length * side * random.uniform(0.6, 1.4, number)
    leans = lean + random.normal(0, 0.012, number)
    shades = random.uniform(0.35, 1.0, number)
    unit = 1 << _SUBPIXEL
    thick = max(1, round(layer.wide * side))
    for x, y, length, angle, shade in zip(xs, ys, lengths, leans, shades, strict=True):
        start = (round(x * unit), round(y * unit))
        end = (round((x + np.sin(angle) * length) * unit), round((y + np.cos(angle) * length) * unit))
        cv2.line(plane, start, end, int(255 * shade), thick, cv2.LINE_AA, _SUBPIXEL)
    soft = plane.astype(np.float32) / 255
    along = max(0.4, layer.length * side * 0.12)
    blurred = cv2.GaussianBlur(soft, (0, 0), max(0.45, layer.blur * side), sigmaY=along)
    return np.asarray(np.clip(blurred * 1.35, 0, 1), np.float32)


def _flakes(shape: tuple[int, ...], layer: _Layer, amount: float, random: np.random.Generator) -> Plane:
    height, width = shape[:2]
    side = max(shape[:2])
    plane = np.zeros((height, width), np.uint8)
    number = _number(shape, layer, amount)
    unit = 1 << _SUBPIXEL
    for x, y, size, shade in zip(
        random.uniform(0, width, number),
        random.uniform(0, height, number),
        layer.wide * side * random.lognormal(-0.1, 0.35, number) / 2,
        random.uniform(0.5, 1.0, number),
        strict=True,
    ):
        radius = max(0.55, float(size))
        axes = (round(radius * unit), round(radius * unit * float(random.uniform(1.0, 1.5))))
        cv2.ellipse(
            plane,
            (round(x * unit), round(y * unit)),
            axes,
            float(random.uniform(-25, 25)),
            0,
            360,
            int(255 * shade),
            -1,
            cv2.LINE_AA,
            _SUBPIXEL,
        )
    soft = cv2.GaussianBlur(plane.astype(np.float32) / 255, (0, 0), max(0.5, layer.blur * side))
    return np.asarray(soft, np.float32)
