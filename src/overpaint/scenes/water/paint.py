"""Paints the part of the picture that is water: each column of pixels is walked from the viewer's feet to the horizon.

Walking front to back finds what hides what without searching along every ray, and each stretch of a column that comes into view is
shaded at least twice a pixel, so edges are smooth without more samples.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numba import prange
from numpy.typing import NDArray

from overpaint.imaging.values import Quality
from overpaint.scenes.kernels.compiled import kernel, parallel_kernel
from overpaint.scenes.kernels.texture import MipMap, scatter_hash, smooth_step, tap
from overpaint.scenes.sky.atmosphere import Air, sky_radiance
from overpaint.scenes.sky.camera import Camera
from overpaint.scenes.water.beach import Shore, breaker, edge_of_wash, foam_cover, foam_light, offshore_distance, sand_light
from overpaint.scenes.water.reflection import Light, Triple, water_light
from overpaint.scenes.water.surface import wave_height, wave_slopes
from overpaint.scenes.water.waves import Waves, WindSea

Hdr = NDArray[np.float32]
_COLUMNS = 128  # painted between two checks
_GUSTS = 420.0  # m, texture tile of the patches where wind ruffles the water
_HAZE = 30e3  # m after which air hides the sea
_SAMPLES: dict[Quality, tuple[int, float]] = {
    "low": (1, 0.8),
    "medium": (2, 0.5),
    "high": (4, 0.34),
}  # columns a pixel, step in rows


@kernel
def _height(waves: Waves, shore: Shore, texture: MipMap, x: float, y: float, footprint: float) -> float:
    """Height in metres of whatever is seen at (x, y): sea or sand."""
    if shore.distance <= 0.0:
        return wave_height(waves, x, y, footprint)
    offshore = offshore_distance(shore, texture, x, y)
    if offshore <= 0.0:
        return -offshore * shore.slope
    swell, _, _ = breaker(shore, texture, x, offshore)
    return wave_height(waves, x, y, footprint) * smooth_step(0.0, 22.0, offshore) + swell * smooth_step(0.0, 4.0, offshore)


@kernel
def _sea_shade(
    waves: Waves,
    air: Air,
    light: Light,
    texture: MipMap,
    x: float,
    y: float,
    height: float,
    eye: Triple,
    footprint: float,
    dither: float,
) -> Triple:
    """Light from open water."""
    gust = tap(texture, x / _GUSTS, y / _GUSTS, math.log2(max(footprint * texture.size / _GUSTS, 1e-6)), 0)
    slopes = wave_slopes(waves, x, y, footprint, dither, 1.0, 1.0 + 0.3 * gust)
    return water_light(air, light, eye, slopes, height, light.within)


@kernel
def _shallows_shade(
    waves: Waves, air: Air, light: Light, shore: Shore, texture: MipMap, x: float, y: float, height: float, eye: Triple, footprint: float,
    dither: float,
) -> Triple:  # fmt: skip
    """Light from water over sand, breakers and foam, or from the sand itself."""
    offshore = offshore_distance(shore, texture, x, y)
    wash = offshore - edge_of_wash(shore, texture, x)
    if wash < 0.0:
        return sand_light(air, light, shore, texture, x, y, -wash, eye, footprint)
    swell, rise, foam = breaker(shore, texture, x, offshore)
    calm = smooth_step(-1.0, 22.0, offshore)
    slope_x, slope_y, spread_x, spread_y = wave_slopes(waves, x, y, footprint, dither, 0.15 + 0.85 * calm, 1.0)
    near = smooth_step(0.0, 4.0, offshore)
    slope_y += rise * near
    deep = max(0.02 + 0.3 * wash * shore.slope, offshore * shore.slope * 0.8) + 0.4 * swell
    red = math.exp(-3.2 * deep)
    green = math.exp(-0.55 * deep)
    blue = math.exp(-0.42 * deep)
    bottom = (
        light.within[0] * (1.0 - red) + 0.30 * red,
        light.within[1] * (1.0 - green) + 0.26 * green,
        light.within[2] * (1.0 - blue) + 0.20 * blue,
    )
    water = water_light(air, light, eye, (slope_x, slope_y, spread_x, spread_y), height, bottom)
    lace = 0.62 * smooth_step(9.0, 0.5, wash) + 0.3 * smooth_step(0.5, 0.05, wash)
    cover = foam_cover(texture, x + 31.0 * shore.shift, y, max(foam, lace), footprint)
    froth = foam_light(air, light, slope_y)
    return (
        water[0] + (froth[0] - water[0]) * cover,
        water[1] + (froth[1] - water[1]) * cover,
        water[2] + (froth[2] - water[2]) * cover,
    )


@kernel
def _shade(
    camera: Camera,
    waves: Waves,
    air: Air,
    light: Light,
    shore: Shore,
    texture: MipMap,
    x: float,
    y: float,
    dither: float,
    step: float,
) -> Triple:
    """Light from the place (x, y) metres. `step`: metres of depth that this sample stands for."""
    narrow = y / camera.focal
    footprint = math.sqrt(narrow * min(max(step, narrow), 9.0 * narrow))
    height = _height(waves, shore, texture, x, y, narrow)
    down = camera.eye - height
    distance = math.sqrt(x * x + y * y + down * down)
    eye = (-x / distance, -y / distance, down / distance)
    if shore.distance > 0.0:
        red, green, blue = _shallows_shade(waves, air, light, shore, texture, x, y, height, eye, footprint, dither)
        lift = 1.0 + (shore.lift - 1.0) * smooth_step(4.0 * shore.distance, 0.0, y)
        red *= lift
        green *= lift
        blue *= lift
    else:
        red, green, blue = _sea_shade(waves, air, light, texture, x, y, height, eye, footprint, dither)
    haze = 1.0 - math.exp(-distance / _HAZE)
    sky = sky_radiance(air, x, y, 0.004)
    return red + (sky[0] - red) * haze, green + (sky[1] - green) * haze, blue + (sky[2] - blue) * haze


@kernel
def _deposit(column: NDArray[np.float64], upper: float, lower: float, share: float, colour: Triple) -> None:
    """Add a colour to the rows that [upper, lower) covers, in proportion to how much of each it covers."""
    first = max(int(math.floor(upper)), 0)
    last = min(int(math.ceil(lower)), column.shape[0])
    for row in range(first, last):
        covered = (min(lower, row + 1.0) - max(upper, float(row))) * share
        column[row, 0] += colour[0] * covered
        column[row, 1] += colour[1] * covered
        column[row, 2] += colour[2] * covered
        column[row, 3] += covered


@parallel_kernel
def _paint(
    first: int,
    last: int,
    top_row: int,
    camera: Camera,
    waves: Waves,
    crest: float,
    air: Air,
    light: Light,
    shore: Shore,
    texture: MipMap,
    samples: int,
    stride: float,
) -> Hdr:
    """(last - first, H - top_row, 4): columns of radiance and coverage."""
    rows = camera.height - top_row
    painted = np.zeros((last - first, rows, 4), np.float32)
    lift = camera.eye * camera.focal
    bottom = (camera.height - camera.horizon) * camera.eye / max(camera.eye - crest, 0.3)
    for pixel in prange(last - first):
        column = np.zeros((rows, 4))
        for sample in range(samples):
            across = first + pixel + (sample + scatter_hash(first + pixel, sample, 1)) / samples
            slant = (across - camera.centre) / camera.focal
            seen = float(camera.height)
            below = bottom
            near = lift / below
            count = 0
            while below > 0.3:
                below = max(below - stride, 0.3) if below > stride else 0.3
                y = lift / below
                row = (
                    camera.horizon
                    + (camera.eye - _height(waves, shore, texture, slant * y, y, y / camera.focal)) * camera.focal / y
                )
                if row > seen - 0.4 * stride and below > 0.3:
                    near = y
                    continue
                pieces = max(1, int(math.ceil((seen - row) / (2.0 * stride))))
                for piece in range(pieces):
                    place = near + (y - near) * (piece + 0.5) / pieces
                    count += 1
                    dither = scatter_hash(first + pixel, count, sample)
                    colour = _shade(camera, waves, air, light, shore, texture, slant * place, place, dither, y - near)
                    lower = seen + (row - seen) * piece / pieces
                    upper = seen + (row - seen) * (piece + 1.0) / pieces
                    _deposit(column, upper - top_row, lower - top_row, 1.0 / samples, colour)
                seen = min(seen, row)
                near = y
        for row in range(rows):
            for channel in range(4):
                painted[pixel, row, channel] = column[row, channel]
    return painted


def paint_water(
    painted: Hdr,
    top_row: int,
    camera: Camera,
    sea: WindSea,
    air: Air,
    light: Light,
    shore: Shore,
    texture: MipMap,
    quality: Quality,
    check: Callable[[], None],
) -> None:
    """Fill (H - top_row, W, 4) float32 `painted` with the picture's rows from `top_row` down: HDR radiance times coverage, coverage.

    Coverage falls from 1 to 0 over the row that the horizon runs through. `texture`: see `sky.clouds.cloud_texture`.
    """
    samples, stride = _SAMPLES[quality]
    for first in range(0, camera.width, _COLUMNS):
        check()
        last = min(first + _COLUMNS, camera.width)
        columns = _paint(first, last, top_row, camera, sea.waves, sea.crest, air, light, shore, texture, samples, stride)
        painted[:, first:last] = columns.transpose(1, 0, 2)
