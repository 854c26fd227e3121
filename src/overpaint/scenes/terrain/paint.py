"""Paints land: each column of pixels is walked from the viewer's feet to the mountains, front to back, and what comes into view
is lit by sun and sky and seen through the air between."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.imaging.values import Quality
from overpaint.scenes.heavens.atmosphere import Air, sky_radiance
from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.kernels.bands import in_bands
from overpaint.scenes.kernels.texture import MipMap, scatter_hash, smooth_step
from overpaint.scenes.terrain.carpet import Carpet
from overpaint.scenes.terrain.cover import NEAR, Cover, land_height
from overpaint.scenes.terrain.relief import OPEN, SHADOW, Land, read_all, terrace
from overpaint.scenes.terrain.shade import between_trees
from overpaint.scenes.terrain.surface import ACROSS, ALONG, KEPT, UPRIGHT, surface

Hdr = NDArray[np.float32]
_COLUMNS = 16  # painted between two checks
_FIRST, _LAST = 1.0, 60e3  # m, where a walk begins and ends
_EARTH = 2.0 * 6360e3 * 1.15  # m; refraction makes the earth look a little flatter


class Sampling(NamedTuple):
    """`columns`: walks a pixel. `rows`: shades a pixel of a column. `step`: rows of level ground between two heights. `ratio`: of
    the distances of two heights, less 1, at most."""

    columns: int
    rows: float
    step: float
    ratio: float


_SAMPLING: dict[Quality, Sampling] = {
    "low": Sampling(1, 1.0, 0.6, 0.005),
    "medium": Sampling(2, 1.0, 0.5, 0.0035),
    "high": Sampling(3, 1.5, 0.4, 0.0025),
}


class Lamp(NamedTuple):
    """What lights land. `sunlight`, `skylight`: (3,) RGB irradiances, facing the sun and of a level plane. `air`: (3,) share of
    light that air takes a metre; `haze`: what haze takes more at height 0; `thickness`: m of height in which it thins to 1/e.
    `soft`: m, half-width of the edge of shadows. `bounce`: (3,) share of its light that land sends back to land. `lift`: exposure
    of what is near. `clear`: m; nearer air is lit by the whole sky, for mountains keep the sun from it. `sided`: how much
    brighter the sky is over the sun than opposite. `trees`: 1 = the sun reaches where the viewer stands, between trees out of
    view. `through`: light that snow lets through, as the cosine to the sun that makes as much.
    """

    sunlight: NDArray[np.float64]
    skylight: NDArray[np.float64]
    air: NDArray[np.float64]
    haze: float
    thickness: float
    soft: float
    bounce: NDArray[np.float64]
    lift: float
    clear: float
    sided: float
    trees: float
    through: float


@inlined_kernel
def _haze_on_way(lamp: Lamp, eye: float, height: float, distance: float) -> float:
    """Metres of haze at height 0 that hide as much as the way from `eye` to `height`."""
    a = math.exp(-max(eye, 0.0) / lamp.thickness)
    b = math.exp(-max(height, 0.0) / lamp.thickness)
    rise = (max(height, 0.0) - max(eye, 0.0)) / lamp.thickness
    if abs(rise) < 1e-3:
        return distance * a
    return distance * (a - b) / rise


@inlined_kernel
def _lit(
    land: Land,
    grain: MipMap,
    carpet: MipMap,
    length: float,
    cover: Cover,
    air: Air,
    lamp: Lamp,
    eye: float,
    x: float,
    y: float,
    height: float,
    lod: float,
    dither: float,
    sky: NDArray[np.float64],
    values: NDArray[np.float64],
    colour: NDArray[np.float64],
    shape: NDArray[np.float64],
) -> None:
    """Turn (3,) `colour` into the RGB radiance of a place as the viewer sees it. `values`: (9,), `shape`: (4,) scratch."""
    read_all(land, x, y, lod, dither, values)
    surface(land, grain, carpet, length, cover, x, y, lod, dither, values, colour, shape)
    slope_x = shape[ALONG]
    slope_y = shape[ACROSS]
    upright = shape[UPRIGHT]
    scale = 1.0 / math.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
    facing = (air.sun_z - slope_x * air.sun_x - slope_y * air.sun_y) * scale
    # Snow lets light through: where it turns from the sun it darkens by and by.
    facing = 0.5 * (facing + math.sqrt(facing * facing + lamp.through * lamp.through)) if lamp.through > 0.0 else max(facing, 0.0)
    facing += upright * (0.45 * math.sqrt(max(1.0 - air.sun_z * air.sun_z, 0.0)) + 0.6 * air.sun_z - facing)
    sunny = smooth_step(-lamp.soft, lamp.soft, height - values[SHADOW])
    if lamp.trees > 0.0 and y < NEAR:
        sunny += lamp.trees * terrace(land, x, y) * (between_trees(land, air, x, y, shape[ALONG], shape[ACROSS]) - sunny)
    lit = facing * sunny
    share = values[OPEN] * shape[KEPT] * (0.55 + 0.45 * scale)
    share *= min(
        max(1.0 - lamp.sided * scale * (slope_x * air.sun_x + slope_y * air.sun_y), 1.0 - 1.5 * lamp.sided), 1.0 + lamp.sided
    )
    distance = math.sqrt(x * x + y * y + (height - eye) * (height - eye))
    hidden = lamp.haze * _haze_on_way(lamp, eye, height, distance)
    lift = 1.0 + (lamp.lift - 1.0) * smooth_step(150.0, 10.0, distance)
    for c in range(3):
        level = lamp.skylight[c] + lamp.sunlight[c] * max(air.sun_z, 0.0)
        light = lamp.sunlight[c] * lit + lamp.skylight[c] * share + lamp.bounce[c] * level * (1.0 - 0.6 * share)
        left = math.exp(-hidden - lamp.air[c] * distance)
        glow = lamp.skylight[c] / math.pi
        glow += (sky[c] - glow) * min(distance / lamp.clear, 1.0)
        colour[c] = colour[c] / math.pi * light * lift * left + glow * (1.0 - left)


@kernel
def _walk(
    rows: NDArray[np.float64],
    camera: Camera,
    land: Land,
    grain: MipMap,
    carpet: MipMap,
    length: float,
    slant: float,
    sampling: Sampling,
) -> int:
    """Fill `rows`, from the picture's lower edge up, with the distance ahead of what each shows; how many show land."""
    fine = rows.shape[0] / camera.height
    bottom = float(camera.height)
    seen = 0
    y = _FIRST
    before = y
    row_before = 1e9
    reach = camera.eye - land_height(land, grain, carpet, length, 0.0, 0.1, -8.0)
    near = sampling.step / (camera.focal * max(reach, 0.8))
    while y < _LAST and seen < rows.shape[0]:
        x = slant * y
        height = land_height(land, grain, carpet, length, x, y, math.log2(y / camera.focal)) - y * y / _EARTH
        row = camera.horizon + (camera.eye - height) * camera.focal / y
        top = (bottom - row) * fine
        while seen < rows.shape[0] and seen + 0.5 <= top:
            at = bottom - (seen + 0.5) / fine
            share = (row_before - at) / max(row_before - row, 1e-9)
            rows[seen] = before + (y - before) * min(max(share, 0.0), 1.0) if row_before < 1e8 else y
            seen += 1
        before = y
        row_before = row
        y += min(near * y * y, sampling.ratio * y) + 1e-3
    return seen


@kernel
def _paint(
    first: int,
    painted: Hdr,
    depth: Hdr,
    camera: Camera,
    land: Land,
    grain: MipMap,
    carpet: MipMap,
    length: float,
    cover: Cover,
    air: Air,
    lamp: Lamp,
    sampling: Sampling,
) -> None:
    """Fill (columns, H, 4) `painted`, from column `first` of the picture, with radiance times coverage, and coverage; (columns,
    H) `depth` with metres ahead, 0 = no land."""
    fine = int(camera.height * sampling.rows)
    thick = camera.height / fine
    rows = np.zeros(fine)
    values = np.zeros(9)
    shape = np.zeros(4)
    colour = np.zeros(3)
    sky = np.zeros(3)
    for pixel in range(painted.shape[0]):
        for sample in range(sampling.columns):
            across = first + pixel + (sample + scatter_hash(first + pixel, sample, 1)) / sampling.columns
            slant = (across - camera.centre) / camera.focal
            flat = 1.0 / math.sqrt(1.0 + slant * slant)
            red, green, blue = sky_radiance(air, slant * flat, flat, 0.02)
            sky[0] = red
            sky[1] = green
            sky[2] = blue
            seen = _walk(rows, camera, land, grain, carpet, length, slant, sampling)
            for k in range(seen):
                dither = scatter_hash(first + pixel, k, sample)
                y = rows[k]
                at = camera.height * (1.0 - (k + 0.5) / fine)
                height = camera.eye - (at - camera.horizon) * y / camera.focal + y * y / _EARTH
                behind = rows[k + 1] if k + 1 < seen else y
                narrow = math.log2(y / camera.focal)
                stretch = math.log2(max(behind - y, 1e-6) * sampling.rows) - narrow
                lod = narrow + 0.4 * min(max(stretch, 0.0), 3.0) - 0.3
                _lit(
                    land,
                    grain,
                    carpet,
                    length,
                    cover,
                    air,
                    lamp,
                    camera.eye,
                    slant * y,
                    y,
                    height,
                    lod,
                    dither,
                    sky,
                    values,
                    colour,
                    shape,
                )
                upper = at - 0.5 * thick
                for row in range(max(int(upper), 0), min(int(upper + thick) + 1, camera.height)):
                    share = max(min(upper + thick, row + 1.0) - max(upper, float(row)), 0.0) / sampling.columns
                    for c in range(3):
                        painted[pixel, row, c] += colour[c] * share
                    painted[pixel, row, 3] += share
                depth[pixel, min(int(at), camera.height - 1)] = y


def paint_land(
    camera: Camera,
    land: Land,
    grain: MipMap,
    carpet: Carpet,
    cover: Cover,
    air: Air,
    lamp: Lamp,
    quality: Quality,
    check: Callable[[], None],
) -> tuple[Hdr, NDArray[np.float32]]:
    """(H, W, 4) float32: HDR radiance times coverage, and coverage; (H, W) float32 distance ahead in metres, 0 = no land."""
    painted = np.zeros((camera.height, camera.width, 4), np.float32)
    depth = np.zeros((camera.height, camera.width), np.float32)
    sampling = _SAMPLING[quality]

    def paint(first: int, last: int) -> None:
        columns = np.zeros((last - first, camera.height, 4), np.float32)
        away = np.zeros((last - first, camera.height), np.float32)
        texture, length = carpet
        _paint(first, columns, away, camera, land, grain, texture, length, cover, air, lamp, sampling)
        painted[:, first:last] = columns.transpose(1, 0, 2)
        depth[:, first:last] = away.T

    in_bands(paint, camera.width, _COLUMNS, check)
    return painted, depth
