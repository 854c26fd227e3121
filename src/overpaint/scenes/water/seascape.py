"""Puts a seascape together: places the camera and the sun, paints sky and water, develops the picture, and describes its
light."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.hdr import bloom, key_exposure, tone_map
from overpaint.imaging.values import Backdrop, LinearPixels, Quality, Size
from overpaint.imaging.values import Light as SceneLight
from overpaint.scenes.base import Time
from overpaint.scenes.heavens.atmosphere import Colour, build_atmosphere
from overpaint.scenes.heavens.camera import Camera, azimuth_of, look, project
from overpaint.scenes.heavens.cloudscape import Weather, cloudscape
from overpaint.scenes.heavens.dome import Sky, paint_panorama, paint_sky
from overpaint.scenes.heavens.night import add_moon, add_stars, add_sun, as_seen_by_moonlight
from overpaint.scenes.heavens.slabs import cloud_texture
from overpaint.scenes.water.hours import HOURS, Hour
from overpaint.scenes.water.paint import paint_water
from overpaint.scenes.water.reflection import Light
from overpaint.scenes.water.shoreline import Shore, build_shore, open_sea
from overpaint.scenes.water.waves import wind_sea

Hdr = NDArray[np.float32]
_BEACH_SLOPE = 0.055
_DEEP_WATER = (0.004, 0.022, 0.034)  # share of light that clear ocean sends back
_COLOUR_BY_NIGHT = 0.18  # share of colour that moonlight leaves
_SUN_BRIGHTNESS = 2500.0  # radiance of the disc over its irradiance; a tenth of the truth is white enough


@dataclass(frozen=True)
class View:
    """What the caller chose; see `sea.Params`."""

    size: Size
    time: Time
    shore: bool
    weather: Weather
    horizon: float


def _stream(seed: int, name: str) -> np.random.Generator:
    """A generator for one part of the picture, so that choosing a shore does not change the clouds."""
    return np.random.default_rng((seed % 2**63, *name.encode()))


def _place_sun(hour: Hour, camera: Camera, random: np.random.Generator) -> tuple[float, float]:
    """Azimuth and elevation in radians. A sun in the picture keeps to a side: the subject stands in the middle."""
    side = random.choice((-1.0, 1.0))
    elevation = math.radians(random.uniform(*hour.elevation))
    if hour.azimuth is not None:
        return side * math.radians(random.uniform(*hour.azimuth)), elevation
    return azimuth_of(camera, camera.width * (0.5 + side * random.uniform(0.2, 0.38))), elevation


def _place_camera(view: View, random: np.random.Generator) -> tuple[Camera, Shore]:
    zoom = random.uniform(1.0, 1.25)
    if not view.shore:
        return look(view.size, view.horizon, random.uniform(2.2, 4.0), zoom), open_sea()
    distance = random.uniform(11.5, 15.0)
    shore = build_shore(random, distance, _BEACH_SLOPE, HOURS[view.time].lift)
    return look(view.size, view.horizon, distance * _BEACH_SLOPE + 1.6, zoom), shore


def _add_lights(painted: Hdr, sky: Sky, camera: Camera, night: bool, random: np.random.Generator) -> float:
    """Sun, or moon and stars, behind the clouds of (rows, W, 4) `painted`, in place. Returns the share of it that clouds let
    through."""
    centre = project(camera, sky.atmosphere.azimuth, sky.atmosphere.elevation)
    if night:
        middling = float(np.median(painted[::4, ::4, 1]))
        add_stars(painted, camera, 2.0 * middling, 2500.0, random)
    if centre is None:
        return 1.0
    column, row = int(centre[0]), int(centre[1])
    seen = painted[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3, 3]
    passed = float(seen.mean()) if seen.size and row >= 0 and column >= 0 else 1.0
    if night:
        add_moon(painted, camera, centre, 60.0 * middling, random)
    else:
        add_sun(painted, camera, centre, sky.atmosphere.sunlight, _SUN_BRIGHTNESS)
    return passed


def _paint(view: View, sky: Sky, camera: Camera, shore: Shore, seed: int, quality: Quality, check: Callable[[], None]) -> Hdr:
    """(H, W, 3) HDR radiance of the whole picture."""
    night = view.time == "night"
    hour = HOURS[view.time]
    horizon = min(math.ceil(camera.horizon) + 1, camera.height)
    painted = paint_sky(sky, camera, horizon, quality, check)
    if night:
        painted[..., :3] = as_seen_by_moonlight(painted[..., :3], _COLOUR_BY_NIGHT)
    passed = _add_lights(painted, sky, camera, night, _stream(seed, "lights"))
    radiance = np.zeros((camera.height, camera.width, 3), np.float32)
    radiance[:horizon] = painted[..., :3]
    del painted
    panorama = paint_panorama(sky, check)
    random = _stream(seed, "waves")
    sea = wind_sea(random, random.uniform(*hour.wind), math.pi + random.uniform(-0.7, 0.7) * (0.4 if view.shore else 1.0))
    colours = [np.array(colour) for colour in (sky.atmosphere.sunlight, sky.atmosphere.skylight, _DEEP_WATER)]
    light = Light(panorama, colours[0], colours[1], colours[2], (0.16 if night else 1.0) * (0.25 + 0.75 * passed))
    top = max(0, math.floor(camera.horizon) - 1)
    water = np.zeros((camera.height - top, camera.width, 4), np.float32)
    paint_water(water, top, camera, sea, sky.atmosphere.air, light, shore, sky.texture, quality, check)
    if night:
        water[..., :3] = as_seen_by_moonlight(water[..., :3], _COLOUR_BY_NIGHT)
    radiance[top:] *= 1.0 - water[..., 3:]
    radiance[top:] += water[..., :3]
    return radiance


def _develop(radiance: Hdr, exposure: float, hour: Hour) -> LinearPixels:
    return tone_map(radiance, exposure, white=hour.white, saturation=hour.saturation, contrast=hour.contrast, mixing=hour.mixing)


def _describe_light(pixels: LinearPixels, sky: Sky, camera: Camera, view: View) -> SceneLight:
    """Colours as the picture shows them: the ambient light is its mean, the sun's colour is developed like the picture."""
    atmosphere = sky.atmosphere
    ahead = math.cos(atmosphere.azimuth) * math.cos(max(atmosphere.elevation, 0.0))
    ambient = pixels.mean((0, 1), dtype=np.float64) + 0.02
    risen = atmosphere.elevation > 0.0
    sun = np.array([[atmosphere.sunlight]], np.float32) / max(*atmosphere.sunlight, 1e-6)
    if view.time == "night":
        sun = as_seen_by_moonlight(sun, _COLOUR_BY_NIGHT)
    shown = _develop(sun, 1.0, HOURS[view.time])[0, 0] if risen else np.ones(3)
    return SceneLight(
        illuminant=_triple(ambient / ambient.mean()),
        sun=project(camera, atmosphere.azimuth, atmosphere.elevation) if risen else None,
        sun_colour=_triple(shown / shown.max()),
        backlit=min(max(ahead / 0.8, 0.0), 1.0),
    )


def _triple(values: NDArray[Any]) -> Colour:
    return float(values[0]), float(values[1]), float(values[2])


def paint_seascape(view: View, seed: int, quality: Quality, check: Callable[[], None]) -> Backdrop:
    """The finished picture. Raises Cancelled when `check` does."""
    hour = HOURS[view.time]
    layout = _stream(seed, "layout")
    camera, shore = _place_camera(view, layout)
    azimuth, elevation = _place_sun(hour, camera, _stream(seed, "sun"))
    check()
    clouds = _stream(seed, "clouds")
    sky = Sky(
        build_atmosphere(azimuth, elevation, hour.turbidity),
        cloudscape(view.weather, hour.elevation[1] < 15.0, clouds),
        cloud_texture(clouds),
    )
    radiance = bloom(_paint(view, sky, camera, shore, seed, quality, check), hour.bloom)
    check()
    pixels = _develop(radiance, key_exposure(radiance, hour.key), hour)
    return Backdrop(
        pixels,
        light=_describe_light(pixels, sky, camera, view),
        horizon=view.horizon,
        ground="solid" if view.shore else "water",
        grain=hour.grain,
    )
