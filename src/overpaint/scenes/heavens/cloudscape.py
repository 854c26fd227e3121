"""Which clouds stand in a sky: recipes of slabs, drawn from a random generator, lowest first."""

from __future__ import annotations

import numpy as np

from overpaint.scenes.base import Weather
from overpaint.scenes.heavens.hours import COVERED
from overpaint.scenes.heavens.slabs import SLAB, Slabs


def _slab(random: np.random.Generator, turn: float, **values: float) -> Slabs:
    """One slab, turned by about `turn` radians and put somewhere in the texture at random."""
    slab = np.zeros((), SLAB)
    for name, value in values.items():
        slab[name] = value
    slab["angle"] = random.normal(0.0, turn)
    slab["shift_u"], slab["shift_v"] = random.uniform(0.0, 1.0, 2)
    return slab


def cirrus(random: np.random.Generator, cover: float) -> Slabs:
    """Ice: thin fibres, 9 km up. `cover`: deviations, -1 = a few, 0 = half the sky."""
    return _slab(
        random, 2.0, base=8800, top=9500, scale=random.uniform(60e3, 100e3), stretch=random.uniform(1.8, 3.2), cover=cover,
        variety=0.8, soft=4.8, warp=random.uniform(0.03, 0.07), ragged=0.06, fibres=0.65, extinction=0.0009, heaped=False,
        steps=1, reach=2500, visibility=75e3, ambient=0.8, gain=1.2,
    )  # fmt: skip


def altocumulus(random: np.random.Generator, cover: float) -> Slabs:
    """Fields of small heaps, some 4 km up; a low sun lights their sides and undersides."""
    return _slab(
        random, 0.5, base=3600, top=4050, scale=random.uniform(14e3, 22e3), stretch=random.uniform(1.7, 2.8), cover=cover,
        variety=0.9, soft=2.6, warp=0.09, ragged=0.5, detail=0.2, cells=random.uniform(0.25, 0.55), extinction=0.009,
        heaped=False, steps=6, reach=2600, visibility=48e3, ambient=0.9, gain=1.2,
    )  # fmt: skip


def banks(random: np.random.Generator, cover: float) -> Slabs:
    """Stratocumulus, under 2 km: long banks towards the horizon, dark below."""
    return _slab(
        random, 0.4, base=1500, top=2100, scale=random.uniform(18e3, 26e3), stretch=random.uniform(1.6, 2.6), cover=cover,
        variety=1.0, soft=2.2, warp=0.05, ragged=0.4, detail=0.35, cells=0.35, extinction=0.010, heaped=False, steps=7,
        reach=3000, visibility=30e3, ambient=1.0, gain=1.2,
    )  # fmt: skip


def cumulus(random: np.random.Generator, cover: float) -> Slabs:
    """Fair-weather heaps with flat bases, 1 km up. `cover`: deviations, -1.5 = a few."""
    return _slab(
        random, 1.0, base=1000, top=random.uniform(2000, 2500), scale=random.uniform(15e3, 20e3), stretch=1.0, cover=cover,
        variety=0.8, soft=0.9, warp=0.04, ragged=0.55, detail=0.28, cells=0.75, extinction=0.03, heaped=True, steps=20,
        reach=1000, visibility=20e3, ambient=1.0, gain=2.0,
    )  # fmt: skip


def deck(random: np.random.Generator, cover: float, thick: float = 1.0) -> Slabs:
    """Altostratus: the long waves of a closed sky, 2.5 km up; what is thin lets the brighter sky above through."""
    return _slab(
        random, 0.5, base=2400, top=3000, scale=random.uniform(22e3, 34e3), stretch=random.uniform(1.5, 2.4), cover=cover,
        variety=0.7, soft=2.6, warp=0.05, ragged=0.05, detail=0.1, cells=0.3, extinction=0.004 * thick, heaped=False, steps=3,
        reach=1500, visibility=40e3, ambient=0.55, gain=0.0,
    )  # fmt: skip


def stratus(random: np.random.Generator, cover: float) -> Slabs:
    """The heavy underside of a closed sky, some 900 m up: rolls and rags."""
    return _slab(
        random, 0.6, base=900, top=1600, scale=random.uniform(14e3, 22e3), stretch=random.uniform(1.4, 2.2), cover=cover,
        variety=0.65, soft=3.2, warp=0.07, ragged=0.2, detail=0.15, cells=0.8, extinction=0.0011, heaped=False, steps=5,
        reach=1500, visibility=24e3, ambient=0.4, gain=0.0,
    )  # fmt: skip


def cloudscape(weather: Weather, low_sun: bool, random: np.random.Generator) -> Slabs:
    """An array of slabs, lowest first. `low_sun`: sheets that a low sun lights from below; else heaps under a few veils."""
    if weather == "fog":
        return np.stack([deck(random, 0.3, thick=0.025)])  # a hint of drift: a plain grey would look like paper
    if weather in COVERED:
        return np.stack([stratus(random, random.uniform(1.0, 1.7)), deck(random, random.uniform(0.5, 1.1))])
    if weather == "clear":
        return np.stack([cirrus(random, random.uniform(-1.3, -0.8))])
    if not low_sun:
        covers = (-1.6, -1.15) if weather == "fair" else (-0.8, -0.4)
        return np.stack([cumulus(random, random.uniform(*covers)), cirrus(random, random.uniform(-1.2, -0.4))])
    if weather == "cloudy":
        return np.stack([banks(random, -0.4), altocumulus(random, -0.3), cirrus(random, 0.0)])
    layers = []
    mix = random.integers(4)
    if mix in (1, 3):
        layers.append(banks(random, random.uniform(-1.8, -1.2)))
    if mix in (0, 2, 3):
        layers.append(altocumulus(random, random.uniform(-1.4, -0.5)))
    layers.append(cirrus(random, random.uniform(-0.6, 0.5)))
    return np.stack(layers)
