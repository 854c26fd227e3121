"""Standing grass: blades, dry stalks and flowers in perspective, lit by sun and sky."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.foliage.brush import Layer, Marks, paint_leaves, paint_stems
from overpaint.scenes.foliage.leaves import Illumination, pick
from overpaint.scenes.foliage.light import Colour
from overpaint.scenes.heavens.camera import Camera

Floats = NDArray[np.float32]
_PETALS = 9
_HEART = np.array((0.55, 0.36, 0.05), np.float32)  # of a flower, where its pollen is


@dataclass(frozen=True)
class Sward:
    """`height`: of blades, metres. `blades`, `stalks`: reflectances, of which `dry` is the share of stalks. `flowers`:
    reflectances, empty for none; `flowering`: flowers for each blade. `wind`: how far tips lean to the right, over their height.
    """

    height: float
    blades: tuple[Colour, ...]
    stalks: tuple[Colour, ...]
    dry: float
    flowers: tuple[Colour, ...]
    flowering: float
    wind: float


def paint_sward(
    layer: Layer,
    camera: Camera,
    sward: Sward,
    near: float,
    far: float,
    cover: float,
    light: Illumination,
    random: np.random.Generator,
) -> None:
    """Paint the grass between two distances, far blades first. `cover`: blades one before the other, on average."""
    rows = camera.focal * camera.eye * (1.0 / near - 1.0 / far)
    tall = camera.focal * sward.height / math.sqrt(near * far)
    wide = max(camera.focal * 0.0045 / math.sqrt(near * far), 0.9)
    count = int(min(cover * camera.width * (rows + 0.3 * tall) / (tall * wide), 30000))
    ahead = np.sort(1.0 / random.uniform(1.0 / far, 1.0 / near, count))[::-1]
    scale = (camera.focal / ahead).astype(np.float32)
    x = random.uniform(-0.05, 1.05, count) * camera.width
    tufts = _tufts((x - camera.centre) / scale, ahead, random)
    stems = _blades(camera, sward, x.astype(np.float32), ahead.astype(np.float32), scale, tufts, light, random)
    bloom = random.random(count) < sward.flowering * np.clip(1.0 + 1.2 * tufts, 0.0, 3.0)
    groups = max(1, min(12, count // 300))
    for part in np.array_split(np.arange(count), groups):
        paint_stems(layer, stems[part])
        chosen = part[bloom[part]]
        if sward.flowers and chosen.size:
            paint_leaves(layer, _flowers(stems[chosen], scale[chosen], sward, light, random))


def _tufts(across: NDArray[np.float64], ahead: NDArray[np.float64], random: np.random.Generator) -> Floats:
    """About -1.5 to 1.5 at each place: where grass is thicker, taller and greener, in waves of a few metres."""
    total = np.zeros(across.shape, np.float32)
    for metres in (0.5, 0.9, 1.7, 3.1, 6.0):
        turn = random.uniform(0.0, math.pi)
        total += np.sin((across * math.cos(turn) + ahead * math.sin(turn)) * (2.0 * math.pi / metres) + random.uniform(0.0, 6.3))
    return np.asarray(total / 2.2, np.float32)


def _blades(
    camera: Camera,
    sward: Sward,
    x: Floats,
    ahead: Floats,
    scale: Floats,
    tufts: Floats,
    light: Illumination,
    random: np.random.Generator,
) -> Marks:
    count = x.size
    dry = random.random(count) < sward.dry * np.clip(1.0 - 0.6 * tufts, 0.1, 2.0)
    height = sward.height * np.exp(random.normal(0.0, 0.3, count)) * (1.0 + 0.22 * tufts) * np.where(dry, 1.35, 1.0)
    tall = (height * scale).astype(np.float32)
    lean = random.normal(sward.wind, 0.4, count) * np.where(dry, 0.6, 1.0)
    stems = np.empty((count, 14), np.float32)
    stems[:, 0] = x
    stems[:, 1] = camera.horizon + camera.eye * scale
    stems[:, 2] = x + lean * tall
    stems[:, 3] = stems[:, 1] - tall
    stems[:, 4] = -0.3 * lean * tall + random.normal(0.0, 0.05, count) * tall
    half = np.maximum(scale * np.where(dry, 0.0011, 0.0030) * np.exp(random.normal(0.0, 0.35, count)), 0.36)
    stems[:, 5] = half
    stems[:, 6] = np.where(dry, 1.6, 0.2) * half
    colour = np.where(dry[:, None], pick(sward.stalks, count, 0.15, random), pick(sward.blades, count, 0.16, random))
    foot, tip = _light_blades(colour.astype(np.float32), ahead, tufts, light, random)
    stems[:, 7:10], stems[:, 10:13] = foot, tip
    stems[:, 13] = 0.25 * light.towards[0]
    return stems


def _light_blades(
    colour: Floats, ahead: Floats, tufts: Floats, light: Illumination, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Radiance at foot, in the shade of its neighbours, and tip."""
    _, front, up = light.towards
    through = 0.5 + 0.5 * front
    sun, shade = (np.asarray(part, np.float32) for part in (light.day.sun, light.day.shade))
    luck = np.clip(random.normal(0.75, 0.35, colour.shape[0]), 0.05, 1.6).astype(np.float32)[:, None]
    passed = colour * np.array([1.2, 1.25, 0.5], np.float32)
    body = colour * np.float32(1.0 - 0.6 * through) + passed * np.float32(through)
    tip = body * sun * luck * np.float32(0.55 + 0.35 * max(up, 0.0)) + colour * shade * np.float32(0.85)
    tip *= np.exp(0.12 * tufts)[:, None]
    foot = 0.22 * body * sun * luck * np.float32(max(up, 0.0)) + colour * shade * np.float32(0.22)
    # From afar one sees the tips of the grass only.
    far = (1.0 - np.exp(-ahead / np.float32(18.0)))[:, None]
    foot += (0.8 * tip - foot) * far
    hazy = light.haze(ahead)[:, None]
    return np.asarray(foot + (light.veil - foot) * hazy, np.float32), np.asarray(tip + (light.veil - tip) * hazy, np.float32)


def _flowers(stems: Marks, scale: Floats, sward: Sward, light: Illumination, random: np.random.Generator) -> Marks:
    """Petals round the tips of stems, seen a little from the side."""
    count = stems.shape[0]
    kind = random.integers(0, len(sward.flowers), count)
    petal = np.asarray(sward.flowers, np.float32)[kind] * np.exp(random.normal(0.0, 0.1, (count, 1))).astype(np.float32)
    lit = petal * (
        0.7 * np.asarray(light.day.sun, np.float32) * random.uniform(0.5, 1.0, (count, 1)) + 0.6 * np.asarray(light.day.shade)
    )
    size = np.maximum(scale * 0.0115 * random.uniform(0.6, 1.5, count), 0.8)
    squash = random.uniform(0.25, 0.8, count)
    turn = random.uniform(0.0, math.pi, count)
    tilt = random.normal(0.0, 0.35, count)
    marks = np.empty((count, _PETALS + 1, 8), np.float32)
    for i in range(_PETALS):
        angle = turn + 2.0 * math.pi * (i + random.uniform(-0.2, 0.2, count)) / _PETALS
        reach = random.uniform(0.75, 1.1, count)
        along, across = reach * np.cos(angle), reach * np.sin(angle) * squash
        dx, dy = along * np.cos(tilt) - across * np.sin(tilt), along * np.sin(tilt) + across * np.cos(tilt)
        marks[:, i, 0] = stems[:, 2] + 0.6 * size * dx
        marks[:, i, 1] = stems[:, 3] + 0.6 * size * dy
        marks[:, i, 2] = 0.65 * size * np.maximum(np.hypot(dx, dy), 0.5)
        marks[:, i, 3] = 0.3 * size * np.maximum(squash, 0.5)
        marks[:, i, 4] = np.arctan2(dy, dx)
        # Petals that lean away see less of the sky.
        marks[:, i, 5:] = lit * (random.uniform(0.6, 1.1, (count, 1)) * (1.0 + 0.25 * np.sin(angle))[:, None])
    marks[:, _PETALS, :2] = stems[:, 2:4]
    marks[:, _PETALS, 2] = 0.34 * size
    marks[:, _PETALS, 3] = 0.5 * size * squash
    marks[:, _PETALS, 4] = tilt
    marks[:, _PETALS, 5:] = _HEART * (0.6 * np.asarray(light.day.sun, np.float32) + 0.5 * np.asarray(light.day.shade))
    return marks.reshape(-1, 8)
