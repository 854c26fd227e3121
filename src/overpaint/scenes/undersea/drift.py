"""Specks that drift in the water, at every distance from the lens: sharp far ones, discs of light near ones; and bubbles."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import LinearPixels
from overpaint.scenes.materials.patch import rgb
from overpaint.scenes.undersea.light import Sea

# (how many, smallest and largest radius in thousandths of the side, brightness)
_SPECKS = ((900, 0.45, 0.9, 0.20), (130, 1.0, 2.2, 0.10), (38, 3.5, 8.0, 0.035), (9, 11.0, 22.0, 0.016))


def add_specks(picture: LinearPixels, sea: Sea, random: np.random.Generator) -> None:
    """Add them in place, each lit by the water about it."""
    width, height = sea.size
    for count, least, most, bright in _SPECKS:
        for _ in range(count):
            radius = float(random.uniform(least, most)) * sea.side / 1000.0
            x, y = random.uniform(0.0, width), random.uniform(0.0, height)
            _add_disc(picture, (x, y), radius, bright * float(random.lognormal(0.0, 0.6)))


def _add_disc(picture: LinearPixels, centre: tuple[float, float], radius: float, bright: float) -> None:
    reach = int(np.ceil(radius + 1.0))
    left, top = max(0, int(centre[0]) - reach), max(0, int(centre[1]) - reach)
    part = picture[top : int(centre[1]) + reach + 1, left : int(centre[0]) + reach + 1]
    if part.size == 0:
        return
    y = np.arange(top, top + part.shape[0], dtype=np.float32)[:, None] + 0.5 - centre[1]
    x = np.arange(left, left + part.shape[1], dtype=np.float32)[None, :] + 0.5 - centre[0]
    soft = max(1.0, 0.35 * radius)
    disc = np.clip((radius - np.hypot(x, y)) / soft + 0.5, 0.0, 1.0)
    water = part[part.shape[0] // 2, part.shape[1] // 2]
    part += (disc * np.float32(bright))[..., None] * (rgb([0.10, 0.30, 0.34]) + water * np.float32(1.6))
