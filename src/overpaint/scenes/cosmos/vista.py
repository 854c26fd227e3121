"""Puts a view of space together, develops it, and describes its light."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.hdr import bloom, tone_map
from overpaint.imaging.values import Backdrop, Light, Plane, Size
from overpaint.scenes.cosmos.galaxy import paint_galaxy
from overpaint.scenes.cosmos.gas import Folds, paint_nebula
from overpaint.scenes.cosmos.planet import paint_planet, place_globe
from overpaint.scenes.cosmos.starfield import add_stars

Hdr = NDArray[np.float32]

_DARK = np.array((0.0011, 0.0012, 0.0018), np.float32)
_STRENGTH = 0.45  # a subject in space is lit for the camera: it follows the colours of space half way
_GRAIN = 0.008


def paint_space(
    size: Size, show: Literal["stars", "nebula", "galaxy", "planet"], seed: int, check: Callable[[], None]
) -> Backdrop:
    """The finished picture. Raises Cancelled when `check` does."""
    random = np.random.default_rng((seed % 2**63, *show.encode()))
    radiance = np.broadcast_to(_DARK, (size[1], size[0], 3)).copy()
    light = Light(strength=_STRENGTH)
    density = None
    if show == "planet":
        globe = place_globe(size, random)
        painted, passed = paint_planet(size, globe, random)
        right, down, near = globe.sun
        light = Light(strength=_STRENGTH, towards=(right, -near, -down), backlit=max(-near, 0.0))
    elif show == "galaxy":
        painted, passed = paint_galaxy(size, random)
    elif show == "nebula":
        painted, passed = paint_nebula(size, random)
    else:
        painted, passed, density = _milky_way(size, random)
    check()
    radiance += painted
    del painted
    add_stars(radiance, passed, random, density)
    check()
    pixels = tone_map(bloom(radiance, 0.08), 1.0, saturation=1.1, contrast=1.25, mixing=0.12)
    check()
    ambient = pixels.mean((0, 1), dtype=np.float64) + 0.02
    red, green, blue = (float(part) for part in ambient / ambient.mean())
    light = Light((red, green, blue), light.sun, light.sun_colour, light.backlit, light.strength, light.towards)
    return Backdrop(pixels, light=light, grain=_GRAIN, defocus=0.0)  # stars are points, whatever is before them


def _milky_way(size: Size, random: np.random.Generator) -> tuple[Hdr, Plane, Plane]:
    """Light, what dust lets through, and where stars are: a band of them across the picture, with rifts of dust."""
    width, height = size
    side = np.sqrt(width * height)
    folds = Folds(size, random, 0.016)
    turn = random.choice((-1, 1)) * random.uniform(0.45, 1.1)
    middle = (width * random.uniform(0.4, 0.6), height * random.uniform(0.35, 0.6))
    x = (np.arange(width, dtype=np.float32)[None, :] - middle[0]) / side
    y = (np.arange(height, dtype=np.float32)[:, None] - middle[1]) / side
    cloudy, ragged, dusty = folds.read(0.75, 2.0), folds.read(0.4, 6.0), folds.read(0.6, 3.5)
    across = y * np.cos(turn) - x * np.sin(turn) + 0.035 * cloudy
    band = np.exp(-((across / 0.19) ** 2))
    rift = (
        np.minimum(np.logaddexp(0.0, 2.4 * dusty + 0.9 * ragged + 3.3 * np.exp(-((across / 0.055) ** 2)) - 2.0) / 3.0, 2.5) * band
    )
    passed = np.exp(-1.1 * rift[..., None] * np.array((0.85, 1.05, 1.3), np.float32))
    glow = 0.07 * band * np.clip(1.0 + 0.45 * cloudy + 0.22 * ragged, 0.05, None)
    light = glow[..., None] * np.array((1.0, 0.92, 0.86), np.float32) * passed
    light += (0.010 * np.exp(-((across / 0.5) ** 2)))[..., None] * np.array((0.45, 0.62, 1.0), np.float32)
    density = np.clip(0.2 + 1.1 * band * passed[..., 1], 0.0, 1.0)
    return np.asarray(light, np.float32), np.asarray(passed[..., 1], np.float32), np.asarray(density, np.float32)
