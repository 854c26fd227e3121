"""Polished marble: long warped veins in three families that cross and branch, soft clouds under them, crystals.

A vein is where a warped coordinate passes a whole number (after K. Perlin, 1985); each has its own strength and dies away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane
from overpaint.scenes.materials.patch import Noise, Patch, Relief, between, rgb, step, tinted

_CARRARA = (0.80, 0.795, 0.78)
# (turn, veins a unit, warp, width, strength, use of noise)
_FAMILIES = ((0.0, 2.6, 1.15, 0.0048, 1.0, 0), (0.75, 4.3, 1.7, 0.0016, 0.75, 10), (-0.5, 8.0, 2.6, 0.0009, 0.55, 20))


def paint(patch: Patch, noise: Noise, colour: NDArray[np.float32] | None) -> Relief:
    """`colour`: (3,) linear of the stone between the veins; a dark one gets pale veins."""
    base = np.asarray(_CARRARA if colour is None else colour, np.float32)
    slanted = patch.turned(0.62)
    warped = slanted.moved(0.014 * noise.silk(slanted, 1.0, 30), 0.014 * noise.silk(slanted, 1.0, 31))
    veins, halo = np.zeros_like(patch.u), np.zeros_like(patch.u)
    for family in _FAMILIES:
        line, glow = _family(warped, noise, *family)
        veins = np.maximum(veins, line)
        halo = np.maximum(halo, glow)
    clouds = step(-0.6, 2.2, noise.smooth(warped, 0.9, 32, stretch=2.5) + 0.35 * noise.rough(warped, 0.8, 33))
    crystals = 1.0 + 0.010 * noise.rough(patch, 0.23, 34)
    body = tinted(base, (1.0 - 0.02 * noise.smooth(patch, 1.4, 35)) * crystals)
    dark = float(base.mean()) < 0.2
    ink = base + np.float32(0.55) if dark else base * rgb([0.30, 0.315, 0.34])
    body = between(body, tinted(base * (1.9 if dark else 0.66), crystals), np.clip(0.45 * clouds + 0.8 * halo, 0.0, 1.0))
    body = between(body, tinted(ink, crystals), 0.88 * veins)
    return Relief(np.clip(body, 0.0, 1.0), np.zeros_like(patch.u), np.full_like(patch.u, 0.9))


def _family(
    warped: Patch, noise: Noise, turn: float, often: float, warp: float, width: float, strength: float, use: int
) -> tuple[Plane, Plane]:
    """Veins of one direction: their lines and the veil about them, both in [0, 1]."""
    place = warped.turned(turn)
    bend = noise.smooth(place, 1.6, use, stretch=2.2) + 0.10 * noise.rough(place, 0.9, use + 1, stretch=1.5)
    phase = place.u * np.float32(often) + np.float32(0.15 * warp) * bend
    number = np.rint(phase)
    distance = np.abs(phase - number) / np.float32(often)
    chance = noise.chance(np.remainder(number, 64.0), np.zeros_like(number), use + 2)
    life = step(-0.5, 0.9, noise.smooth(place, 0.8, use + 3, stretch=2.0) + 1.1 * (chance - 0.45))
    broad = np.float32(width) * np.exp(0.6 * noise.smooth(place, 0.45, use + 4)) * (0.5 + chance) + 0.6 * warped.pixel
    line = np.exp(-((distance / broad) ** 1.5)) * life * np.float32(strength)
    side = step(0.0, 1.0, 0.5 + noise.smooth(place, 0.3, use + 5) * 0.5)
    return line, np.exp(-distance / (9.0 * broad)) * life * np.float32(0.6 * strength) * (0.35 + 0.65 * side)
