"""A meadow under a sky: hills in haze, a line of trees, grass from the horizon to the viewer's feet, sharper as it comes
nearer."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Backdrop, Quality, Size
from overpaint.scenes.base import Time, Weather
from overpaint.scenes.foliage.brush import paint_leaves, paint_stems
from overpaint.scenes.foliage.floor import Cover, Ground, Path
from overpaint.scenes.foliage.grass import Sward, paint_sward
from overpaint.scenes.foliage.leaves import Illumination, see_clumps
from overpaint.scenes.foliage.lens import Lens, blur_by_row, lay_over, portrait_lens, shrink_for, small_camera
from overpaint.scenes.foliage.light import Colour, Daylight
from overpaint.scenes.foliage.palette import MEADOWS, GrowingSeason
from overpaint.scenes.foliage.treeline import raise_hills, tree_line
from overpaint.scenes.foliage.trees import Growth, trunks
from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.heavens.outdoors import Outdoors, describe_light, develop, horizon_light, paint_heavens, step_out, stream

Hdr = NDArray[np.float32]
_SOFTNESS = 0.011
_BANDS = (16.0, 8.5, 5.2, 3.2, 2.1, 1.45, 0.8)  # edges of the bands of blades, times the distance of focus
_COVER = 2.2
_NO_GLARE = 1e9
_FOG = (90.0, 220.0)  # metres of visibility
_NEAR_TREES, _FAR_TREES = (45.0, 80.0), (110.0, 260.0)  # metres: in fog they would vanish at the far end
_TREES = Growth(1.0, 1.0, 0.0, 0.5, (0.10, 0.085, 0.065), 0.5, 4.0)
# A photographer brightens the land under a low sun, and a graduated filter holds back the sky.
_LIFT: dict[Time, float] = {"dawn": 2.0, "golden_hour": 2.2, "sunset": 2.8, "dusk": 4.0}
_KEY: dict[Time, float] = {"dusk": 0.085}  # where so much dark land would have the sky overexposed
_BESIDE: dict[Time, tuple[float, float]] = {"morning": (30.0, 75.0), "noon": (30.0, 120.0)}


@dataclass(frozen=True)
class View:
    """What the caller chose; see `meadow.Params`."""

    size: Size
    time: Time
    weather: Weather
    season: GrowingSeason
    horizon: float


def _illuminate(view: Outdoors, passed: float) -> Illumination:
    """Sun and sky in this room's units: the radiance of a white sheet that they light."""
    lift = _LIFT.get(view.time, 1.0) / math.pi
    sun = _paled(_scaled(view.sunlight, (0.25 + 0.75 * passed) * lift))
    shade = _scaled(view.skylight, lift)
    far = horizon_light(view).mean(axis=0)
    day = Daylight(
        (0, 0), (0, 0), sun, (float(far[0]), float(far[1]), float(far[2])), shade, 0.0, 0.7 * view.visibility, 0.0, veil=1.0
    )
    right, ahead, up = view.towards_sun
    return Illumination(day, (right, ahead, max(up, 0.0)))


def _scaled(colour: Colour, factor: float) -> Colour:
    return colour[0] * factor, colour[1] * factor, colour[2] * factor


def _paled(colour: Colour) -> Colour:
    """A low sun's colour as a camera gives it: on its way to orange, film loses the rest."""
    mean = 0.3 * colour[0] + 0.6 * colour[1] + 0.1 * colour[2]
    red, green, blue = (0.4 * part + 0.6 * mean for part in colour)
    return red, green, blue


def paint_grassland(view: View, seed: int, quality: Quality, check: Callable[[], None]) -> Backdrop:
    """The finished picture. Raises Cancelled when `check` does."""
    random = stream(seed, "layout")
    eye, zoom, beside = random.uniform(1.0, 1.35), random.uniform(1.25, 1.6), _BESIDE.get(view.time)
    place = {"horizon": view.horizon, "eye": eye, "zoom": zoom}
    outdoors = step_out(view.size, view.time, view.weather, seed=seed, check=check, beside=beside, fog=_FOG, **place)
    camera = outdoors.camera
    radiance = np.zeros((camera.height, camera.width, 3), np.float32)
    heavens, passed = paint_heavens(outdoors, quality, check)
    radiance[: outdoors.sky_rows] = heavens
    check()
    light = _illuminate(outdoors, passed)
    raise_hills(radiance, outdoors, light, view.season, random)
    sward = _sward(view.season, random)
    ground = Ground(camera, _cover(sward, random), Path(0.0, 0.0, 0.0, 1.0), light, stream(seed, "ground"))
    top = min(max(math.floor(camera.horizon), 0), camera.height - 1)
    radiance[top:] = ground.paint(top)
    check()
    lens = portrait_lens(camera, _SOFTNESS, 0.02)
    radiance = _soften(radiance, camera, lens)
    check()
    _close_view(radiance, view, camera, lens, light, random)
    _plant(radiance, camera, lens, sward, light, stream(seed, "grass"), check)
    pixels = develop(outdoors, radiance, _KEY.get(view.time))
    return Backdrop(pixels, describe_light(outdoors, pixels), camera.horizon / camera.height, "solid", outdoors.hour.grain)


def _close_view(radiance: Hdr, view: View, camera: Camera, lens: Lens, light: Illumination, random: np.random.Generator) -> None:
    """The line of trees, in place."""
    scale = shrink_for(lens.widest)
    small = small_camera(camera, scale)
    layer = np.zeros((small.height, small.width, 4), np.float32)
    leaved, places = tree_line(small, view.season, _NEAR_TREES if view.weather == "fog" else _FAR_TREES, random)
    paint_stems(layer, trunks(small, places, _TREES, light, random))
    paint_leaves(layer, see_clumps(small, leaved, light, 0.09, 5.0, random, glossy=0.0))
    lay_over(radiance, layer, camera, scale, lens.widest, _NO_GLARE)


def _soften(radiance: Hdr, camera: Camera, lens: Lens) -> Hdr:
    """Each row by the disc of what lies there: level ground below the horizon, all that is far above it."""
    rows = np.arange(camera.height, dtype=np.float32) + np.float32(0.5 - camera.horizon)
    nearness = np.clip(lens.focus * rows / np.float32(camera.focal * camera.eye), 0.0, 1.0)
    return blur_by_row(radiance, np.maximum((1.0 - nearness) * np.float32(lens.widest), 0.0))


def _plant(
    radiance: Hdr,
    camera: Camera,
    lens: Lens,
    sward: Sward,
    light: Illumination,
    random: np.random.Generator,
    check: Callable[[], None],
) -> None:
    """Blades of grass over the ground, band by band, in place."""
    for far, near in itertools.pairwise(_BANDS):
        check()
        radius = lens.radius(lens.focus * math.sqrt(near * far))
        first = camera.horizon + camera.focal * (camera.eye - 2.2 * sward.height) / (far * lens.focus) - radius
        last = camera.horizon + camera.focal * camera.eye / (near * lens.focus) + radius + 2.0
        top, bottom = (int(np.clip(row, 0, camera.height)) for row in (math.floor(first), math.ceil(last)))
        if top >= bottom:
            continue
        part = camera._replace(height=bottom - top, horizon=camera.horizon - top)
        layer = np.zeros((part.height, part.width, 4), np.float32)
        paint_sward(layer, part, sward, near * lens.focus, far * lens.focus, _COVER, light, random)
        lay_over(radiance[top:bottom], layer, part, 1.0, radius, _NO_GLARE)


def _sward(season: GrowingSeason, random: np.random.Generator) -> Sward:
    meadow = MEADOWS[season]
    blooming = meadow.flowering * random.uniform(0.3, 1.6) if random.random() < 0.75 else 0.0
    kinds = random.permutation(len(meadow.flowers))[: int(random.integers(1, 4))]
    flowers = tuple(meadow.flowers[int(i)] for i in kinds)
    dry = meadow.dry * random.uniform(0.5, 1.5)
    return Sward(random.uniform(0.22, 0.42), meadow.blades, meadow.stalks, dry, flowers, blooming, random.uniform(-0.35, 0.35))


def _cover(sward: Sward, random: np.random.Generator) -> Cover:
    patches = sward.blades + (sward.stalks if sward.dry > 0.3 else ())
    return Cover(patches, None, random.uniform(4.0, 14.0), 1.0, 3.0, 1.0, 0.75, 1.0)
