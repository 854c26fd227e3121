"""An open field under deep snow, with conifers and low mountains far off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from overpaint.imaging.values import Backdrop, Quality
from overpaint.scenes.base import Weather
from overpaint.scenes.heavens.outdoors import Outdoors, stream
from overpaint.scenes.kernels.texture import MipMap
from overpaint.scenes.terrain.alps import BESIDE, PALETTES
from overpaint.scenes.terrain.carpet import Carpet, drifts, grain
from overpaint.scenes.terrain.cover import Cover
from overpaint.scenes.terrain.landscape import Ground, Look, Stand, View, finish, paint_view, side_by_side, sky_above, stand_on
from overpaint.scenes.terrain.ranges import LENGTH, Climate, layers, mountains
from overpaint.scenes.terrain.relief import Heights
from overpaint.scenes.terrain.viewpoint import Wish, choose

_CLIMATE = Climate(snow=-600.0, trees=520.0, grass=-500.0, relief=1100.0, steep=1.1, plain=0.42)
_HAZE: dict[Weather, tuple[float, float]] = {
    "clear": (3e-5, 500.0),
    "fair": (4e-5, 500.0),
    "overcast": (9e-5, 700.0),
    "fog": (1.6e-3, 400.0),
    "snow": (4.5e-4, 2000.0),
}
_WISH = Wish(peak=0.13, above=(0.0, 60.0), fall=-0.01, woods=2.5)


def _rise_land(size: int, seed: int) -> tuple[Heights, tuple[Heights, Heights, Heights, Heights]]:
    random = stream(seed, "land")
    height, flow = mountains(random, _CLIMATE, size)
    return height, layers(random, height, flow, _CLIMATE)


def _ground(view: View, seed: int, check: Callable[[], None]) -> tuple[Ground, Outdoors]:
    check()

    def textures() -> tuple[MipMap, Carpet, Outdoors]:
        outdoors = sky_above(replace(view, beside=BESIDE[view.time]), seed, check)
        return grain(stream(seed, "grain"), view.fineness), drifts(stream(seed, "carpet"), view.fineness), outdoors

    (height, covers), (rocks, carpet, outdoors) = side_by_side(lambda: _rise_land(view.fineness, seed), textures)
    check()
    return Ground(height, LENGTH, covers, rocks, carpet), outdoors


def paint_snowfield(view: View, seed: int, quality: Quality, check: Callable[[], None]) -> Backdrop:
    """The finished picture. Raises Cancelled when `check` does."""
    ground, outdoors = _ground(view, seed, check)
    place = choose(stream(seed, "view"), ground.height, ground.layers[0], LENGTH, _WISH, outdoors.towards_sun)
    outdoors, land = stand_on(ground, Stand(*place, rise=0.6, reach=26.0, fall=0.008, swell=0.45), outdoors)
    check()
    haze, thickness = _HAZE[view.weather]
    cover = Cover(np.array(PALETTES["snow"]), upright=0.0, bare=0.0, dusted=0.35, sparkle=1.5)
    look = Look(cover, haze, thickness, soft=6.0, bounce=(0.15, 0.16, 0.18), lift=1.2, brighter=1.7 if outdoors.covered else 1.35)
    radiance, _ = paint_view(outdoors, land, ground, look, quality, check)
    check()
    return finish(outdoors, radiance, look)
