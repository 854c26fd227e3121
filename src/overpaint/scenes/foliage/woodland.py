"""Woods and gardens behind a subject in focus: sky through far crowns, trunks and bushes at three distances, the ground before
them, each blurred by its own disc."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.hdr import bloom, key_exposure, tone_map
from overpaint.imaging.values import Backdrop, Light, LinearPixels, Size
from overpaint.scenes.base import Weather
from overpaint.scenes.foliage.brush import Layer, paint_leaves, paint_stems
from overpaint.scenes.foliage.floor import Cover, Ground, Path
from overpaint.scenes.foliage.leaves import Clumps, Illumination, see_clumps
from overpaint.scenes.foliage.lens import Lens, blur_by_row, lay_over, portrait_lens, shrink_for, small_camera
from overpaint.scenes.foliage.light import Colour, Daylight
from overpaint.scenes.foliage.palette import Palette
from overpaint.scenes.foliage.trees import Growth, bushes, crowns, keep_clear, keep_middle_free, scatter, trunks
from overpaint.scenes.heavens.camera import Camera, look, project
from overpaint.scenes.heavens.outdoors import stream
from overpaint.scenes.heavens.precipitation import precipitate

Hdr = NDArray[np.float32]
_SOFTNESS = 0.024
_FARTHEST = 14.0  # times the distance of focus: the ground beyond is as far out of focus as the sky
_HEAD = 0.09  # of the picture's width, to either side of its middle, without near trunks
_LEAF = 0.045
_GLOSSY = 0.6
_FLOWERING = 0.3  # share of bushes that flower, where flowers grow


@dataclass(frozen=True)
class Band:
    """What grows between two distances, both in multiples of the distance of focus. `trees`, `bushes`: on 100 square metres."""

    near: float
    far: float
    trees: float
    bushes: float
    height: float
    growth: Growth


@dataclass(frozen=True)
class Planting:
    """A wood or a garden, as the seed laid it out. `bands`: far ones first. `margin`: metres that trees keep off the path."""

    camera: Camera
    cover: Cover
    path: Path
    margin: float
    bands: tuple[Band, ...]
    flowers: tuple[Colour, ...]
    wall: float


def stand_in(size: Size, random: np.random.Generator) -> Camera:
    """A camera at a person's height with a short telephoto's view."""
    return look(size, random.uniform(0.5, 0.6), random.uniform(1.35, 1.6), random.uniform(1.6, 2.0))


def illuminate(day: Daylight, seed: int) -> Illumination:
    """The hour's light from where the seed puts the sun."""
    random = stream(seed, "sun")
    azimuth = random.choice((-1.0, 1.0)) * math.radians(random.uniform(*day.azimuth))
    elevation = math.radians(random.uniform(*day.elevation))
    level = math.cos(elevation)
    return Illumination(day, (math.sin(azimuth) * level, math.cos(azimuth) * level, math.sin(elevation)))


def _sky(camera: Camera, light: Illumination) -> Layer:
    """(H, W, 4): the sky, brighter around the sun."""
    day = light.day
    layer = np.ones((camera.height, camera.width, 4), np.float32)
    layer[..., :3] = np.asarray(day.sky, np.float32)
    right, ahead, up = light.towards
    place = project(camera, math.atan2(right, ahead), math.asin(up))
    if place is not None and day.glow > 0.0:
        y, x = np.mgrid[0 : camera.height, 0 : camera.width].astype(np.float32)
        off = np.hypot(x - place[0], y - place[1]) / np.float32(math.sqrt(camera.width * camera.height))
        tint = np.asarray(day.sun if max(day.sun) > 0.0 else day.sky, np.float32)
        glow = np.exp(off / np.float32(-0.22)) + 2.0 * np.exp(off / np.float32(-0.06))
        layer[..., :3] += (day.glow * max(day.sky) / tint.max() * glow)[..., None] * tint
    return layer


def _grow(
    layer: Layer,
    camera: Camera,
    lens: Lens,
    planting: Planting,
    band: Band,
    palette: Palette,
    light: Illumination,
    random: np.random.Generator,
) -> None:
    """Paint what grows in a band, onto its small layer."""
    near, far = band.near * lens.focus, band.far * lens.focus
    path = planting.path
    trees = keep_clear(scatter(camera, near, far, band.trees / 100.0, random), path, planting.margin)
    if band.far < _FARTHEST:
        trees = keep_middle_free(trees, _HEAD * camera.width / camera.focal)
    paint_stems(layer, trunks(camera, trees, band.growth, light, random))
    top = camera.eye + 1.1 * max(camera.horizon, 0.0) / camera.focal * math.sqrt(near * far)
    leaved = crowns(trees, band.growth, palette.crowns, top, random)
    paint_leaves(layer, see_clumps(camera, leaved, light, _LEAF, 2.2 * palette.fullness, random, _GLOSSY, palette.snow))
    low = keep_clear(scatter(camera, near, far, band.bushes / 100.0, random), path, 0.3)
    if low.size:
        plants = bushes(low, band.height, band.growth.sunlit, palette.bushes, random)
        paint_leaves(layer, see_clumps(camera, plants, light, 0.7 * _LEAF, 2.6, random, _GLOSSY, palette.snow))
        if planting.flowers:
            chosen = low[random.random(low.shape[0]) < _FLOWERING]
            blooms = bushes(chosen, 0.8 * band.height, band.growth.sunlit + 0.2, planting.flowers, random)
            paint_leaves(layer, see_clumps(camera, blooms, light, 0.7 * _LEAF, 0.4, random))


def _far_wall(camera: Camera, lens: Lens, planting: Planting, palette: Palette, random: np.random.Generator) -> Clumps:
    """The wood beyond everything: what closes the view at the horizon, lower where the path leads out."""
    ahead = 30.0 * lens.focus
    half = 0.55 * camera.width / camera.focal * ahead
    count = int(half * planting.wall / 2.0)
    x = random.uniform(-half, half, count)
    waves = sum(np.sin(x / half * k + random.uniform(0.0, 6.3)) / k for k in (2.0, 3.7, 7.1))
    height = np.maximum(planting.wall * (0.75 + 0.35 * waves), 2.0)
    centres = np.stack([x, ahead * random.uniform(0.9, 1.15, count), height * random.uniform(0.0, 1.0, count)], axis=1).astype(
        np.float32
    )
    colours = np.asarray(palette.crowns, np.float32)[random.integers(0, len(palette.crowns), count)]
    ones = np.ones(count, np.float32)
    sun = np.clip(random.normal(0.3, 0.5, count), 0.0, 1.0).astype(np.float32)
    return Clumps(centres, 1.9 * ones * random.uniform(0.6, 1.4, count).astype(np.float32), colours, sun, 0.7 * ones)


def paint_planting(
    planting: Planting, palette: Palette, light: Illumination, weather: Weather, seed: int, check: Callable[[], None]
) -> Backdrop:
    """The finished picture, with snow falling in that weather. Raises Cancelled when `check` does."""
    camera, day = planting.camera, light.day
    lens = portrait_lens(camera, _SOFTNESS)
    glare = 1.2 * max(day.shade) + 0.45
    random = stream(seed, "plants")
    picture = np.zeros((camera.height, camera.width, 3), np.float32)
    for index, band in enumerate(planting.bands):
        check()
        radius = lens.radius(lens.focus * math.sqrt(band.near * band.far))
        scale = shrink_for(radius)
        small = small_camera(camera, scale)
        if index == 0:
            layer = _sky(small, light)
            top = min(max(math.floor(small.horizon) + 1, 0), small.height - 1)
            layer[top:, :, :3] = Ground(small, planting.cover, planting.path, light, stream(seed, "ground")).paint(top)
            paint_leaves(
                layer,
                see_clumps(small, _far_wall(small, lens, planting, palette, random), light, 0.1, 2.0, random, snow=palette.snow),
            )
        else:
            layer = np.zeros((small.height, small.width, 4), np.float32)
        _grow(layer, small, lens, planting, band, palette, light, random)
        check()
        lay_over(picture, layer, camera, scale, radius, glare)
        if index == 0:
            _lay_ground(picture, camera, lens, Ground(camera, planting.cover, planting.path, light, stream(seed, "ground")))
    check()
    backdrop = _finish(picture, camera, light, palette.brighter)
    falling = precipitate(backdrop.pixels, weather, stream(seed, "precipitation"), math.ceil(camera.horizon))
    return replace(backdrop, pixels=falling)


def _lay_ground(picture: Hdr, camera: Camera, lens: Lens, ground: Ground) -> None:
    """Lay the ground over what is behind it, in place: sharper row by row as it comes nearer."""
    top = math.floor(camera.horizon + camera.focal * camera.eye / (_FARTHEST * lens.focus))
    if top >= camera.height - 1:
        return
    rows = np.arange(top, camera.height, dtype=np.float32) + np.float32(0.5 - camera.horizon)
    nearness = lens.focus * rows / np.float32(camera.focal * camera.eye)
    soft = blur_by_row(ground.paint(top), np.abs(1.0 - nearness) * np.float32(lens.widest))
    share = np.clip((nearness - 1.0 / _FARTHEST) * 14.0, 0.0, 1.0)[:, None, None]
    picture[top:] += (soft - picture[top:]) * share


def _finish(picture: Hdr, camera: Camera, light: Illumination, brighter: float) -> Backdrop:
    day = light.day
    radiance = bloom(picture, day.bloom)
    exposure = key_exposure(radiance, day.key * brighter)
    pixels = _film(radiance, exposure, day)
    # Leaves are green, the light is not: a camera is balanced for whoever stands in it.
    lamp = np.asarray(day.shade) + 0.15 * np.asarray(day.sun)
    scene = pixels.mean((0, 1), dtype=np.float64) + 0.02
    ambient = 0.75 * lamp / lamp.mean() * np.asarray(day.white) + 0.25 * scene / scene.mean()
    ambient /= ambient.mean()
    right, ahead, up = light.towards
    shining = max(day.sun) > 0.0
    colour = _film(np.array([[day.sun]], np.float32) / max(*day.sun, 1e-6), 1.0, day)[0, 0] if shining else np.ones(3)
    described = Light(
        illuminant=(float(ambient[0]), float(ambient[1]), float(ambient[2])),
        sun=project(camera, math.atan2(right, ahead), math.asin(up)) if shining else None,
        sun_colour=(float(colour[0] / colour.max()), float(colour[1] / colour.max()), float(colour[2] / colour.max())),
        backlit=min(max(ahead / 0.8, 0.0), 1.0) * (1.0 if shining else 0.4),
        towards=light.towards if shining else None,
    )
    horizon = camera.horizon / camera.height
    return Backdrop(pixels, light=described, horizon=horizon, ground="solid", grain=day.grain, defocus=0.0)


def _film(radiance: Hdr, exposure: float, day: Daylight) -> LinearPixels:
    return tone_map(radiance, exposure, white=day.white, saturation=day.saturation, contrast=day.contrast, mixing=0.12)
