"""Leaves in space: grown in clumps, lit by sun and sky, seen by a camera.

Coordinates are the camera's: x to the right, y ahead, z up from the ground, in metres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.foliage.brush import Marks
from overpaint.scenes.foliage.light import Colour, Daylight
from overpaint.scenes.foliage.palette import SNOW
from overpaint.scenes.heavens.camera import Camera

Floats = NDArray[np.float32]

_NARROW = 0.45  # half width of a leaf over its half length
_LEAF_AREA = 8.0 / 3.0 * _NARROW  # of a leaf of half length 1
_SMALLEST = 1.35  # half length in pixels below which fewer, larger leaves are drawn
_MOST_LEAVES = 70000.0
_FLAT = np.array([1.25, 1.25, 0.7], np.float32)
_TRANSMITTED = np.array([1.25, 1.35, 0.4], np.float32)  # light that passes a leaf, over what it reflects


class Clumps(NamedTuple):
    """Balls of leaves, an entry each: `centres` (M, 3), `radii` (M,), `colours` (M, 3) reflectance, `sunlit` (M,) share of sun
    they get, `open_sky` (M,) share of sky."""

    centres: Floats
    radii: Floats
    colours: Floats
    sunlit: Floats
    open_sky: Floats


@dataclass(frozen=True)
class Illumination:
    """Light at a place: what the hour gives, and `towards` the sun, unit (right, ahead, up)."""

    day: Daylight
    towards: tuple[float, float, float]

    def haze(self, distance: Any) -> Any:
        """Share of light that haze has put in the place of what lies at `distance` metres."""
        return 1.0 - np.exp(-math.log(2.0) * np.asarray(distance, np.float32) / np.float32(self.day.seen))

    @property
    def veil(self) -> Floats:
        """(3,) radiance of haze: what sky and sun it scatters."""
        sun = np.asarray(self.day.sun, np.float32)
        glow = 0.035 * (1.0 + 1.5 * max(self.towards[1], 0.0) ** 4)
        return np.asarray(self.day.veil * np.asarray(self.day.sky, np.float32) + glow * sun, np.float32)


def see_clumps(
    camera: Camera,
    clumps: Clumps,
    light: Illumination,
    leaf: float,
    depth: float,
    random: np.random.Generator,
    glossy: float = 1.0,
    snow: float = 0.0,
) -> Marks:
    """Marks for `brush.paint_leaves`, far ones first. `leaf`: half length of a leaf in metres. `depth`: leaves one behind the
    other in the middle of a clump, on average. `glossy`: how brightly single leaves mirror the sun. `snow`: share of
    leaves open to the sky that are under it."""
    centres = clumps.centres
    scale = camera.focal / centres[:, 1]
    half = np.maximum(leaf * scale, _SMALLEST)
    wanted = depth * math.pi * (clumps.radii * scale) ** 2 / (_LEAF_AREA * half**2)
    # Where clumps hide one another over and over, fewer leaves in each make the same wall of leaves.
    wanted *= min(1.0, _MOST_LEAVES / max(float(wanted.sum()), 1.0))
    counts = random.poisson(wanted)
    order = np.argsort(-centres[:, 1], kind="stable")
    which = np.repeat(order, counts[order])
    out = random.standard_normal((which.size, 3), np.float32)
    out /= np.linalg.norm(out, axis=1, keepdims=True) + 1e-6
    # Leaves thin out towards a clump's rim: a ball of them would look like one when it is out of focus.
    spread = np.abs(0.62 * random.standard_normal(which.size, np.float32))
    reach = np.minimum(spread, 1.0)
    points = centres[which] + out * (clumps.radii[which] * spread)[:, None] * _FLAT
    colour = _light_leaves(clumps, which, out, reach, light, glossy, snow, random)
    marks = np.empty((which.size, 8), np.float32)
    distance = np.maximum(points[:, 1], 0.5)
    marks[:, 0] = camera.centre + camera.focal * points[:, 0] / distance
    marks[:, 1] = camera.horizon - camera.focal * (points[:, 2] - camera.eye) / distance
    long = half[which] * (0.7 + 0.6 * random.random(which.size, np.float32))
    marks[:, 2] = long
    marks[:, 3] = long * _NARROW * (0.4 + 0.9 * random.random(which.size, np.float32))
    marks[:, 4] = random.uniform(0.0, math.pi, which.size)
    hazy = light.haze(distance)[:, None]
    marks[:, 5:] = colour + (light.veil - colour) * hazy
    return marks


def _light_leaves(
    clumps: Clumps,
    which: NDArray[np.intp],
    out: Floats,
    reach: Floats,
    light: Illumination,
    glossy: float,
    snow: float,
    random: np.random.Generator,
) -> Floats:
    """(N, 3) radiance: sun reflected and let through, sky from above, both less within a clump and on its far side."""
    towards = np.asarray(light.towards, np.float32)
    facing = out @ towards
    depth = np.clip((facing * reach + 0.25) / 0.9, 0.0, 1.0)
    sun = clumps.sunlit[which] * depth * np.clip(1.0 + 0.5 * random.standard_normal(which.size, np.float32), 0.0, 2.2)
    through = 0.5 + 0.5 * towards[1]
    reflect = clumps.colours[which] * (0.8 + 0.4 * random.random((which.size, 1), np.float32))
    if snow > 0.0:
        lying = out[:, 2] + 0.35 * random.standard_normal(which.size, np.float32) > 1.0 - 2.0 * snow
        reflect[lying] = SNOW
    body = reflect * (np.float32(1.0 - 0.75 * through) + np.float32(0.9 * through) * _TRANSMITTED)
    if snow > 0.0:
        body[lying] = 0.75 * reflect[lying]
    luck = random.random(which.size, np.float32)
    gloss = np.float32(0.02) * (luck > 0.9)
    # Some leaves mirror the sun: of the luckiest in seventy, few are very bright.
    glint = np.where(luck > 0.986, 0.08 * glossy / np.sqrt(1.0002 - luck), 0.0)
    sky = clumps.open_sky[which] * (0.35 + 0.65 * np.clip(0.5 + 0.5 * out[:, 2], 0.0, 1.0)) * (0.35 + 0.65 * reach)
    sun_colour, shade = (np.asarray(c, np.float32) for c in (light.day.sun, light.day.shade))
    lit = body * sun_colour * sun[:, None] + reflect * shade * sky[:, None]
    return np.asarray(
        lit + (glint * np.minimum(sun, 1.0))[:, None] * sun_colour + gloss[:, None] * shade * sky[:, None] * 2.0, np.float32
    )


def pick(colours: tuple[Colour, ...], count: int, spread: float, random: np.random.Generator) -> Floats:
    """(count, 3): one of the colours each, varied by about `spread`."""
    chosen = np.asarray(colours, np.float32)[random.integers(0, len(colours), count)]
    return np.asarray(chosen * np.exp(random.normal(0.0, spread, (count, 3))), np.float32)
