"""Where trees and bushes stand, and what they are made of: clumps of leaves, trunks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.foliage.brush import Marks
from overpaint.scenes.foliage.floor import Path
from overpaint.scenes.foliage.leaves import Clumps, Illumination, pick
from overpaint.scenes.foliage.light import Colour
from overpaint.scenes.heavens.camera import Camera

Places = NDArray[np.float64]
"""(N, 2) metres to the right and ahead, on the ground."""


@dataclass(frozen=True)
class Growth:
    """What trees are like. `crown`: metres up to where leaves begin, `spread`: metres they reach sideways, `clumps`: a tree.

    `thickness`: of a trunk in metres. `bark`: reflectance.
    `sunlit`: share of leaves the sun reaches. `tallest`: metres a trunk is seen up to.
    """

    crown: float
    spread: float
    clumps: float
    thickness: float
    bark: Colour
    sunlit: float
    tallest: float = 25.0


def scatter(camera: Camera, near: float, far: float, density: float, random: np.random.Generator) -> Places:
    """Places between two distances, in view or a little beside it. `density`: a square metre."""
    reach = 0.5 * camera.width / camera.focal * 1.15
    count = int(random.poisson(reach * (far**2 - near**2) * density))
    ahead = np.sqrt(random.uniform(near**2, far**2, count))
    return np.stack([random.uniform(-1.0, 1.0, count) * (reach * ahead + 1.0), ahead], axis=1)


def keep_clear(places: Places, path: Path, margin: float) -> Places:
    """Those off a path by `margin` metres."""
    off = np.abs(places[:, 0] - path.middle(places[:, 1]))
    return np.asarray(places[off > path.width + margin])


def keep_middle_free(places: Places, share: float) -> Places:
    """Those further to a side than `share` of their distance: a trunk right behind a head would seem to grow out of it."""
    return np.asarray(places[np.abs(places[:, 0]) > share * places[:, 1]])


def crowns(places: Places, growth: Growth, colours: tuple[Colour, ...], top: float, random: np.random.Generator) -> Clumps:
    """Clumps of trees at `places`, from where crowns begin up to `top` metres, which is what can be seen of them."""
    count = len(places)
    base = growth.crown * random.uniform(0.6, 1.5, count)
    tree = np.repeat(np.arange(count), random.poisson(growth.clumps, count))
    centres = np.empty((tree.size, 3), np.float32)
    spread = (growth.spread * random.uniform(0.6, 1.4, count))[tree, None]
    centres[:, :2] = places[tree] + random.normal(0.0, 1.0, (tree.size, 2)) * spread
    centres[:, 2] = base[tree] + random.uniform(0.0, 1.0, tree.size) ** 0.8 * np.maximum(top - base[tree], 1.5)
    kept = centres[:, 1] > 0.6 * places[tree, 1]
    shades = pick(colours, count, 0.1, random)[tree] * np.exp(random.normal(0.0, 0.12, (tree.size, 1)))
    # The sun comes in patches larger than a clump: half of it is the tree's own luck.
    luck = random.normal(0.0, 0.4, count)[tree] + random.normal(growth.sunlit, 0.35, tree.size)
    sky = np.clip(random.normal(0.75, 0.2, tree.size), 0.3, 1.1)
    radii = random.uniform(0.16, 0.45, tree.size) * growth.spread
    return _clumps(centres, radii, shades, np.clip(luck, 0.0, 1.0), sky, kept)


def bushes(places: Places, height: float, sunlit: float, colours: tuple[Colour, ...], random: np.random.Generator) -> Clumps:
    """Clumps of bushes, ferns or hedges about `height` metres high."""
    count = len(places)
    bush = np.repeat(np.arange(count), random.poisson(9.0, count) + 3)
    size = (height * np.exp(random.normal(0.0, 0.4, count)))[bush]
    centres = np.empty((bush.size, 3), np.float32)
    centres[:, :2] = places[bush] + random.normal(0.0, 0.6, (bush.size, 2)) * size[:, None]
    centres[:, 2] = size * random.uniform(0.05, 1.0, bush.size)
    luck = random.normal(sunlit, 0.4, count)[bush] + random.normal(0.0, 0.25, bush.size)
    sky = 0.35 + 0.55 * centres[:, 2] / np.maximum(size, 0.1)
    radii = 0.36 * size * random.uniform(0.6, 1.3, bush.size)
    kept = centres[:, 1] > 0.6 * places[bush, 1]
    return _clumps(centres, radii, pick(colours, count, 0.14, random)[bush], np.clip(luck, 0.0, 1.0), sky, kept)


def _clumps(
    centres: NDArray[np.float32],
    radii: NDArray[np.float64],
    colours: NDArray[np.floating],
    sunlit: NDArray[np.float64],
    sky: NDArray[np.floating],
    kept: NDArray[np.bool_],
) -> Clumps:
    parts = (np.asarray(part, np.float32)[kept] for part in (centres, radii, colours, sunlit, sky))
    return Clumps(*parts)


def trunks(camera: Camera, places: Places, growth: Growth, light: Illumination, random: np.random.Generator) -> Marks:
    """Marks for `brush.paint_stems`, far ones first; they end above the picture or at their tallest."""
    places = places[np.argsort(-places[:, 1], kind="stable")]
    count = len(places)
    scale = camera.focal / places[:, 1]
    half = 0.5 * growth.thickness * np.exp(random.normal(0.0, 0.35, count)) * scale
    middle = camera.centre + places[:, 0] * scale
    foot = camera.horizon + camera.eye * scale
    rise = np.minimum(foot + 0.2 * camera.height, growth.tallest * scale)
    right, ahead, _ = light.towards
    sunny = np.clip(random.normal(0.3, 0.4, count), 0.0, 1.0)[:, None]
    facing = 0.5 * float(np.clip(0.4 - 0.5 * ahead, 0.08, 1.0))
    colour = pick((growth.bark,), count, 0.12, random) * (
        0.5 * np.asarray(light.day.shade) + facing * sunny * np.asarray(light.day.sun)
    )
    hazy = light.haze(places[:, 1])[:, None]
    colour += (light.veil - colour) * hazy
    marks = np.empty((count, 14), np.float32)
    marks[:, 0], marks[:, 1], marks[:, 3] = middle, foot, foot - rise
    marks[:, 2] = middle + random.normal(0.0, 0.035, count) * rise
    marks[:, 4] = random.normal(0.0, 0.012, count) * rise
    marks[:, 5], marks[:, 6] = 1.15 * half, 0.7 * half
    marks[:, 7:10], marks[:, 10:13] = 0.8 * colour, colour
    marks[:, 13] = 0.5 * right * (0.4 + 0.6 * sunny[:, 0]) * (1.0 - hazy[:, 0]) * float(max(light.day.sun) > 0.0)
    return marks
