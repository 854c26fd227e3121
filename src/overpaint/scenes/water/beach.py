"""What sand and foam look like: froth and lace on the water, trodden sand, and wet sand that mirrors the sky."""

from __future__ import annotations

import math

from overpaint.scenes.heavens.atmosphere import Air
from overpaint.scenes.heavens.slabs import CELLS, DETAIL, SHAPE
from overpaint.scenes.kernels.compiled import inlined_kernel, kernel
from overpaint.scenes.kernels.texture import MipMap, smooth_step, tap
from overpaint.scenes.water.reflection import Light, Triple, fresnel, mirrored_sky, sun_glitter

_SAND = (0.54, 0.45, 0.345)  # albedo of dry sand, linear
_FOAM = 0.82  # albedo of foam
_FILM_ROUGHNESS = 0.002  # slope variance of wet sand


@kernel
def foam_cover(texture: MipMap, x: float, y: float, amount: float, lod: float) -> float:
    """Share of a place that foam hides, in [0, 1]: lace where `amount` is small, closed froth where it is near 1.

    `lod`: log2 of the place's width in texels of a one-metre tile.
    """
    swirl = 0.05 * tap(texture, x * 0.09, y * 0.09, lod - 3.5, SHAPE)
    lace = -tap(texture, x * 0.19 + swirl, y * 0.13 - swirl, lod - 2.4, CELLS)
    lace += 0.75 * tap(texture, x * 0.05, y * 0.04 + 0.3, lod - 4.3, SHAPE)
    lace += 0.45 * tap(texture, x * 0.6, y * 0.5, lod - 0.7, DETAIL)
    threshold = 2.6 - 4.6 * amount
    return smooth_step(threshold, threshold + 1.8, lace)


@kernel
def foam_light(air: Air, light: Light, texture: MipMap, x: float, y: float, slope: float, lod: float) -> Triple:
    """RGB radiance of froth at (x, y) on a surface that rises by `slope` along y: lumps, lit from the sun's side. `lod`: as
    above."""
    lumps = 0.6 * tap(texture, x * 0.55, y * 0.4, lod - 0.9, CELLS) + 0.4 * tap(texture, x * 1.7, y * 1.3, lod + 0.8, DETAIL)
    facing = air.sun_z - slope * air.sun_y + 0.1 * lumps
    facing = 0.5 * (facing + math.sqrt(facing * facing + 0.03))
    albedo = _FOAM / math.pi * min(max(0.8 + 0.14 * lumps, 0.4), 1.0)
    return (
        albedo * (light.skylight[0] + light.sunlight[0] * facing),
        albedo * (light.skylight[1] + light.sunlight[1] * facing),
        albedo * (light.skylight[2] + light.sunlight[2] * facing),
    )


@inlined_kernel
def _bumps(texture: MipMap, x: float, y: float, dry: float, lod: float) -> tuple[float, float]:
    """Slopes of trodden sand along x and y: dimples and finer unevenness, smoothed out where sand is wet. `lod`: as above."""
    footprint = 2.0 ** (lod - 9.0)
    step = max(0.02, footprint)
    strength = (0.15 + 0.85 * dry) / (1.0 + (footprint / 0.06) ** 2) / step
    # Each set of bumps lies turned another way: no grid shows.
    u = (0.83 * x - 0.56 * y) / 2.9
    v = (0.56 * x + 0.83 * y) / 2.9
    here = tap(texture, u, v, lod - 1.5, CELLS)
    along = 0.016 * (tap(texture, u + step / 2.9, v, lod - 1.5, CELLS) - here)
    aside = 0.016 * (tap(texture, u, v + step / 2.9, lod - 1.5, CELLS) - here)
    slope_x = strength * (0.83 * along + 0.56 * aside)
    slope_y = strength * (0.83 * aside - 0.56 * along)
    u = (0.31 * x + 0.95 * y) / 0.77
    v = (0.31 * y - 0.95 * x) / 0.77
    here = tap(texture, u, v, lod + 0.4, DETAIL)
    along = 0.0022 * (tap(texture, u + step / 0.77, v, lod + 0.4, DETAIL) - here)
    aside = 0.0022 * (tap(texture, u, v + step / 0.77, lod + 0.4, DETAIL) - here)
    slope_x += strength * (0.31 * along - 0.95 * aside)
    slope_y += strength * (0.95 * along + 0.31 * aside)
    return min(max(slope_x, -0.6), 0.6), min(max(slope_y, -0.6), 0.6)


@inlined_kernel
def sand_light(air: Air, light: Light, texture: MipMap, x: float, y: float, left: float, eye: Triple, lod: float) -> Triple:
    """RGB radiance of sand towards `eye`. `left`: metres up the beach from where the last wave stopped; `lod`: log2 of width
    in m."""
    lod += 9.0  # in texels of a one-metre tile
    patches = tap(texture, (x + 0.4 * y) / 31.0, (y - 0.4 * x) / 23.0, lod - 4.7, SHAPE)
    dry = smooth_step(1.0, 5.0, left + 0.9 * patches)
    drained = left + 0.4 * patches + 0.07 * tap(texture, x / 3.7, y / 2.1, lod - 1.9, DETAIL)
    film = 0.9 * smooth_step(1.5, 1.3, drained) + 0.1 * smooth_step(4.0, 1.3, drained)
    bump_x, bump_y = _bumps(texture, x, y, dry, lod)
    soften = 0.15 + 0.85 * air.sun_z  # under a low sun bumps shade one another, which evens them out
    facing = air.sun_z - soften * (bump_x * air.sun_x + bump_y * air.sun_y)
    facing = 0.5 * (facing + math.sqrt(facing * facing + 0.004))  # grains catch light where level sand would not
    grains = tap(texture, x / 0.23, y / 0.23, lod + 2.1, DETAIL)
    albedo = 1.0 + 0.05 * grains + 0.04 * patches + 0.04 * tap(texture, (x - y) / 5.3, (x + y) / 5.3, lod - 2.4, DETAIL)
    albedo *= 1.0 - 0.5 * (1.0 - dry)
    mirror = fresnel(max(eye[2], 0.02)) * film + 0.012 * (1.0 - dry)
    shade = albedo / math.pi * (1.0 - mirror)
    red = _SAND[0] * shade * (light.skylight[0] + light.sunlight[0] * facing)
    green = _SAND[1] * shade * (light.skylight[1] + light.sunlight[1] * facing)
    blue = _SAND[2] * shade * (light.skylight[2] + light.sunlight[2] * facing)
    if film < 0.02:
        return red, green, blue
    sky = mirrored_sky(light.panorama, -eye[0] - 0.5 * bump_x, -eye[1], eye[2], 0.6 + 2.5 * (1.0 - film))
    glint = light.glitter * film * sun_glitter(air, eye, (0.3 * bump_x, 0.3 * bump_y, _FILM_ROUGHNESS, _FILM_ROUGHNESS), 0.05)
    return (
        red + sky[0] * mirror + light.sunlight[0] * glint,
        green + sky[1] * mirror + light.sunlight[1] * glint,
        blue + sky[2] * mirror + light.sunlight[2] * glint,
    )
