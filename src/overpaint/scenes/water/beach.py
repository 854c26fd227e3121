"""A sandy shore: where sand ends, how waves break on it, and the light that sand and foam send back.

The shore runs across the picture. `offshore` is the distance in metres seaward of the still waterline, negative on the beach. The last
wave has run up the beach to `edge` (a negative offshore distance); sand it has just left is a wet mirror.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from overpaint.scenes.kernels.compiled import kernel
from overpaint.scenes.kernels.texture import MipMap, smooth_step, tap
from overpaint.scenes.sky.atmosphere import Air
from overpaint.scenes.sky.slabs import CELLS, COVER, DETAIL, SHAPE
from overpaint.scenes.water.reflection import Light, Triple, fresnel, mirrored_sky

_SAND = (0.54, 0.45, 0.345)  # albedo of dry sand, linear
_FOAM = 0.82  # albedo of foam
_BREAKERS = ((7.0, 0.22), (17.0, 0.42), (34.0, 0.5))  # m offshore, m high


class Shore(NamedTuple):
    """`distance`: metres from the viewer to the still waterline, 0 = open sea without a shore. `slope`: rise of the beach a metre.
    `shift`: where in the textures this beach lies. `lift`: exposure of the foreground, as a graduated filter gives it."""

    distance: float
    slope: float
    shift: float
    lift: float


@kernel
def offshore_distance(shore: Shore, texture: MipMap, x: float, y: float) -> float:
    """Metres seaward of the still waterline, which winds a little."""
    u = x / 260.0 + shore.shift
    return (
        y - shore.distance - 1.3 * tap(texture, u, 0.13 + shore.shift, 2.0, SHAPE) - 0.25 * tap(texture, 6.0 * u, 0.4, 3.0, SHAPE)
    )


@kernel
def edge_of_wash(shore: Shore, texture: MipMap, x: float) -> float:
    """Offshore distance, negative, to which the last wave has run up: lobes side by side."""
    u = x / 70.0 + 3.0 * shore.shift
    lobes = tap(texture, u, 0.71 + shore.shift, 2.0, SHAPE) + 0.22 * tap(texture, 5.3 * u, 0.2, 2.0, SHAPE)
    return -1.7 + 0.75 * lobes + 0.06 * tap(texture, 31.0 * u, 0.6, 1.0, SHAPE)


@kernel
def breaker(shore: Shore, texture: MipMap, x: float, offshore: float) -> tuple[float, float, float]:
    """What breaking waves add to the sea: height in metres, slope along y, and foam in [0, 1]."""
    height = 0.0
    slope = 0.0
    foam = 0.0
    for i in range(3):
        away, tall = _BREAKERS[i]
        u = x / 180.0 + 0.37 * i + shore.shift
        behind = offshore - away - 0.16 * away * tap(texture, u, 0.5 + 0.2 * i, 2.0, SHAPE)
        behind -= 0.12 * tap(texture, 9.0 * u, 0.3, 2.0, SHAPE)
        if behind < -4.0 or behind > 14.0:
            continue
        strength = smooth_step(-0.9, 1.1, tap(texture, 1.7 * u, 0.9 - 0.2 * i, 2.0, COVER))
        crest = tall * (0.25 + 0.75 * strength)
        width = 0.75 if behind < 0.0 else 2.6
        bump = crest * math.exp(-behind * behind / (width * width))
        height += bump
        slope -= 2.0 * behind / (width * width) * bump
        front = smooth_step(-1.7, -0.5, behind) * smooth_step(0.5, -0.25, behind)
        trail = 0.5 * smooth_step(-0.3, 0.6, behind) * smooth_step(11.0, 0.5, behind)
        foam = max(foam, smooth_step(0.25, 0.8, strength) * max(front, trail))
    return height, slope, foam


@kernel
def foam_cover(texture: MipMap, x: float, y: float, amount: float, lod: float) -> float:
    """Share of a place that foam hides, in [0, 1]: lace where `amount` is small, closed froth where it is near 1.

    `lod`: log2 of the place's width in texels of a one-metre tile.
    """
    swirl = 0.05 * tap(texture, x * 0.09, y * 0.09, lod - 3.5, SHAPE)
    lace = -tap(texture, x * 0.19 + swirl, y * 0.13 - swirl, lod - 2.4, CELLS)
    lace += 0.75 * tap(texture, x * 0.05, y * 0.04 + 0.3, lod - 4.3, SHAPE) + 0.35 * tap(
        texture, x * 0.6, y * 0.5, lod - 0.7, DETAIL
    )
    threshold = 2.6 - 4.6 * amount
    cover = smooth_step(threshold, threshold + 1.3, lace)
    return cover * (0.8 + 0.2 * smooth_step(-1.0, 1.0, tap(texture, x * 0.9, y * 0.7, lod - 0.2, DETAIL)))


@kernel
def foam_light(air: Air, light: Light, slope: float) -> Triple:
    """RGB radiance of foam on a surface that rises by `slope` along y."""
    facing = max(air.sun_z - slope * air.sun_y, 0.0) + 0.06
    return (
        _FOAM / math.pi * (light.skylight[0] + light.sunlight[0] * facing),
        _FOAM / math.pi * (light.skylight[1] + light.sunlight[1] * facing),
        _FOAM / math.pi * (light.skylight[2] + light.sunlight[2] * facing),
    )


@kernel
def sand_light(
    air: Air, light: Light, shore: Shore, texture: MipMap, x: float, y: float, left: float, eye: Triple, lod: float
) -> Triple:
    """RGB radiance of sand towards `eye`. `left`: metres up the beach from where the last wave stopped; `lod`: log2 of the place's width (m)."""
    footprint = 2.0**lod
    lod += 9.0  # in texels of a one-metre tile
    u = x + 97.0 * shore.shift
    patches = tap(texture, u / 23.0, y / 17.0, lod - 4.3, SHAPE)
    dry = smooth_step(1.0, 5.0, left + 0.9 * patches)
    film = smooth_step(2.8, 0.1, left + 0.5 * patches)
    # Bumps: the texture's difference over a short way, towards the sun and across it.
    step = max(0.03, footprint)
    fade = 1.0 / (1.0 + (footprint / 0.05) ** 2)
    bump_x = 0.0
    bump_y = 0.0
    for i in range(2):
        size = 3.1 if i == 0 else 0.83
        fine = lod - math.log2(size)
        here = tap(texture, u / size, y / size, fine, SHAPE)
        rough = (0.03 if i == 0 else 0.009) * (0.25 + 0.75 * dry) * fade / step
        bump_x += rough * (tap(texture, (u + step) / size, y / size, fine, SHAPE) - here)
        bump_y += rough * (tap(texture, u / size, (y + step) / size, fine, SHAPE) - here)
    soften = 0.25 + 0.75 * air.sun_z  # under a low sun bumps shade one another, which evens them out
    bump_x = min(max(soften * bump_x, -0.5), 0.5)
    bump_y = min(max(soften * bump_y, -0.5), 0.5)
    scale = 1.0 / math.sqrt(1.0 + bump_x * bump_x + bump_y * bump_y)
    facing = (air.sun_z - bump_x * air.sun_x - bump_y * air.sun_y) * scale
    facing = 0.5 * (facing + math.sqrt(facing * facing + 0.02))  # grains catch light where the level sand would not
    grains = tap(texture, u / 0.21, y / 0.21, lod + 2.25, DETAIL)
    albedo = 1.0 + 0.06 * grains + 0.05 * patches + 0.05 * tap(texture, u / 1.3, y / 1.3, lod - 0.4, DETAIL)
    weed = smooth_step(
        2.3, 3.2, tap(texture, u / 1.7, y / 1.7, lod - 0.8, DETAIL) + 1.2 * math.exp(-(((left - 6.0 + patches) / 0.5) ** 2))
    )
    albedo *= (1.0 - 0.5 * (1.0 - dry)) * (1.0 - 0.6 * weed)
    mirror = fresnel(max(eye[2], 0.02)) * film + 0.012 * (1.0 - dry)
    sky = mirrored_sky(light.panorama, -eye[0] - 0.5 * bump_x, -eye[1], eye[2], 0.6 + 2.5 * (1.0 - film))
    shade = albedo / math.pi * (1.0 - mirror)
    return (
        _SAND[0] * shade * (light.skylight[0] + light.sunlight[0] * facing) + sky[0] * mirror,
        _SAND[1] * shade * (light.skylight[1] + light.sunlight[1] * facing) + sky[1] * mirror,
        _SAND[2] * shade * (light.skylight[2] + light.sunlight[2] * facing) + sky[2] * mirror,
    )
