"""What is seen at a place of the foreground plane: how high it is, and the light it sends to the eye, be it sea, shallows or sand."""

from __future__ import annotations

import math

from overpaint.scenes.kernels.compiled import inlined_kernel
from overpaint.scenes.kernels.texture import MipMap, smooth_step, tap
from overpaint.scenes.sky.atmosphere import Air
from overpaint.scenes.sky.slabs import SHAPE
from overpaint.scenes.water.beach import Shore, breaker, edge_of_wash, foam_cover, foam_light, offshore_distance, sand_light
from overpaint.scenes.water.reflection import Light, Triple, water_light
from overpaint.scenes.water.surface import wave_height, wave_slopes
from overpaint.scenes.water.waves import Waves

_GUSTS = 420.0  # m, texture tile of the patches where wind ruffles the water
_CALM_WITHIN = 22.0  # m off the shore, where wind waves have died down


@inlined_kernel
def place_height(waves: Waves, shore: Shore, texture: MipMap, x: float, y: float, lod: float) -> float:
    """Height in metres of whatever is seen at (x, y), without detail finer than 2^lod metres."""
    if shore.distance <= 0.0:
        return wave_height(waves, x, y, lod)
    offshore = offshore_distance(shore, texture, x, y)
    if offshore <= 0.0:
        return -offshore * shore.slope
    swell, _, _ = breaker(shore, texture, x, offshore)
    return wave_height(waves, x, y, lod) * smooth_step(0.0, _CALM_WITHIN, offshore) + swell * smooth_step(0.0, 4.0, offshore)


@inlined_kernel
def _sea_light(
    waves: Waves, air: Air, light: Light, texture: MipMap, x: float, y: float, height: float, eye: Triple, lod: float, dither: float
) -> Triple:
    """Open water."""
    gust = tap(texture, x / _GUSTS, y / _GUSTS, lod + math.log2(texture.size / _GUSTS), SHAPE)
    slopes = wave_slopes(waves, x, y, lod, dither, 1.0, 1.0 + 0.3 * gust)
    return water_light(air, light, eye, slopes, height, light.within)


@inlined_kernel
def _shore_light(
    waves: Waves,
    air: Air,
    light: Light,
    shore: Shore,
    texture: MipMap,
    x: float,
    y: float,
    height: float,
    eye: Triple,
    lod: float,
    dither: float,
) -> Triple:
    """Water over sand, breakers and foam, or the sand itself."""
    offshore = offshore_distance(shore, texture, x, y)
    wash = offshore - edge_of_wash(shore, texture, x)
    if wash < 0.0:
        return sand_light(air, light, shore, texture, x, y, -wash, eye, lod)
    swell, rise, foam = breaker(shore, texture, x, offshore)
    calm = smooth_step(-1.0, _CALM_WITHIN, offshore)
    slope_x, slope_y, spread_x, spread_y = wave_slopes(waves, x, y, lod, dither, 0.15 + 0.85 * calm, 1.0)
    slope_y += rise * smooth_step(0.0, 4.0, offshore)
    deep = max(0.02 + 0.3 * wash * shore.slope, offshore * shore.slope * 0.8) + 0.4 * swell
    red = math.exp(-3.2 * deep)
    green = math.exp(-0.55 * deep)
    blue = math.exp(-0.42 * deep)
    below = (
        light.within[0] * (1.0 - red) + 0.30 * red,
        light.within[1] * (1.0 - green) + 0.26 * green,
        light.within[2] * (1.0 - blue) + 0.20 * blue,
    )
    water = water_light(air, light, eye, (slope_x, slope_y, spread_x, spread_y), height, below)
    lace = 0.62 * smooth_step(9.0, 0.5, wash) + 0.3 * smooth_step(0.5, 0.05, wash)
    cover = foam_cover(texture, x + 31.0 * shore.shift, y, max(foam, lace), lod + 9.0)
    froth = foam_light(air, light, slope_y)
    return (
        water[0] + (froth[0] - water[0]) * cover,
        water[1] + (froth[1] - water[1]) * cover,
        water[2] + (froth[2] - water[2]) * cover,
    )


@inlined_kernel
def place_light(
    waves: Waves,
    air: Air,
    light: Light,
    shore: Shore,
    texture: MipMap,
    place: Triple,
    eye: Triple,
    lod: float,
    dither: float,
) -> Triple:
    """RGB radiance of `place` (x, y, height in metres) towards the unit vector `eye`, averaged over 2^lod metres.

    `dither` in [0, 1): chooses between levels of detail.
    """
    x, y, height = place
    if shore.distance <= 0.0:
        return _sea_light(waves, air, light, texture, x, y, height, eye, lod, dither)
    red, green, blue = _shore_light(waves, air, light, shore, texture, x, y, height, eye, lod, dither)
    lift = 1.0 + (shore.lift - 1.0) * smooth_step(4.0 * shore.distance, 0.0, y)
    return red * lift, green * lift, blue * lift
