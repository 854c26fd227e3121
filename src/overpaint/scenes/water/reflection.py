"""The light that water sends to the eye: sky mirrored by a rough surface, the sun's glitter, and light from within."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import kernel
from overpaint.scenes.heavens.atmosphere import Air

Triple = tuple[float, float, float]
_WATER_F0 = 0.02  # reflectance at normal incidence, refractive index 1.33
_BRIGHTEST_GLINT = 60.0  # a few glints a million times the sky would only speckle


class Light(NamedTuple):
    """What lights water and shore. Flat, for numba passes no tuple within a tuple to parallel kernels.

    `panorama`: see `heavens.dome.paint_panorama`. `sunlight`, `skylight`: (3,) RGB irradiances, facing the sun and of a level
    plane. `within`: (3,) RGB share of light that deep water sends back. `glitter`: strength of the sun's (or moon's) path.
    `visibility`: metres after which air lets 1/e through.
    """

    panorama: NDArray[np.float32]
    sunlight: NDArray[np.float64]
    skylight: NDArray[np.float64]
    within: NDArray[np.float64]
    glitter: float
    visibility: float


@kernel
def mirrored_sky(panorama: NDArray[np.float32], x: float, y: float, z: float, blur: float) -> Triple:
    """RGB radiance of the sky in unit direction (x, y, z), z >= 0, from the panorama's blur level `blur` (0 = sharp)."""
    levels, height, width, _ = panorama.shape
    row = math.sqrt(math.asin(min(max(z, 0.0), 1.0)) / (math.pi / 2.0)) * (height - 1)
    column = (math.atan2(x, y) / (2.0 * math.pi) + 0.5) * width - 0.5
    j = min(int(row), height - 2)
    fy = row - j
    left = math.floor(column)
    fx = column - left
    i0 = (int(left) + width) % width
    i1 = (i0 + 1) % width
    level = min(max(blur, 0.0), levels - 1.001)
    k = int(level)
    fz = level - k
    red = 0.0
    green = 0.0
    blue = 0.0
    for m in range(2):
        share = fz if m == 1 else 1.0 - fz
        a = share * (1.0 - fy) * (1.0 - fx)
        b = share * (1.0 - fy) * fx
        c = share * fy * (1.0 - fx)
        d = share * fy * fx
        p = panorama[k + m]
        red += a * p[j, i0, 0] + b * p[j, i1, 0] + c * p[j + 1, i0, 0] + d * p[j + 1, i1, 0]
        green += a * p[j, i0, 1] + b * p[j, i1, 1] + c * p[j + 1, i0, 1] + d * p[j + 1, i1, 1]
        blue += a * p[j, i0, 2] + b * p[j, i1, 2] + c * p[j + 1, i0, 2] + d * p[j + 1, i1, 2]
    return red, green, blue


@kernel
def fresnel(cosine: float) -> float:
    """Share of unpolarised light that smooth water reflects. Schlick's approximation."""
    away = 1.0 - min(max(cosine, 0.0), 1.0)
    square = away * away
    return _WATER_F0 + (1.0 - _WATER_F0) * square * square * away


@kernel
def sun_glitter(air: Air, eye: Triple, slopes: tuple[float, float, float, float], sigma: float) -> float:
    """Radiance of the sun's image over its irradiance: facets whose slope mirrors the sun to the eye, Gaussian (Cox and Munk,
    1954)."""
    half_x = eye[0] + air.sun_x
    half_y = eye[1] + air.sun_y
    half_z = eye[2] + air.sun_z
    if half_z < 1e-3 or air.sun_z < -0.01:
        return 0.0
    away_x = -half_x / half_z - slopes[0]
    away_y = -half_y / half_z - slopes[1]
    exponent = away_x * away_x / slopes[2] + away_y * away_y / slopes[3]
    if exponent > 40.0:
        return 0.0
    facets = math.exp(-0.5 * exponent) / (2.0 * math.pi * math.sqrt(slopes[2] * slopes[3]))
    length = math.sqrt(half_x * half_x + half_y * half_y + half_z * half_z)
    mirrored = fresnel((eye[0] * half_x + eye[1] * half_y + eye[2] * half_z) / length)
    up = half_z / length
    return min(facets * mirrored / (4.0 * up * up * up * up * max(eye[2] + 0.9 * sigma, 0.02)), _BRIGHTEST_GLINT)


@kernel
def water_light(
    air: Air, light: Light, eye: Triple, slopes: tuple[float, float, float, float], height: float, bottom: Triple
) -> Triple:
    """RGB radiance of water towards `eye` (unit vector from the water). `slopes`: as `wave_slopes` gives them.

    `height`: metres above the mean surface: high crests let light through. `bottom`: RGB irradiance share that comes back
    from below.
    """
    flat = math.sqrt(eye[0] * eye[0] + eye[1] * eye[1]) + 1e-9
    toward_x = eye[0] / flat
    toward_y = eye[1] / flat
    sigma = math.sqrt(slopes[2] * toward_x * toward_x + slopes[3] * toward_y * toward_y)
    # At grazing angles only facets that lean towards the eye are seen: their mean slope leans too.
    lean = 1.25 * sigma / (1.0 + 1.3 * eye[2] / max(sigma, 1e-4))
    nx = -slopes[0] + toward_x * lean
    ny = -slopes[1] + toward_y * lean
    scale = 1.0 / math.sqrt(1.0 + nx * nx + ny * ny)
    nx *= scale
    ny *= scale
    cosine = max(nx * eye[0] + ny * eye[1] + scale * eye[2], 0.02)
    rx = 2.0 * cosine * nx - eye[0]
    ry = 2.0 * cosine * ny - eye[1]
    rz = 2.0 * cosine * scale - eye[2]
    if rz < 0.0:
        rz = -0.5 * rz
    length = 1.0 / math.sqrt(rx * rx + ry * ry + rz * rz)
    mirrored = _WATER_F0 + (fresnel(cosine) - _WATER_F0) / (1.0 + 5.5 * sigma)
    sky = mirrored_sky(light.panorama, rx * length, ry * length, rz * length, math.log2(1.0 + 28.0 * sigma))
    glint = light.glitter * sun_glitter(air, eye, slopes, sigma)
    behind = max(0.0, -(eye[0] * air.sun_x + eye[1] * air.sun_y))
    through = max(0.0, height + 0.15) * 0.1 * behind * behind
    up = max(air.sun_z, 0.0)
    kept = (1.0 - mirrored) / math.pi
    down_red = light.skylight[0] + light.sunlight[0] * up
    down_green = light.skylight[1] + light.sunlight[1] * up
    down_blue = light.skylight[2] + light.sunlight[2] * up
    return (
        sky[0] * mirrored + bottom[0] * down_red * kept + light.sunlight[0] * (glint + 0.02 * through),
        sky[1] * mirrored + bottom[1] * down_green * kept + light.sunlight[1] * (glint + 0.12 * through),
        sky[2] * mirrored + bottom[2] * down_blue * kept + light.sunlight[2] * (glint + 0.1 * through),
    )
