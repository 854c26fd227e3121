"""What is seen at a place of the foreground plane: how high it is, and the light it sends to the eye, be it sea, shallows or
sand."""

from __future__ import annotations

import math

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.scenes.heavens.atmosphere import Air
from overpaint.scenes.heavens.slabs import SHAPE
from overpaint.scenes.kernels.texture import MipMap, smooth_step, tap
from overpaint.scenes.water.beach import foam_cover, foam_light, sand_light
from overpaint.scenes.water.reflection import Light, Triple, water_light
from overpaint.scenes.water.shoreline import SURF_WIDTH, Shore, breaking, offshore_distance, wash_distance
from overpaint.scenes.water.surface import wave_height, wave_slopes
from overpaint.scenes.water.waves import Waves

_GUSTS = 420.0  # m, texture tile of the patches where wind ruffles the water
_CALM_WITHIN = 22.0  # m off the shore, where wind waves have died down


@kernel
def _near_shore(shore: Shore, y: float) -> bool:
    return shore.distance > 0.0 and y < shore.distance + 2.0 * SURF_WIDTH


@inlined_kernel
def place_height(waves: Waves, shore: Shore, x: float, y: float, lod: float) -> float:
    """Height in metres of whatever is seen at (x, y), without detail finer than 2^lod metres."""
    if not _near_shore(shore, y):
        return wave_height(waves, x, y, lod)
    offshore = offshore_distance(shore, x, y)
    if offshore <= 0.0:
        return -offshore * shore.slope
    swell, _, _ = breaking(shore, x, offshore)
    return wave_height(waves, x, y, lod) * smooth_step(0.0, _CALM_WITHIN, offshore) + swell * smooth_step(0.0, 4.0, offshore)


@kernel
def _shallows(light: Light, shore: Shore, offshore: float, wash: float, swell: float) -> Triple:
    """RGB share of light that comes back from below: sand through more or less water, which takes red first."""
    deep = max(0.02 + 0.3 * wash * shore.slope, offshore * shore.slope * 0.8) + 0.4 * swell
    red = math.exp(-3.2 * deep)
    green = math.exp(-0.55 * deep)
    blue = math.exp(-0.42 * deep)
    return (
        light.within[0] * (1.0 - red) + 0.30 * red,
        light.within[1] * (1.0 - green) + 0.26 * green,
        light.within[2] * (1.0 - blue) + 0.20 * blue,
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
    below = (light.within[0], light.within[1], light.within[2])
    gust = tap(texture, x / _GUSTS, y / _GUSTS, lod + math.log2(texture.size / _GUSTS), SHAPE)
    strength = 1.0
    rise = 0.0
    foam = 0.0
    lift = 1.0
    if _near_shore(shore, y):
        lift += (shore.lift - 1.0) * smooth_step(4.0 * shore.distance, 0.0, y)
        offshore = offshore_distance(shore, x, y)
        wash = wash_distance(shore, x, offshore)
        if wash < 0.0:
            red, green, blue = sand_light(air, light, shore, texture, x, y, -wash, eye, lod)
            return red * lift, green * lift, blue * lift
        swell, rise, foam = breaking(shore, x, offshore)
        strength = 0.15 + 0.85 * smooth_step(-1.0, _CALM_WITHIN, offshore)
        rise *= smooth_step(0.0, 4.0, offshore)
        below = _shallows(light, shore, offshore, wash, swell)
        foam = max(foam, 0.62 * smooth_step(9.0, 0.5, wash) + 0.3 * smooth_step(0.5, 0.05, wash))
    slope_x, slope_y, spread_x, spread_y = wave_slopes(waves, x, y, lod, dither, strength, 1.0 + 0.3 * gust)
    slope_y += rise
    red, green, blue = water_light(air, light, eye, (slope_x, slope_y, spread_x, spread_y), height, below)
    if foam > 0.02:
        cover = foam_cover(texture, x, y, foam, lod + 9.0)
        froth = foam_light(air, light, shore, texture, x, y, slope_y, lod + 9.0)
        red += (froth[0] - red) * cover
        green += (froth[1] - green) * cover
        blue += (froth[2] - blue) * cover
    return red * lift, green * lift, blue * lift
