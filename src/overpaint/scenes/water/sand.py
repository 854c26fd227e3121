"""A patch of beach, baked to a texture: how much sunlight, skylight and colour each place of dry sand has.

Beaches are neither flat nor rippled: they are lumpy with what is left of old footprints, crossed by a few fresh ones, and strewn
with bits of shell. The patch is lit once for the sun of the picture, with the shadows that lumps throw, so that reading it is
cheap and its mip levels keep the average right.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.kernels.texture import MipMap, build_mip_map, fractal_field

SAND_TILE = 10.24  # m, side of the patch, which repeats
SUNNY, OPEN, ALBEDO = range(3)
"""Channels: sunlight taken over that of level sand facing the sun, share of the sky that is seen, colour over the mean."""

_SIZE = 1024
_TEXELS = _SIZE / SAND_TILE  # a metre
_LOWEST = 0.13  # sine of the sun's elevation below which shadows would run together
_OLD, _KINDS, _SHELLS = 620, 32, 700
_STRIDE, _GAUGE = 0.62, 0.09  # m, from step to step, and of a foot off the line

Field = NDArray[np.float32]


def no_sand() -> MipMap:
    """Stands for the patch where there is no beach."""
    return build_mip_map(np.zeros((1, 1, 3), np.float32))


def bake_sand(random: np.random.Generator, sun: tuple[float, float, float], check: Callable[[], None]) -> MipMap:
    """The patch under a sun in unit direction (right, ahead, up). Raises Cancelled when `check` does."""
    old = _old_steps(random)
    check()
    # A high sun would show nothing of sand that a low one shows as it is.
    height = _lumps(old, random) * np.float32(1.0 + 0.8 * min(max(sun[2] - 0.15, 0.0) / 0.5, 1.0))
    albedo = np.ones_like(height)
    check()
    _strew(height, albedo, random)
    check()
    sunny = _sunlight(height, sun)
    hollow = np.asarray(cv2.blur(_wrap(height, 16), (15, 15))[16:-16, 16:-16], np.float32) - height
    seen = np.clip(1.0 - 14.0 * hollow, 0.65, 1.2)
    return build_mip_map(np.stack([sunny, seen.astype(np.float32), albedo], -1))


def _wrap(field: Field, margin: int) -> Field:
    return np.asarray(np.pad(field, margin, mode="wrap"), np.float32)


def _old_steps(random: np.random.Generator) -> Field:
    """What wind and weather have left of many feet, in metres."""
    feet = [_foot(random.normal(1.2, 0.7), random.uniform(0.8, 1.4), 0.6) for _ in range(_KINDS)]
    old = np.zeros((_SIZE, _SIZE), np.float32)
    for place, kind in zip(random.uniform(0.0, SAND_TILE, (_OLD, 2)), random.integers(_KINDS, size=_OLD), strict=True):
        _tread(old, place, random.uniform(0.015, 0.045) * feet[kind])
    return np.asarray(cv2.GaussianBlur(_wrap(old, 16), (0, 0), 0.018 * _TEXELS)[16:-16, 16:-16], np.float32)


def _lumps(old: Field, random: np.random.Generator) -> Field:
    """Heights in metres."""
    trampled = np.clip(0.55 + 0.5 * _mounds(random, 1.0, 2.0), 0.1, 1.0)
    height = np.asarray(old * trampled + 0.02 * _mounds(random, 0.8, 4.0), np.float32)
    height += 0.0045 * trampled * fractal_field(random, _SIZE, 0.6, 30.0) + 0.0013 * fractal_field(random, _SIZE, 0.3, 110.0)
    for _ in range(random.integers(1, 3)):
        _walk(height, random)
    return height


def _mounds(random: np.random.Generator, roughness: float, lowest: float) -> Field:
    """A field so smooth that a quarter of the texels is enough to make it; see `fractal_field`."""
    small = _wrap(fractal_field(random, _SIZE // 4, roughness, lowest), 2)
    whole = cv2.resize(small, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    return np.asarray(whole[8:-8, 8:-8], np.float32)


def _walk(height: Field, random: np.random.Generator) -> None:
    """Somebody has walked along the water: a line of fresh steps that meets itself where the patch repeats."""
    steps = round(SAND_TILE / _STRIDE / 2) * 2
    y, sway, phase = random.uniform(0.0, SAND_TILE), random.uniform(0.1, 0.5), random.uniform(0.0, 6.28)
    back = math.pi * random.integers(2)
    for step in range(steps):
        turn = 2 * math.pi * step / steps
        side = _GAUGE if step % 2 else -_GAUGE
        place = step * SAND_TILE / steps + random.normal(0.0, 0.03), y + sway * math.sin(turn + phase) + side
        foot = _foot(math.pi / 2 + back + random.normal(0.0, 0.15), 1.05, 0.3)
        _tread(height, np.array(place), random.uniform(0.02, 0.032) * foot)


def _foot(turn: float, size: float, rim: float) -> Field:
    """The hole that a foot leaves, 1 deep, pointing to `turn`; what it pushes aside heaps up as a rim."""
    reach = round(0.3 * _TEXELS)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1] / (_TEXELS * size)
    along, across = x * math.sin(turn) + y * math.cos(turn), x * math.cos(turn) - y * math.sin(turn)
    ball = (along - 0.055) ** 2 / 0.062**2 + across**2 / 0.046**2
    heel = (along + 0.085) ** 2 / 0.045**2 + across**2 / 0.034**2
    near = np.minimum(ball, heel + 0.2)
    return np.asarray(-1.0 / (1.0 + near**2) + rim * np.exp(-((np.sqrt(near) - 1.7) ** 2) / 0.2), np.float32)


def _tread(height: Field, place: NDArray[np.float64], foot: Field) -> None:
    """Press a foot into the sand, in place, at `place` (m)."""
    reach = foot.shape[0] // 2
    column, row = (int(value * _TEXELS) for value in place)
    rows, columns = (np.arange(-reach, reach + 1) + centre for centre in (row, column))
    height[np.ix_(rows % _SIZE, columns % _SIZE)] += foot


def _strew(height: Field, albedo: Field, random: np.random.Generator) -> None:
    """Shells, grit and bits of weed, in place: few, in drifts, pale or dark."""
    places = random.integers(0, _SIZE, (_SHELLS, 2))
    drifts = _mounds(random, 0.8, 3.0)[places[:, 0], places[:, 1]]
    places = places[drifts > random.uniform(-0.5, 2.0, _SHELLS)]
    for row, column in places:
        radius = min(0.45 + 0.5 * random.pareto(2.2), 2.4)
        reach = math.ceil(radius) + 1
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        turn, length = random.uniform(0.0, math.pi), random.uniform(1.0, 1.9)
        along, across = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
        bit = np.clip(radius + 0.5 - np.hypot(along / length, across), 0.0, 1.0)
        cells = np.ix_((np.arange(-reach, reach + 1) + row) % _SIZE, (np.arange(-reach, reach + 1) + column) % _SIZE)
        height[cells] += (0.004 * radius * bit).astype(np.float32)
        tone = random.choice((0.35, 0.5, 0.62, 1.35, 1.5))
        albedo[cells] = (albedo[cells] * (1.0 + (tone - 1.0) * bit)).astype(np.float32)


def _sunlight(height: Field, sun: tuple[float, float, float]) -> Field:
    """Cosine of the sun's incidence with shadows, over the cosine on level sand; 1 on the whole."""
    up = max(sun[2], _LOWEST)
    flat = math.sqrt((1.0 - up * up) / max(1.0 - sun[2] * sun[2], 1e-6))
    slope_x = (np.roll(height, -1, 1) - np.roll(height, 1, 1)) * np.float32(0.5 * _TEXELS)
    slope_y = (np.roll(height, -1, 0) - np.roll(height, 1, 0)) * np.float32(0.5 * _TEXELS)
    facing = up - flat * (slope_x * sun[0] + slope_y * sun[1])
    lit = np.ones_like(height)
    rise = up / math.sqrt(1.0 - up * up) / _TEXELS  # m a texel towards the sun
    length = math.hypot(sun[0], sun[1])
    for away in (1, 2, 3, 5, 7, 10, 14, 19, 25):
        if away * rise > 0.09:
            break
        shift = -round(away * sun[1] / length), -round(away * sun[0] / length)
        above = np.roll(height, shift, (0, 1)) - height - np.float32(away * rise)
        lit = np.minimum(lit, np.clip(1.0 - above / np.float32(0.004 + 0.3 * away * rise), 0.0, 1.0))
    taken = 0.5 * (facing + np.sqrt(facing * facing + 0.012 * up)) * (0.06 + 0.94 * lit)
    share = 0.4 + 0.5 * min(max(sun[2], 0.0) / 0.25, 1.0)  # sand lights its own shadows, the more the longer they are
    return np.asarray(1.0 - share + share * np.minimum(taken / taken.mean(), 2.2), np.float32)
