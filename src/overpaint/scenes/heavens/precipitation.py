"""Rain and snow in the air before a developed picture: drops and flakes at several depths, the nearest out of focus.

A drop falls some 8 m/s, so a shutter of 1/100 s draws it as a streak whose length tells its distance; it shows the sky upside
down and is as bright (K. Garg and S. K. Nayar, "Vision and Rain", 2007). A flake falls ten times slower and scatters the light of
the whole sky. Display light is linear in [0, 1]; what falls takes the brightness of the picture's own sky.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import LinearPixels
from overpaint.scenes.base import Weather

_Coverage = NDArray[np.float32]
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
# Depth by depth, for a picture of 1024²: (number, length, width, opacity), lengths in pixels.
_RAIN = (
    (22000, 12.0, 0.55, 0.16),
    (7500, 24.0, 0.65, 0.2),
    (1500, 52.0, 0.95, 0.24),
    (260, 105.0, 1.8, 0.18),
    (36, 190.0, 4.0, 0.09),
)
# (number, radius, softness, opacity)
_SNOW = (
    (16000, 0.6, 0.6, 0.5),
    (4200, 1.2, 0.9, 0.75),
    (1000, 2.2, 1.6, 0.8),
    (170, 4.2, 3.0, 0.6),
    (24, 9.0, 6.0, 0.3),
    (6, 18.0, 11.0, 0.14),
)


def precipitate(pixels: LinearPixels, weather: Weather, random: np.random.Generator, sky_rows: int) -> LinearPixels:
    """`pixels` with what falls in that weather, nothing but in rain and snow. `sky_rows`: rows from the top that are sky.

    Without sky in the picture its brightest tenth stands for it. Overwrites `pixels`.
    """
    if weather not in ("rain", "snow"):
        return pixels
    fall = _rain if weather == "rain" else _snow
    coverage = fall(pixels.shape[:2], random)[..., None]
    light = _sky_colour(pixels, sky_rows) * np.float32(0.97 if weather == "rain" else 1.4)
    pixels += (np.minimum(light, 1.0) - pixels) * coverage
    return pixels


def _sky_colour(pixels: LinearPixels, sky_rows: int) -> NDArray[np.float32]:
    sample = pixels[: max(sky_rows, 0) : 4, ::4].reshape(-1, 3)
    if not sample.size:
        sample = pixels[::4, ::4].reshape(-1, 3)
        luminance = sample @ _LUMINANCE
        sample = sample[luminance >= np.quantile(luminance, 0.9)]
    return np.asarray(sample.mean(0), np.float32)


def _scattered(shape: tuple[int, int], count: float, random: np.random.Generator) -> _Coverage:
    """(H, W) zeros but for about `count` (of a megapixel) places, each of a brightness of its own."""
    total = round(count * shape[0] * shape[1] / 1024**2)
    places = np.zeros(shape, np.float32)
    rows, columns = random.integers(0, shape[0], total), random.integers(0, shape[1], total)
    np.maximum.at(places, (rows, columns), random.uniform(0.25, 1.0, total).astype(np.float32))
    return places


def _rain(shape: tuple[int, int], random: np.random.Generator) -> _Coverage:
    scale = math.sqrt(shape[0] * shape[1]) / 1024.0
    slant = random.uniform(-0.16, 0.16)
    gusts = cv2.resize(random.uniform(0.45, 1.0, (4, 4)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    clear = np.ones(shape, np.float32)
    for count, length, width, opacity in _RAIN:
        streak = _streak(length * scale, max(width * scale, 0.5), slant + random.normal(0.0, 0.02))
        layer = cv2.filter2D(_scattered(shape, count, random), -1, streak, borderType=cv2.BORDER_CONSTANT)
        clear *= 1.0 - opacity * np.minimum(layer, 1.0)
    return np.asarray((1.0 - clear) * np.clip(gusts, 0.3, 1.0), np.float32)


def _streak(length: float, width: float, slant: float) -> _Coverage:
    """The image of one drop, 1 at its brightest: fading to both ends, `slant` radians off the vertical."""
    reach = math.ceil(length / 2 + 2 * width) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    along, across = y * math.cos(slant) + x * math.sin(slant), x * math.cos(slant) - y * math.sin(slant)
    fade = np.clip(1.0 - (2.0 * np.abs(along) / (length + 2.0)) ** 2, 0.0, 1.0)
    return np.asarray(fade * np.exp(-0.5 * (across / width) ** 2), np.float32)


def _snow(shape: tuple[int, int], random: np.random.Generator) -> _Coverage:
    scale = math.sqrt(shape[0] * shape[1]) / 1024.0
    clear = np.ones(shape, np.float32)
    for count, radius, softness, opacity in _SNOW:
        layer = np.zeros(shape, np.float32)
        for flake in _flakes(radius * scale, softness * scale, random):
            layer = np.maximum(
                layer, cv2.filter2D(_scattered(shape, count / 2, random), -1, flake, borderType=cv2.BORDER_CONSTANT)
            )
        clear *= 1.0 - opacity * np.minimum(layer, 1.0)
    return np.asarray(1.0 - clear, np.float32)


def _flakes(radius: float, softness: float, random: np.random.Generator) -> list[_Coverage]:
    """Two images of flakes: lumps that are hardly round, a smaller and a larger."""
    flakes = []
    for size in (0.75, 1.25):
        reach = math.ceil(1.6 * radius * size + 2 * softness) + 1
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
        turn = np.arctan2(y, x)
        lumps = sum(random.normal(0.0, 0.16 / n) * np.cos(n * turn + random.uniform(0.0, 6.3)) for n in (2, 3, 5))
        outline = radius * size * (1.0 + lumps)
        flakes.append(np.asarray(np.clip((outline - np.hypot(x, y)) / max(softness, 0.5) + 0.5, 0.0, 1.0), np.float32))
    return flakes
