"""A sea of sand: dunes with long windward slopes, sharp crests and slip faces at the angle of repose."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np

from overpaint.imaging.values import Backdrop, Quality
from overpaint.scenes.base import Time
from overpaint.scenes.heavens.outdoors import Outdoors, stream
from overpaint.scenes.kernels.texture import MipMap, fractal_field
from overpaint.scenes.terrain.carpet import Carpet, grain, ripples
from overpaint.scenes.terrain.cover import Cover
from overpaint.scenes.terrain.highland import side_by_side
from overpaint.scenes.terrain.landscape import Ground, Look, Stand, View, finish, paint_view, sky_above, stand_on
from overpaint.scenes.terrain.relief import Heights, blurred
from overpaint.scenes.terrain.viewpoint import Wish, choose

_LENGTH = 900.0  # m, side of a tile
_WINDWARD = 0.7  # share of a dune's length before its crest
BESIDE: dict[Time, tuple[float, float]] = {
    "dawn": (60.0, 100.0),
    "morning": (60.0, 100.0),
    "noon": (60.0, 110.0),
    "golden_hour": (50.0, 95.0),
    "sunset": (45.0, 85.0),
    "dusk": (30.0, 80.0),
    "night": (50.0, 100.0),
}
_SAND = (0.46, 0.34, 0.22)
_LONGEST = 4.0  # shadows, in heights of a dune: with the true ones of a setting sun all the sand lies in the dark
_COLOUR: dict[Time, float] = {"golden_hour": 0.95, "dawn": 0.75, "sunset": 0.88}  # greatest saturation
_BRIGHTER: dict[Time, float] = {"dawn": 1.35, "golden_hour": 1.25, "sunset": 1.5, "dusk": 1.2}  # no water mirrors the sky here
_AHEAD = 14.0  # m over which the ground falls as it does where the viewer stands
_HAZE = {"clear": 4e-5, "fair": 5e-5, "cloudy": 7e-5}
_WISH = Wish(peak=0.085, above=(18.0, 60.0), fall=0.04)


def _ridges(random: np.random.Generator, waves: int, aside: int, warp: float, size: int) -> tuple[Heights, Heights]:
    """Profiles in [0, 1] of dunes, `waves` to a tile, and the share of them that stands tall."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / np.float32(size)
    bend = fractal_field(random, size, 2.2, 2.0)
    phase = waves * y + aside * x + warp * bend + 0.12 * warp * fractal_field(random, size, 1.6, 6.0)
    phase -= np.floor(phase)
    rise = phase / _WINDWARD
    fall = (1.0 - phase) / (1.0 - _WINDWARD)
    windward = rise**1.5 * (1.3 - 0.3 * rise)
    slip = np.where(fall > 0.16, (fall - 0.08) / 0.92, fall * fall / 0.32 / 0.92)  # a soft foot
    tall = np.clip(0.65 + 0.4 * np.roll(bend.T[::-1], 200, 1), 0.1, 1.25)
    return np.where(phase < _WINDWARD, windward, slip).astype(np.float32), tall.astype(np.float32)


def dunes(random: np.random.Generator, size: int, check: Callable[[], None]) -> Heights:
    """(size, size) heights in metres, 900 m wide."""
    large, tall = _ridges(random, 4, int(random.integers(-2, 3)), random.uniform(0.35, 0.6), size)
    check()
    small, low = _ridges(random, 13, int(random.integers(-5, 6)), 0.6, size)
    check()
    height = 30.0 * large * tall + 2.6 * small * low * np.clip(1.1 - large, 0.0, 1.0)
    height += 5.0 * fractal_field(random, size, 2.0, 2.0)
    return blurred(height.astype(np.float32), 1.2)


def _ripple(time: Time) -> float:
    """Height of ripples in metres: a low sun would draw those of noon as stripes."""
    return 0.0055 if time in ("dawn", "golden_hour", "sunset") else 0.010


def _fall_ahead(height: Heights, x: float, y: float, heading: float) -> float:
    """Slope at which the land falls ahead of a place, within what one can stand on."""
    side = height.shape[0]

    def level(ahead: float) -> float:
        column, row = (x + math.sin(heading) * ahead) / _LENGTH * side, (y + math.cos(heading) * ahead) / _LENGTH * side
        return float(height[int(row) % side, int(column) % side])

    return min(max((level(0.0) - level(_AHEAD)) / _AHEAD, -0.02), 0.25)


def _ground(view: View, seed: int, check: Callable[[], None]) -> tuple[Ground, Outdoors]:
    check()

    def textures() -> tuple[MipMap, Carpet, Outdoors]:
        outdoors = sky_above(view, seed, check)
        check()
        return (
            grain(stream(seed, "grain"), view.fineness),
            ripples(stream(seed, "carpet"), _ripple(view.time), view.fineness),
            outdoors,
        )

    def rise(stopped: Callable[[], None]) -> Heights:
        return dunes(stream(seed, "land"), view.fineness, stopped)

    height, (rocks, carpet, outdoors) = side_by_side(rise, textures, check)
    nothing = np.zeros_like(height)
    return Ground(height, _LENGTH, (nothing, nothing, nothing, nothing), rocks, carpet), outdoors


def paint_desert(
    view: View, weather: Literal["clear", "fair", "cloudy"], seed: int, quality: Quality, check: Callable[[], None]
) -> Backdrop:
    """The finished picture. Raises Cancelled when `check` does."""
    ground, outdoors = _ground(view, seed, check)
    random = stream(seed, "view")
    place = choose(random, ground.height, ground.layers[0], _LENGTH, _WISH, outdoors.towards_sun)
    fall = _fall_ahead(ground.height, *place)
    outdoors, land = stand_on(ground, Stand(*place, rise=0.1, reach=5.0, fall=fall, swell=0.1), outdoors, _LONGEST)
    if not outdoors.covered:
        # Film that is chosen for skies turns sand in the evening sun into marmalade.
        hour = outdoors.hour
        outdoors = replace(outdoors, hour=replace(hour, saturation=min(hour.saturation, _COLOUR.get(view.time, 9.0))))
    check()
    palette = np.tile(np.array(_SAND), (8, 1))
    look = Look(
        Cover(palette, upright=0.0, bare=1.0, dusted=0.0, sparkle=0.0),
        _HAZE[weather],
        400.0,
        soft=0.6,
        bounce=(0.11, 0.075, 0.042),
        lift=1.25,
        brighter=_BRIGHTER.get(view.time, 1.0),
        through=0.1,
    )
    radiance, _ = paint_view(outdoors, land, ground, look, quality, check)
    check()
    return finish(outdoors, radiance, look)
