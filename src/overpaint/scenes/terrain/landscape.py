"""Puts a landscape together: land and textures are made side by side, a place to stand is taken, and the picture is painted,
developed and described."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import kernel
from overpaint.imaging.values import Backdrop, Quality, Size
from overpaint.scenes.base import Time, Weather
from overpaint.scenes.heavens.outdoors import (
    Outdoors,
    as_seen_in,
    describe_light,
    develop,
    horizon_light,
    paint_heavens,
    step_out,
    stream,
)
from overpaint.scenes.kernels.texture import MipMap
from overpaint.scenes.terrain.carpet import Carpet
from overpaint.scenes.terrain.cover import Cover, land_height
from overpaint.scenes.terrain.paint import Lamp, paint_land
from overpaint.scenes.terrain.relief import Heights, Land, build_land, pose

Hdr = NDArray[np.float32]
_AIR = np.array((5.8e-6, 13.5e-6, 33.1e-6))  # 1/m, light that clean air takes away
_EYE = 1.6  # m
_CLEAR = 22e3  # m
# Hours are balanced for a sun in the picture; a sky seen away from it would turn purple.
_WHITE: dict[Time, tuple[float, float, float]] = {
    "dawn": (1.06, 1.0, 1.0),
    "golden_hour": (1.08, 0.98, 0.96),
    "sunset": (1.07, 0.99, 0.99),
    "dusk": (0.88, 1.2, 0.98),
}
_COLOUR: dict[Time, float] = {"dusk": 0.8}  # greatest saturation
SNOW_WHITE = (0.93, 1.0, 1.09)
"""White balance of a picture of snow under a high sun: what the sun lights is white, what the sky lights is blue."""
_SIDED, _SIDED_LOW = 0.4, 1.0  # a low sun's half of the sky is several times brighter than the other
_LOW_SUN: frozenset[Time] = frozenset({"dawn", "golden_hour", "sunset", "dusk"})


@dataclass(frozen=True, eq=False)
class Ground:
    """A tile of land with its textures. `height`: (N, N) m; `length`: its side in m; `layers`: see `relief.build_land`."""

    height: Heights
    length: float
    layers: tuple[Heights, Heights, Heights, Heights]
    grain: MipMap
    carpet: Carpet


@dataclass(frozen=True)
class Stand:
    """Where the viewer stands: m from the tile's corner, heading in radians, and the terrace underfoot: m that it rises over the
    land, m that it reaches, the slope at which it falls ahead, and m of its hummocks."""

    x: float
    y: float
    heading: float
    rise: float
    reach: float
    fall: float
    swell: float


@dataclass(frozen=True, eq=False)
class Look:
    """What land is made of and how it is lit. `haze`: 1/m at height 0; `thickness`: m of height in which it thins to 1/e.

    `soft`: m, half-width of the edge of shadows. `bounce`: RGB share of its light that land sends back to land. `lift`:
    exposure of what is near under a low sun. `brighter`: exposure against the hour's. `white`: gains of the white balance
    against the hour's under a high sun. `trees`, `through`: see `paint.Lamp`.
    """

    cover: Cover
    haze: float
    thickness: float
    soft: float
    bounce: tuple[float, float, float]
    lift: float = 1.0
    brighter: float = 1.0
    white: tuple[float, float, float] = (1.0, 1.0, 1.0)
    trees: float = 0.0
    through: float = 0.0


@dataclass(frozen=True)
class View:
    """What the caller chose. `beside`: degrees, see `outdoors.step_out`."""

    size: Size
    time: Time
    weather: Weather
    horizon: float
    beside: tuple[float, float] | None

    @property
    def fineness(self) -> int:
        """Texels a side of land and textures: thumbnails can't show more than a few."""
        return 1024 if self.size[0] * self.size[1] >= 256 * 256 else 256


@kernel
def _ground_height(land: Land, grain: MipMap, carpet: MipMap, length: float) -> float:
    return land_height(land, grain, carpet, length, 0.0, 0.3, -3.0)


def sky_above(view: View, seed: int, check: Callable[[], None]) -> Outdoors:
    """The sky of a view; its camera does not stand anywhere yet."""
    zoom = stream(seed, "lens").uniform(1.0, 1.2)
    outdoors = step_out(
        view.size, view.time, view.weather, horizon=view.horizon, eye=0.0, seed=seed, check=check, zoom=zoom, beside=view.beside
    )
    white = _WHITE.get(view.time)
    if white is None or outdoors.covered or view.beside is None:
        return outdoors
    return replace(
        outdoors, hour=replace(outdoors.hour, white=white, saturation=min(outdoors.hour.saturation, _COLOUR.get(view.time, 9.0)))
    )


def stand_on(ground: Ground, stand: Stand, outdoors: Outdoors, longest: float = 1e3) -> tuple[Outdoors, Land]:
    """The same sky with the eye of a person who stands there, and the land before it, in the light of that hour.

    `longest`: of shadows, in heights of what throws them.
    """
    side = ground.height.shape[0]
    row, column = int(stand.y / ground.length * side) % side, int(stand.x / ground.length * side) % side
    level = float(ground.height[row, column]) + stand.rise
    here = pose(stand.x, stand.y, stand.heading, level, stand.reach, stand.fall, stand.swell)
    land = build_land(ground.height, ground.length, ground.layers, raised(outdoors.towards_sun, longest), here)
    texture, length = ground.carpet
    eye = float(_ground_height(land, ground.grain, texture, length)) + _EYE
    return replace(outdoors, camera=outdoors.camera._replace(eye=eye)), land


def raised(sun: tuple[float, float, float], longest: float) -> tuple[float, float, float]:
    """A risen sun, high enough for shadows no longer than that."""
    flat = math.hypot(sun[0], sun[1])
    if sun[2] <= 0.0 or flat <= longest * sun[2]:
        return sun
    up = 1.0 / math.hypot(longest, 1.0)
    return sun[0] / flat * longest * up, sun[1] / flat * longest * up, up


def _veiled(sky: Hdr, outdoors: Outdoors, look: Look) -> Hdr:
    """The sky behind the same haze as the land, so that no mountain is paler than what is behind it."""
    camera = outdoors.camera
    up = np.maximum(camera.horizon - np.arange(len(sky)) - 0.5, 0.5) / camera.focal
    thick = look.haze * look.thickness * np.exp(-camera.eye / look.thickness) * np.hypot(up, 1.0) / up
    left = np.exp(-thick)[:, None, None].astype(np.float32)
    far = horizon_light(outdoors)
    return np.asarray(far + (sky - far) * left, np.float32)


def paint_view(
    outdoors: Outdoors, land: Land, ground: Ground, look: Look, quality: Quality, check: Callable[[], None]
) -> tuple[Hdr, NDArray[np.float32]]:
    """(H, W, 3) HDR radiance of sky and land, and (H, W) float32 distance ahead in metres, 0 = sky."""
    camera = outdoors.camera
    sky, passed = paint_heavens(outdoors, quality, check)
    check()
    lamp = Lamp(
        np.array(outdoors.sunlight) * (0.25 + 0.75 * passed),
        np.array(outdoors.skylight),
        _AIR,
        look.haze,
        look.thickness,
        look.soft,
        np.array(look.bounce),
        look.lift if outdoors.time in _LOW_SUN else 1.0,
        1.0 if outdoors.covered else _CLEAR,
        _SIDED_LOW if outdoors.time in _LOW_SUN and not outdoors.covered else _SIDED,
        look.trees if outdoors.towards_sun[2] > 0.0 else 0.0,
        look.through,
    )
    air = outdoors.sky.atmosphere.air
    painted, depth = paint_land(camera, land, ground.grain, ground.carpet, look.cover, air, lamp, quality, check)
    painted[..., :3] = as_seen_in(outdoors, painted[..., :3])
    radiance = np.zeros((camera.height, camera.width, 3), np.float32)
    radiance[: len(sky)] = _veiled(sky, outdoors, look) if outdoors.covered else sky
    radiance *= np.maximum(1.0 - painted[..., 3:], 0.0)
    radiance += painted[..., :3]
    return radiance, depth


def finish(outdoors: Outdoors, radiance: Hdr, look: Look, ground: Literal["water", "solid"] = "solid") -> Backdrop:
    """The developed picture with what a composite must know of it."""
    balanced = outdoors
    if not outdoors.covered and outdoors.time not in (*_LOW_SUN, "night"):  # whose colours are wanted
        red, green, blue = (own * given for own, given in zip(outdoors.hour.white, look.white, strict=True))
        balanced = replace(outdoors, hour=replace(outdoors.hour, white=(red, green, blue)))
    pixels = develop(balanced, radiance, outdoors.hour.key * look.brighter)
    camera = outdoors.camera
    return Backdrop(
        pixels,
        light=describe_light(balanced, pixels),
        horizon=camera.horizon / camera.height,
        ground=ground,
        grain=outdoors.hour.grain,
    )
