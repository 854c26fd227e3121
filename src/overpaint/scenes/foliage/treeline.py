"""What closes a meadow at its far side: hills that pale with distance, and a line of trees."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.foliage.leaves import Clumps, Illumination, pick
from overpaint.scenes.foliage.palette import PALETTES, GrowingSeason
from overpaint.scenes.foliage.trees import Places
from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.heavens.outdoors import Outdoors

Hdr = NDArray[np.float32]
_CLUMPS = 46  # a tree


def raise_hills(radiance: Hdr, view: Outdoors, light: Illumination, season: GrowingSeason, random: np.random.Generator) -> None:
    """Two or three ranges of low hills over the horizon, in place, each paler than the one before it."""
    camera = view.camera
    across = (np.arange(camera.width) + 0.5 - camera.centre) / camera.focal
    for distance, height in ((6500.0, 330.0), (3200.0, 130.0), (1400.0, 42.0)):
        waves = sum(
            np.sin(across * k * 6.0 + random.uniform(0.0, 6.3)) * random.uniform(0.5, 1.0) / k**0.9
            for k in (1.0, 2.3, 4.9, 11.0, 23.0)
        )
        top = camera.horizon - camera.focal * np.maximum(height * random.uniform(0.4, 1.1) * (0.55 + 0.4 * waves), 0.0) / distance
        rough = random.standard_normal(camera.width) * 0.0006 * camera.height * (2000.0 / distance)
        top += np.convolve(rough, np.ones(5) / 2.2, mode="same")
        first = max(math.floor(float(top.min())), 0)
        last = min(math.ceil(camera.horizon) + 2, camera.height)
        if first >= last:
            continue
        rows = np.arange(first, last, dtype=np.float32)[:, None]
        share = np.clip(rows + 1.0 - top[None, :], 0.0, 1.0)[..., None].astype(np.float32)
        lit = 0.45 * np.asarray(light.day.sun) * light.towards[2] + 0.6 * np.asarray(light.day.shade)
        body = np.asarray(PALETTES[season].crowns[0]) * lit
        haze = 1.0 - math.exp(-distance / min(view.visibility, 5500.0))
        colour = body + (light.veil - body) * haze
        radiance[first:last] += (colour.astype(np.float32) - radiance[first:last]) * share


def tree_line(
    camera: Camera, season: GrowingSeason, away: tuple[float, float], random: np.random.Generator
) -> tuple[Clumps, Places]:
    """Trees at the meadow's far end, in groups; sometimes one that stands alone, nearer."""
    half = 0.6 * camera.width / camera.focal
    ahead = random.uniform(*away)
    places = []
    for _ in range(int(random.integers(3, 7))):
        middle, spread = random.uniform(-half, half) * ahead, random.uniform(0.05, 0.35) * half * ahead
        count = int(6 + spread * random.uniform(0.5, 1.1))
        places.append(np.stack([random.normal(middle, spread, count), ahead * random.uniform(0.9, 1.2, count)], axis=1))
    if random.random() < 0.5:
        alone = random.uniform(50.0, 90.0)
        places.append(np.array([[random.choice((-1.0, 1.0)) * random.uniform(0.35, 0.8) * half * alone, alone]]))
    trees = np.concatenate(places)
    return _crown(trees, season, random), trees


def _crown(trees: Places, season: GrowingSeason, random: np.random.Generator) -> Clumps:
    """Round trees at these places, leaved to the ground."""
    count = len(trees)
    tree = np.repeat(np.arange(count), _CLUMPS)
    heights = random.uniform(3.0, 9.0, count) * (1.0 + (random.random(count) < 0.2))
    heights[-1] = max(heights[-1], 9.0)
    tall, wide = heights[tree], random.uniform(0.3, 0.55, count)[tree]
    out = random.normal(0.0, 1.0, (tree.size, 3))
    out *= (random.random(tree.size) ** 0.5 / np.linalg.norm(out, axis=1))[:, None]
    centres = np.empty((tree.size, 3), np.float32)
    centres[:, :2] = trees[tree] + out[:, :2] * (wide * tall)[:, None]
    centres[:, 2] = tall * (0.5 + 0.48 * out[:, 2])
    # Undergrowth closes the gaps between most of them at the foot.
    low = (random.random(tree.size) < 0.3) & (tree < count - 1)
    centres[low, 0] += random.normal(0.0, 1.0, np.count_nonzero(low)) * tall[low]
    centres[low, 2] = 0.22 * tall[low] * random.random(np.count_nonzero(low))
    colours = pick(PALETTES[season].crowns, count, 0.12, random)[tree]
    sun = np.clip(random.normal(0.65, 0.25, tree.size), 0.0, 1.0)
    sky = 0.4 + 0.5 * centres[:, 2] / tall
    parts = (np.asarray(part, np.float32) for part in (0.18 * tall, colours, sun, sky))
    return Clumps(centres, *parts)
