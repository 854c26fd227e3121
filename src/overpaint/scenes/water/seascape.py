"""Puts a seascape together: sky and water, or a beach, under the light of an hour."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Backdrop, Quality, Size
from overpaint.scenes.base import Time, Weather
from overpaint.scenes.heavens.dome import paint_panorama
from overpaint.scenes.heavens.outdoors import Outdoors, as_seen_in, describe_light, develop, paint_heavens, step_out, stream
from overpaint.scenes.water.paint import paint_water
from overpaint.scenes.water.reflection import Light
from overpaint.scenes.water.sand import bake_sand
from overpaint.scenes.water.shoreline import Shore, open_sea, shore_lines
from overpaint.scenes.water.waves import wind_sea
from overpaint.scenes.water.winds import FILL, FILL_TINTS, LIFT, wind_range

Hdr = NDArray[np.float32]
_BEACH_SLOPE = 0.055
_ON_SAND: dict[Time, float] = {"morning": 1.2, "noon": 1.25}  # exposure against the open sea's: a beach by day is bright
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_DEEP_WATER = (0.004, 0.022, 0.034)  # share of light that clear ocean sends back


@dataclass(frozen=True)
class View:
    """What the caller chose; see `sea.Params`."""

    size: Size
    time: Time
    shore: bool
    weather: Weather
    horizon: float


def _place_camera(chosen: View, seed: int) -> tuple[float, float, float]:
    """Zoom, height of the eye in metres, and the distance of the shore, 0 = none."""
    random = stream(seed, "layout")
    zoom = random.uniform(1.0, 1.25)
    if not chosen.shore:
        return zoom, random.uniform(2.2, 4.0), 0.0
    distance = random.uniform(11.5, 15.0)
    return zoom, distance * _BEACH_SLOPE + 1.6, distance


def _shore(view: Outdoors, distance: float, check: Callable[[], None]) -> Shore:
    if not distance:
        return open_sea()
    sky = np.array(view.skylight)
    grey = float(sky @ _LUMINANCE) * np.array(FILL_TINTS[view.time])
    fill = 1.0 if view.covered else FILL[view.time]
    ambient = fill * (sky + (grey - sky) * min(fill - 1.0, 1.0) * 0.85)
    random = stream(view.seed, "shore")
    return Shore(
        distance, _BEACH_SLOPE, LIFT[view.time], ambient, bake_sand(random, view.towards_sun, check), shore_lines(random)
    )


def _paint(view: Outdoors, shore: Shore, quality: Quality, check: Callable[[], None]) -> Hdr:
    """(H, W, 3) HDR radiance of the whole picture."""
    camera, sky = view.camera, view.sky
    radiance = np.zeros((camera.height, camera.width, 3), np.float32)
    radiance[: view.sky_rows], passed = paint_heavens(view, quality, check)
    panorama = paint_panorama(sky, check)
    random = stream(view.seed, "waves")
    wind = random.uniform(*wind_range(view.time, view.weather))
    sea = wind_sea(random, wind, math.pi + random.uniform(-0.7, 0.7) * (0.4 if shore.distance else 1.0))
    colours = [np.array(colour) for colour in (view.sunlight, view.skylight, _DEEP_WATER)]
    glitter = (0.09 if view.by_night else 1.0) * (0.25 + 0.75 * passed)
    light = Light(panorama, colours[0], colours[1], colours[2], glitter, view.visibility)
    top = max(0, math.floor(camera.horizon) - 1)
    water = np.zeros((camera.height - top, camera.width, 4), np.float32)
    paint_water(water, top, camera, sea, sky.atmosphere.air, light, shore, sky.texture, quality, check)
    water[..., :3] = as_seen_in(view, water[..., :3])
    radiance[top:] *= 1.0 - water[..., 3:]
    radiance[top:] += water[..., :3]
    return radiance


def paint_seascape(chosen: View, seed: int, quality: Quality, check: Callable[[], None]) -> Backdrop:
    """The finished picture. Raises Cancelled when `check` does."""
    zoom, eye, distance = _place_camera(chosen, seed)
    view = step_out(chosen.size, chosen.time, chosen.weather, horizon=chosen.horizon, eye=eye, seed=seed, check=check, zoom=zoom)
    radiance = _paint(view, _shore(view, distance, check), quality, check)
    check()
    brighter = _ON_SAND.get(view.time, 1.0) if chosen.shore and not view.covered else 1.0
    pixels = develop(view, radiance, view.hour.key * brighter)
    return Backdrop(
        pixels,
        light=describe_light(view, pixels),
        horizon=chosen.horizon,
        ground="solid" if chosen.shore else "water",
        grain=view.hour.grain,
    )
