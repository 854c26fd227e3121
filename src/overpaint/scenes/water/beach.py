"""What a beach looks like: froth and lace on the water, trodden sand, and wet sand that mirrors the sky."""

from __future__ import annotations

import math

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.scenes.heavens.atmosphere import Air
from overpaint.scenes.heavens.slabs import CELLS, DETAIL, SHAPE
from overpaint.scenes.kernels.texture import MipMap, smooth_step, tap
from overpaint.scenes.water.reflection import Light, Triple, fresnel, mirrored_sky, sun_glitter
from overpaint.scenes.water.sand import ALBEDO, OPEN, SAND_TILE, SUNNY
from overpaint.scenes.water.shoreline import Shore

_SAND = (0.57, 0.47, 0.35)  # albedo of dry sand, linear
_FOAM = 0.82  # albedo of foam
_FILM_ROUGHNESS = 0.002  # slope variance of wet sand
_SAND_LEVELS = math.log2(1024 / SAND_TILE)  # of the patch's texels a metre


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
def foam_light(air: Air, light: Light, shore: Shore, texture: MipMap, x: float, y: float, slope: float, lod: float) -> Triple:
    """RGB radiance of froth at (x, y) on a surface that rises by `slope` along y: lumps, lit from the sun's side. `lod`: as
    above."""
    lumps = 0.6 * tap(texture, x * 0.55, y * 0.4, lod - 0.9, CELLS) + 0.4 * tap(texture, x * 1.7, y * 1.3, lod + 0.8, DETAIL)
    facing = air.sun_z - slope * air.sun_y + 0.1 * lumps
    facing = 0.5 * (facing + math.sqrt(facing * facing + 0.03))
    albedo = _FOAM / math.pi * min(max(0.8 + 0.14 * lumps, 0.4), 1.0)
    return (
        albedo * (shore.ambient[0] + light.sunlight[0] * facing),
        albedo * (shore.ambient[1] + light.sunlight[1] * facing),
        albedo * (shore.ambient[2] + light.sunlight[2] * facing),
    )


@inlined_kernel
def sand_light(
    air: Air, light: Light, shore: Shore, texture: MipMap, x: float, y: float, left: float, eye: Triple, lod: float
) -> Triple:
    """RGB radiance of sand towards `eye`. `left`: metres up the beach from where the last wave stopped; `lod`: log2 of width
    in m."""
    fine = lod + 9.0  # in texels of a one-metre tile
    patches = tap(texture, (x + 0.4 * y) / 31.0, (y - 0.4 * x) / 23.0, fine - 4.7, SHAPE)
    dry = smooth_step(1.0, 5.0, left + 0.6 * patches)
    drained = left + 0.4 * patches + 0.07 * tap(texture, x / 3.7, y / 2.1, fine - 1.9, DETAIL)
    film = 0.9 * smooth_step(1.5, 1.3, drained) + 0.1 * smooth_step(4.0, 1.3, drained)
    relief = smooth_step(0.9, 3.2, left + 0.5 * patches)
    coarse = lod + _SAND_LEVELS - 0.8  # several samples a pixel bear a sharper level
    u = x / SAND_TILE
    v = y / SAND_TILE
    sunny = 1.0 + relief * (tap(shore.sand, u, v, coarse, SUNNY) - 1.0)
    seen = 1.0 + relief * (tap(shore.sand, u, v, coarse, OPEN) - 1.0)
    facing = 0.5 * (air.sun_z + math.sqrt(air.sun_z * air.sun_z + 0.004)) * sunny  # grains catch light where level sand would not
    grains = tap(texture, x / 0.23, y / 0.23, fine + 2.1, DETAIL) + 0.8 * tap(texture, y / 0.71, x / 0.71, fine + 0.5, DETAIL)
    albedo = 1.0 + 0.13 * grains + 0.04 * patches + 0.04 * tap(texture, (x - y) / 5.3, (x + y) / 5.3, fine - 2.4, DETAIL)
    albedo *= (1.0 - 0.5 * (1.0 - dry)) * (1.0 + (0.3 + 0.7 * relief) * (tap(shore.sand, u, v, coarse, ALBEDO) - 1.0))
    mirror = fresnel(max(eye[2], 0.02)) * film + 0.012 * (1.0 - dry)
    shade = albedo / math.pi * (1.0 - mirror)
    red = _SAND[0] * shade * (shore.ambient[0] * seen + light.sunlight[0] * facing)
    green = _SAND[1] * shade * (shore.ambient[1] * seen + light.sunlight[1] * facing)
    blue = _SAND[2] * shade * (shore.ambient[2] * seen + light.sunlight[2] * facing)
    if film < 0.02:
        return red, green, blue
    tilt = 0.006 * tap(texture, x / 1.7, y / 1.7, fine - 0.7, DETAIL)
    sky = mirrored_sky(light.panorama, -eye[0] - tilt, -eye[1], eye[2], 0.6 + 2.5 * (1.0 - film))
    glint = light.glitter * film * sun_glitter(air, eye, (0.6 * tilt, 0.6 * tilt, _FILM_ROUGHNESS, _FILM_ROUGHNESS), 0.05)
    return (
        red + sky[0] * mirror + light.sunlight[0] * glint,
        green + sky[1] * mirror + light.sunlight[1] * glint,
        blue + sky[2] * mirror + light.sunlight[2] * glint,
    )
