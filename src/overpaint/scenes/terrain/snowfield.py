"""An open field under deep snow, with conifers and low mountains far off."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from overpaint.imaging.values import Backdrop, Quality
from overpaint.scenes.base import Time, Weather
from overpaint.scenes.heavens.outdoors import stream
from overpaint.scenes.terrain.alps import PALETTES
from overpaint.scenes.terrain.carpet import drifts
from overpaint.scenes.terrain.cover import Cover
from overpaint.scenes.terrain.highland import highland
from overpaint.scenes.terrain.landscape import SNOW_WHITE, Look, Stand, View, finish, paint_view, stand_on
from overpaint.scenes.terrain.ranges import LENGTH, Climate
from overpaint.scenes.terrain.viewpoint import Wish, choose

_CLIMATE = Climate(snow=-600.0, trees=520.0, grass=-500.0, relief=1100.0, steep=1.1, bare=0.62, plain=0.42)
_HAZE: dict[Weather, tuple[float, float]] = {
    "clear": (3e-5, 500.0),
    "fair": (4e-5, 500.0),
    "overcast": (9e-5, 700.0),
    "fog": (1.6e-3, 400.0),
    "snow": (4.5e-4, 2000.0),
}
_HAZY_SUN: dict[Time, float] = {"dawn": 0.22, "sunset": 0.4}  # share of a sun that has half sunk into haze
_WISH = Wish(peak=0.13, above=(0.0, 60.0), fall=-0.01, woods=2.5)


def paint_snowfield(view: View, seed: int, quality: Quality, check: Callable[[], None]) -> Backdrop:
    """The finished picture. Raises Cancelled when `check` does."""
    ground, outdoors = highland(view, _CLIMATE, lambda size: drifts(stream(seed, "carpet"), size), seed, check)
    place = choose(stream(seed, "view"), ground.height, ground.layers[0], LENGTH, _WISH, outdoors.towards_sun)
    outdoors, land = stand_on(ground, Stand(*place, rise=0.6, reach=26.0, fall=0.008, swell=0.45), outdoors)
    check()
    haze, thickness = _HAZE[view.weather]
    cover = Cover(np.array(PALETTES["snow"]), upright=0.0, bare=0.0, dusted=0.35, sparkle=1.5)
    brighter = (2.6 if view.weather == "snow" else 3.6) if outdoors.covered else 2.6
    trees = _HAZY_SUN.get(view.time, 1.0)
    look = Look(
        cover,
        haze,
        thickness,
        soft=6.0,
        bounce=(0.15, 0.16, 0.18),
        lift=1.2,
        brighter=brighter,
        white=SNOW_WHITE,
        trees=trees,
        through=0.12,
    )
    radiance, _ = paint_view(outdoors, land, ground, look, quality, check)
    check()
    return finish(outdoors, radiance, look)
