"""A lake among mountains, seen from its shore: the valley of `alps` under water."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from overpaint.imaging.values import Backdrop, Quality
from overpaint.scenes.heavens.outdoors import Outdoors, as_seen_in, stream
from overpaint.scenes.terrain.alps import LONGEST, MountainCover, mountain_ground, mountain_look
from overpaint.scenes.terrain.landscape import Ground, Stand, View, finish, paint_view, stand_on
from overpaint.scenes.terrain.mirror import add_water
from overpaint.scenes.terrain.viewpoint import Wish, choose
from overpaint.scenes.water.waves import wind_sea

_LEVEL = 22.0  # m that the valley is flooded
_BOTTOM = 1.6  # m that the bottom lies below the water
_SHORE = 0.5  # m that the viewer's shore rises over it
_DEEP = (0.006, 0.016, 0.018)  # share of light that lake water sends back
_WISH = Wish(peak=0.21, above=(_LEVEL - 0.01, _LEVEL + 0.01), fall=0.0)


def _flood(ground: Ground) -> Ground:
    """The valley under water: its bottom is level, and nothing grows there."""
    canopy, rough, snow, grass = ground.layers
    wet = np.clip((_LEVEL + 3.0 - ground.height) / 2.0, 0.0, 1.0)
    height = np.maximum(ground.height, np.float32(_LEVEL - _BOTTOM))
    return replace(ground, height=height, layers=(canopy * (1.0 - wet), rough, snow * (1.0 - wet), grass * (1.0 - wet)))


def _taller(view: View) -> tuple[View, int]:
    """The view with so many rows more above that all of the water has something to mirror."""
    width, height = view.size
    more = max(0, math.ceil(1.1 * height - 2.0 * view.horizon * height))
    return replace(view, size=(width, height + more), horizon=(view.horizon * height + more) / (height + more)), more


def _cropped(outdoors: Outdoors, more: int) -> Outdoors:
    camera = outdoors.camera
    return replace(outdoors, camera=camera._replace(height=camera.height - more, horizon=camera.horizon - more))


def paint_lake(view: View, cover: MountainCover, seed: int, quality: Quality, check: Callable[[], None]) -> Backdrop:
    """The finished picture. Raises Cancelled when `check` does."""
    tall, more = _taller(view)
    dry, outdoors = mountain_ground(tall, cover, seed, check)
    ground = _flood(dry)
    random = stream(seed, "view")
    level = np.maximum(ground.height, np.float32(_LEVEL))
    place = choose(random, level, ground.layers[0], ground.length, _WISH, outdoors.towards_sun)
    stand = Stand(*place, rise=_BOTTOM + _SHORE, reach=random.uniform(4.0, 6.0), fall=0.16, swell=0.12)
    outdoors, land = stand_on(ground, stand, outdoors, LONGEST)
    check()
    look = mountain_look(cover, view.weather)
    radiance, depth = paint_view(outdoors, land, ground, look, quality, check)
    check()
    camera = outdoors.camera
    over = camera._replace(eye=camera.eye - _LEVEL)
    sea = wind_sea(stream(seed, "waves"), 2.5, random.uniform(-1.0, 1.0))
    light = np.array(outdoors.skylight) + np.array(outdoors.sunlight) * max(outdoors.towards_sun[2], 0.0)
    deep = as_seen_in(outdoors, (np.array(_DEEP) * light / math.pi).astype(np.float32)[None, None])[0, 0]
    ashore = add_water(radiance, depth, over, sea.waves, random.uniform(0.05, 0.16), random.uniform(0.01, 0.03), deep, check)
    return finish(_cropped(outdoors, more), np.ascontiguousarray(radiance[more:]), look, "solid" if ashore else "water")
