"""High mountains with a view: which climate, which view, which ground underfoot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np

from overpaint.imaging.values import Backdrop, Quality
from overpaint.scenes.base import Weather
from overpaint.scenes.heavens.outdoors import Outdoors, stream
from overpaint.scenes.terrain.carpet import Carpet, drifts, scree, turf
from overpaint.scenes.terrain.cover import SOIL, Cover
from overpaint.scenes.terrain.highland import highland
from overpaint.scenes.terrain.landscape import SNOW_WHITE, Ground, Look, Stand, View, finish, paint_view, stand_on
from overpaint.scenes.terrain.ranges import Climate
from overpaint.scenes.terrain.viewpoint import Wish, choose

MountainCover = Literal["rock", "snow", "green"]

CLIMATES: dict[MountainCover, Climate] = {
    "rock": Climate(snow=1750.0, trees=650.0, grass=1450.0, relief=2300.0, steep=0.75, bare=0.62, plain=0.25),
    "snow": Climate(snow=-350.0, trees=420.0, grass=150.0, relief=2300.0, steep=0.95, bare=0.62, plain=0.25),
    "green": Climate(snow=2900.0, trees=950.0, grass=2300.0, relief=2000.0, steep=0.6, bare=0.85, plain=0.25),
}
_ROCK, _LICHEN, _MEADOW, _FOREST = (0.135, 0.126, 0.118), (0.085, 0.078, 0.066), (0.058, 0.068, 0.028), (0.017, 0.026, 0.012)
_SNOW = (0.86, 0.88, 0.91)
PALETTES: dict[MountainCover, tuple[tuple[float, float, float], ...]] = {
    "rock": (_ROCK, _LICHEN, _MEADOW, _FOREST, _SNOW, (0.042, 0.044, 0.021), (0.125, 0.118, 0.108), (0.1, 0.09, 0.05)),
    "snow": (_ROCK, _LICHEN, _MEADOW, _FOREST, _SNOW, _SNOW, _SNOW, _SNOW),
    "green": (_ROCK, _LICHEN, _MEADOW, _FOREST, _SNOW, (0.026, 0.032, 0.012), (0.066, 0.084, 0.031), (0.105, 0.1, 0.046)),
}
LONGEST = 6.0  # shadows, in heights of what throws them: with the true ones of a setting sun no summit glows
_FRESH_SNOW = -150.0  # m, the line while it snows
_HAZE: dict[Weather, tuple[float, float]] = {
    "clear": (2.2e-5, 700.0),
    "fair": (2.8e-5, 700.0),
    "cloudy": (3.5e-5, 700.0),
    "overcast": (6e-5, 900.0),
    "fog": (8e-4, 450.0),
    "snow": (2.2e-4, 2500.0),
}
_WISH = Wish(peak=0.27, above=(120.0, 800.0), fall=0.12)


def _carpet(cover: MountainCover, size: int, seed: int) -> Carpet:
    random = stream(seed, "carpet")
    if cover == "snow":
        return drifts(random, size)
    return turf(random, 0.1, size) if cover == "green" else scree(random, random.uniform(0.3, 0.7), size)


def mountain_ground(view: View, cover: MountainCover, seed: int, check: Callable[[], None]) -> tuple[Ground, Outdoors]:
    """The mountains of a seed and the sky over them. Raises Cancelled when `check` does."""
    climate = replace(CLIMATES[cover], snow=_FRESH_SNOW) if view.weather == "snow" else CLIMATES[cover]
    return highland(view, climate, lambda size: _carpet(cover, size, seed), seed, check)


def view_of(ground: Ground, wish: Wish, outdoors: Outdoors, seed: int) -> Stand:
    """The best place to stand."""
    random = stream(seed, "view")
    x, y, heading = choose(random, ground.height, ground.layers[0], ground.length, wish, outdoors.towards_sun)
    return Stand(x, y, heading, 4.0, random.uniform(6.0, 9.0), 0.12, 0.35)


def mountain_look(cover: MountainCover, weather: Weather) -> Look:
    """Colours of the mountains and the air before them."""
    haze, thickness = _HAZE[weather]
    palette = np.array(PALETTES[cover])
    white = cover == "snow" or weather == "snow"
    if white:  # between stones and blades
        palette[SOIL] = _SNOW
    surface = Cover(
        palette,
        upright=1.0 if cover == "green" else 0.0,
        bare=0.0,
        dusted=0.45 if white else 0.0,
        sparkle=1.5 if cover == "snow" else 0.0,
    )
    look = Look(surface, haze, thickness, soft=8.0, bounce=(0.15, 0.16, 0.18) if white else (0.06, 0.06, 0.05), lift=1.8)
    return replace(look, brighter=1.4, white=SNOW_WHITE, through=0.1) if white else look


def paint_mountains(view: View, cover: MountainCover, seed: int, quality: Quality, check: Callable[[], None]) -> Backdrop:
    """The finished picture. Raises Cancelled when `check` does."""
    ground, outdoors = mountain_ground(view, cover, seed, check)
    outdoors, land = stand_on(ground, view_of(ground, _WISH, outdoors, seed), outdoors, LONGEST)
    check()
    look = mountain_look(cover, view.weather)
    radiance, _ = paint_view(outdoors, land, ground, look, quality, check)
    check()
    return finish(outdoors, radiance, look)
