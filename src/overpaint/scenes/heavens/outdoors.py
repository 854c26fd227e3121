"""What every outdoor scene needs: a camera under the sky of an hour and a weather, painted, developed and described.

    view = step_out(size, time, weather, horizon=0.45, eye=1.7, seed=seed, check=check)
    radiance = np.zeros((view.camera.height, view.camera.width, 3), np.float32)      # HDR, linear RGB
    rows = view.sky_rows                               # rows from the top that show any sky
    radiance[:rows], passed = paint_heavens(view, quality, check)                   # clouds, sun or moon and stars
    …paint the ground over it, lit by view.sunlight (facing the sun: view.sky.atmosphere.air.sun_x, sun_y, sun_z; its share
      that reaches the ground past the clouds is about 0.25 + 0.75 * passed) and view.skylight (of a level plane);
      by night, pass what you painted through `as_seen_in(view, ground)`, as the sky already is…
    radiance[rows:] = veil(view, radiance[rows:], distance)   # haze and fog by distance in metres
    pixels = develop(view, radiance)                   # lens, exposure, film; rain and snow fall here
    return Backdrop(pixels, light=describe_light(view, pixels), horizon=…, ground=…, grain=view.hour.grain)

Kernels read clear air and fog alike from `view.sky.atmosphere.air` with `sky_radiance`; what distance fades into is its
radiance at z = 0.004. In a covered sky (overcast, fog, rain, snow) sunlight is zero, so nothing special has to be done. Draw
random numbers from `stream(seed, "mountains")`, one name for each part of the picture. Radiance is in units of the sun's
irradiance outside the air.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.hdr import bloom, key_exposure, tone_map
from overpaint.imaging.values import Light, LinearPixels, Quality, Size
from overpaint.scenes.base import Time, Weather
from overpaint.scenes.heavens.atmosphere import Colour, build_atmosphere, sky_radiance
from overpaint.scenes.heavens.camera import Camera, azimuth_of, look, project
from overpaint.scenes.heavens.cloudscape import cloudscape
from overpaint.scenes.heavens.covered import cover
from overpaint.scenes.heavens.dome import Sky, paint_sky
from overpaint.scenes.heavens.hours import COVERED, Hour, hour_of
from overpaint.scenes.heavens.night import add_moon, add_stars, add_sun, as_seen_by_moonlight
from overpaint.scenes.heavens.precipitation import precipitate
from overpaint.scenes.heavens.slabs import cloud_texture

Hdr = NDArray[np.float32]
_COLOUR_BY_NIGHT = 0.25  # share of colour that moonlight leaves
_SUN_BRIGHTNESS = 2500.0  # radiance of the disc over its irradiance; a tenth of the truth is white enough
_VISIBILITY: dict[Weather, tuple[float, float]] = {"fog": (70.0, 160.0), "rain": (500.0, 1200.0), "snow": (500.0, 1000.0)}
_CLEAR_VISIBILITY = 30e3
_GLOW = 0.12  # sine of the elevation from which the sky lights the ground when the sun is down
_HORIZON = 0.004  # sine of the elevation whose radiance stands for the horizon's


@dataclass(frozen=True, eq=False)
class Outdoors:
    """A camera under a sky. `visibility`: metres after which air lets 1/e of the light through. `seed`: the picture's."""

    time: Time
    weather: Weather
    hour: Hour
    seed: int
    camera: Camera
    sky: Sky
    visibility: float

    @property
    def covered(self) -> bool:
        """No sun: all light comes from the whole sky."""
        return self.weather in COVERED

    @property
    def by_night(self) -> bool:
        return self.time == "night"

    @property
    def sunlight(self) -> Colour:
        """RGB irradiance of a plane that faces the sun (by night: the moon, as bright); zero under a covered sky."""
        return self.sky.atmosphere.sunlight

    @property
    def skylight(self) -> Colour:
        """RGB irradiance of a level plane by all of the sky."""
        return self.sky.atmosphere.skylight

    @property
    def towards_sun(self) -> Colour:
        """Unit vector (right, ahead, up)."""
        air = self.sky.atmosphere.air
        return float(air.sun_x), float(air.sun_y), float(air.sun_z)

    @property
    def sky_rows(self) -> int:
        """Rows from the top of the picture that show any sky over level ground."""
        return min(max(math.ceil(self.camera.horizon) + 1, 0), self.camera.height)


def stream(seed: int, name: str) -> np.random.Generator:
    """A generator for one part of the picture, so that choosing another ground does not change the clouds."""
    return np.random.default_rng((seed % 2**63, *name.encode()))


def _place_sun(hour: Hour, camera: Camera, beside: tuple[float, float] | None, seed: int) -> tuple[float, float]:
    """Azimuth and elevation in radians. A sun in the picture keeps to a side: the subject stands in the middle."""
    random = stream(seed, "sun")
    side = random.choice((-1.0, 1.0))
    elevation = math.radians(random.uniform(*hour.elevation))
    azimuth = beside or hour.azimuth
    if azimuth is not None:
        return side * math.radians(random.uniform(*azimuth)), elevation
    return azimuth_of(camera, camera.width * (0.5 + side * random.uniform(0.2, 0.38))), elevation


def step_out(
    size: Size,
    time: Time,
    weather: Weather,
    *,
    horizon: float,
    eye: float,
    seed: int,
    check: Callable[[], None],
    zoom: float = 1.1,
    beside: tuple[float, float] | None = None,
    fog: tuple[float, float] | None = None,
) -> Outdoors:
    """A sky over a picture of (width, height). `horizon`, `zoom`: see `camera.look`; `eye`: metres over z = 0.

    `beside`: degrees between which the sun stands to one side of the line of sight (120 = half behind the camera), where the
    hour's own habit, in the picture when it is low, does not suit the scene. `fog`: least and greatest visibility in fog, metres,
    where the usual hundred or two would hide the scene itself. Raises Cancelled when `check` does.
    """
    camera, hour = look(size, horizon, eye, zoom), hour_of(time, weather)
    check()
    clouds = stream(seed, "clouds")
    slabs, texture = cloudscape(weather, hour.elevation[1] < 15.0, clouds), cloud_texture(clouds)
    check()
    atmosphere = build_atmosphere(*_place_sun(hour, camera, beside, seed), hour.turbidity)
    if weather in COVERED:
        atmosphere = cover(atmosphere, time, weather)
    low, high = fog if fog and weather == "fog" else _VISIBILITY.get(weather, (_CLEAR_VISIBILITY, _CLEAR_VISIBILITY))
    visibility = stream(seed, "visibility").uniform(low, high)
    return Outdoors(time, weather, hour, seed, camera, Sky(atmosphere, slabs, texture), visibility)


def paint_heavens(view: Outdoors, quality: Quality, check: Callable[[], None]) -> tuple[Hdr, float]:
    """The top `sky_rows` of the picture with sun or moon and stars, (sky_rows, W, 3) HDR, as the eye sees it at that hour; and
    the share of the sun's (moon's) light that clouds let through, in [0, 1]. Raises Cancelled when `check` does.
    """
    painted = paint_sky(view.sky, view.camera, view.sky_rows, quality, check)
    painted[..., :3] = as_seen_in(view, painted[..., :3])
    passed = 1.0 if view.covered else _add_lights(painted, view)
    return np.ascontiguousarray(painted[..., :3]), passed


def _add_lights(painted: Hdr, view: Outdoors) -> float:
    """Sun, or moon and stars, behind the clouds of (rows, W, 4) `painted`, in place. Returns the share clouds let through."""
    camera, atmosphere, random = view.camera, view.sky.atmosphere, stream(view.seed, "lights")
    centre = project(camera, atmosphere.azimuth, atmosphere.elevation)
    if view.by_night:
        middling = float(np.median(painted[::4, ::4, 1]))
        add_stars(painted, camera, 1.6 * middling, 2000.0, random)
    if centre is None:
        return 1.0
    column, row = int(centre[0]), int(centre[1])
    seen = painted[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3, 3]
    passed = float(seen.mean()) if seen.size and row >= 0 and column >= 0 else 1.0
    if view.by_night:
        add_moon(painted, camera, centre, 60.0 * middling, random)
    else:
        add_sun(painted, camera, centre, atmosphere.sunlight, _SUN_BRIGHTNESS)
    return passed


def as_seen_in(view: Outdoors, radiance: Hdr) -> Hdr:
    """(…, 3) HDR radiance as the eye sees it at that hour: by night with little colour, else as it is."""
    return as_seen_by_moonlight(radiance, _COLOUR_BY_NIGHT) if view.by_night else radiance


def horizon_light(view: Outdoors) -> Hdr:
    """(W, 3) radiance of the horizon at each column, which everything far away fades into."""
    camera, air = view.camera, view.sky.atmosphere.air
    slants = (np.arange(camera.width) + 0.5 - camera.centre) / camera.focal
    flat = 1.0 / np.hypot(slants, 1.0)
    colours = [sky_radiance(air, float(s * f), float(f), _HORIZON) for s, f in zip(slants, flat, strict=True)]
    return np.asarray(as_seen_in(view, np.array(colours, np.float32)[None])[0], np.float32)


def veil(view: Outdoors, radiance: Hdr, distance: NDArray[np.float32]) -> Hdr:
    """(rows, W, 3) `radiance`, as seen through the air between: haze on a clear day, fog in fog. `distance`: (rows, W) metres."""
    kept = np.exp(distance * np.float32(-1.0 / view.visibility))[..., None]
    far = horizon_light(view)
    return np.asarray(far + (radiance - far) * kept, np.float32)


def develop(view: Outdoors, radiance: Hdr, key: float | None = None) -> LinearPixels:
    """Display light in [0, 1] of (H, W, 3) HDR `radiance`, which is overwritten: bloom, exposure to `key` (None = the hour's),
    film; then what falls from the sky."""
    spread = bloom(radiance, view.hour.bloom)
    pixels = _film(view, spread, key_exposure(spread, key or view.hour.key))
    return precipitate(pixels, view.weather, stream(view.seed, "precipitation"), view.sky_rows)


def _film(view: Outdoors, radiance: Hdr, exposure: float) -> LinearPixels:
    hour = view.hour
    return tone_map(radiance, exposure, white=hour.white, saturation=hour.saturation, contrast=hour.contrast, mixing=hour.mixing)


def describe_light(view: Outdoors, pixels: LinearPixels) -> Light:
    """Colours as the picture shows them: the ambient light is its mean, the sun's colour is developed like the picture."""
    ambient = pixels.mean((0, 1), dtype=np.float64) + 0.02
    illuminant = _triple(ambient / ambient.mean())
    if view.covered:
        return Light(illuminant=illuminant)
    atmosphere = view.sky.atmosphere
    risen = atmosphere.elevation > 0.0
    ahead = math.cos(atmosphere.azimuth) * math.cos(max(atmosphere.elevation, 0.0))
    sun = np.array([[atmosphere.sunlight]], np.float32) / max(*atmosphere.sunlight, 1e-6)
    shown = _film(view, as_seen_in(view, sun), 1.0)[0, 0] if risen else np.ones(3)
    return Light(
        illuminant=illuminant,
        sun=project(view.camera, atmosphere.azimuth, atmosphere.elevation) if risen else None,
        sun_colour=_triple(shown / shown.max()),
        backlit=min(max(ahead / 0.8, 0.0), 1.0),
        towards=view.towards_sun if risen else _lamp(view.towards_sun),
    )


def _lamp(sun: Colour) -> Colour:
    """Where light comes from: the sun, or, once it has set, the bright sky low over the place."""
    up = max(sun[2], _GLOW)
    flat = math.sqrt((1.0 - up * up) / (1.0 - sun[2] * sun[2]))
    return sun[0] * flat, sun[1] * flat, up


def _triple(values: NDArray[Any]) -> Colour:
    return float(values[0]), float(values[1]), float(values[2])
