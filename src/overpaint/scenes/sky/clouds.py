"""Clouds as slabs: a texture gives the density, a short march through the slab gives depth and light.

One slab is one kind of cloud at one height: a thin sheet of cirrus needs one step, a field of cumulus some twenty. Light follows the
usual real-time shortcuts: optical depth towards the sun from a few reads, and octaves of weaker, flatter scattering for the light that
has bounced inside the cloud (M. Wrenninge, "Oz: The Great and Volumetric", 2013).
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.kernels.compiled import kernel
from overpaint.scenes.kernels.texture import MipMap, build_mip_map, fractal_field, smooth_step, tap, tap_level
from overpaint.scenes.sky.atmosphere import GROUND, Air, sky_radiance, sunlight_at

TEXTURE_SIZE = 512
SHAPE, COVER, DETAIL, CELLS, FIBRES = range(5)
_LIGHT_STEPS = 4
_OCTAVES = 3

SLAB = np.dtype(
    [
        ("base", "f8"),  # m, height of its lower side
        ("top", "f8"),  # m, height of its upper side
        ("scale", "f8"),  # m, length of one texture tile
        ("stretch", "f8"),  # how much longer than wide its features are
        ("angle", "f8"),  # radians, which way they are long
        ("shift_u", "f8"),  # tiles, where in the texture it lies
        ("shift_v", "f8"),
        ("cover", "f8"),  # deviations added to the field: 0 = about half the sky, -2 = little
        ("variety", "f8"),  # deviations of large-scale cover: holes and banks
        ("soft", "f8"),  # deviations over which an edge fades
        ("warp", "f8"),  # tiles, swirl
        ("ragged", "f8"),  # 0 = edges fade evenly, 1 = fine detail tears at them
        ("fibres", "f8"),  # deviations of fine detail drawn out to fibres; takes the place of the next two
        ("detail", "f8"),  # deviations of fine detail
        ("cells", "f8"),  # deviations of cellular billows
        ("extinction", "f8"),  # 1/m at full density
        ("heaped", "f8"),  # 0 = flat sheet, 1 = flat base and rounded tops
        ("steps", "i8"),  # samples along the view
        ("reach", "f8"),  # m, length of the way towards the sun that shades
        ("visibility", "f8"),  # m after which air hides it
        ("ambient", "f8"),  # share of skylight it takes
        ("gain", "f8"),  # strength of scattered sunlight
    ]
)
"""One cloud slab; an array of them, lowest first, is a cloudscape."""

Slabs = NDArray[Any]


def cloud_texture(random: np.random.Generator) -> MipMap:
    """Five periodic fields of deviation 1: shape, cover, fine detail, cellular billows, fibres."""
    fields = [
        fractal_field(random, TEXTURE_SIZE, 0.85, 4.0),
        fractal_field(random, TEXTURE_SIZE, 1.0, 3.0),
        fractal_field(random, TEXTURE_SIZE, 0.45, 10.0),
        _billows(random),
        fractal_field(random, TEXTURE_SIZE, 0.7, 16.0, 7.0),
    ]
    return build_mip_map(np.stack(fields, -1))


def _billows(random: np.random.Generator) -> NDArray[np.float32]:
    """Rounded heaps side by side, in three sizes: one minus the distance to the nearest of random points."""
    total = np.zeros((TEXTURE_SIZE, TEXTURE_SIZE), np.float32)
    for cells, weight in ((9, 0.5), (20, 0.3), (45, 0.2)):
        spacing = TEXTURE_SIZE / cells
        grid = (np.stack(np.mgrid[0:cells, 0:cells], -1) + random.uniform(0.1, 0.9, (cells, cells, 2))) * spacing
        points = np.minimum(grid.astype(np.int64), TEXTURE_SIZE - 1).reshape(-1, 2)
        empty = np.ones((TEXTURE_SIZE, TEXTURE_SIZE), np.uint8)
        empty[points[:, 0], points[:, 1]] = 0
        margin = int(2 * spacing)
        wrapped = np.pad(empty, margin, mode="wrap")
        distance = cv2.distanceTransform(wrapped, cv2.DIST_L2, 5)[margin:-margin, margin:-margin]
        total += weight * np.float32(1.0) - weight * distance / np.float32(spacing)
    total -= total.mean()
    return np.asarray(total / total.std(), np.float32)


@kernel
def _relief(slab: Any, texture: MipMap, u: float, v: float, h: float, lod: float) -> float:
    """Fine structure at (u, v) in tiles: deviations that detail and cells add to the field."""
    if slab.fibres > 0.0:
        return slab.fibres * tap(texture, u * 1.9, v * 1.9, lod + 0.9, FIBRES)
    value = slab.detail * tap(texture, u * 6.1 - v * 1.7 + 0.2 * h, v * 6.1 + u * 1.7, lod + 2.6, DETAIL)
    if slab.cells > 0.0:
        value += slab.cells * tap(texture, u * 2.7 + 0.11 * h, v * 2.7 - 0.13 * h, lod + 1.4, CELLS)
    return value


@kernel
def _profile(slab: Any, h: float) -> float:
    """Deviations that the field loses at height `h` in the slab, 0 = base, 1 = top."""
    if slab.heaped > 0.0:
        return slab.heaped * (2.2 * h * h + 3.0 * max(0.0, 0.12 - h) / 0.12)
    return 1.2 * abs(2.0 * h - 1.0)


@kernel
def _density(slab: Any, value: float, relief: float) -> float:
    """Density in [0, 1] from the field's value; relief tears at the edge as far as the slab is ragged."""
    inside = min(max(value / (0.6 * slab.soft), 0.0), 1.0)
    density = smooth_step(0.0, slab.soft, value + relief * (slab.ragged + (1.0 - slab.ragged) * inside))
    return density * density


@kernel
def _field(slab: Any, texture: MipMap, u: float, v: float, lod: float) -> float:
    """The field at (u, v) in tiles: > 0 = cloud."""
    cover = tap(texture, u * 0.31 + 0.37, v * 0.31, lod - 1.7, COVER)
    swirl = slab.warp * cover
    return tap(texture, u + swirl, v - swirl * 0.7, lod, SHAPE) + slab.variety * cover + slab.cover


@kernel
def _coarse_field(slab: Any, texture: MipMap, u: float, v: float, lod: float) -> float:
    """The field read from the nearest mip level: enough for shadows."""
    last = texture.offsets.shape[0] - 1
    cover = tap_level(texture, u * 0.31 + 0.37, v * 0.31, min(max(int(lod - 1.2), 0), last), COVER)
    swirl = slab.warp * cover
    level = min(max(int(lod + 0.5), 0), last)
    return tap_level(texture, u + swirl, v - swirl * 0.7, level, SHAPE) + slab.variety * cover + slab.cover


@kernel
def henyey_greenstein(cosine: float, g: float) -> float:
    """Phase function, per steradian: how much light turns by an angle with this cosine; `g` > 0 = forwards."""
    return (1.0 - g * g) / (4.0 * math.pi * (1.0 + g * g - 2.0 * g * cosine) ** 1.5)  # type: ignore[no-any-return]


@kernel
def _shade(
    slab: Any, texture: MipMap, u: float, v: float, du: float, dv: float, up: float, h: float, lod: float, relief: float
) -> float:
    """Optical depth from (u, v) in tiles at height `h` towards the sun, of which (du, dv) is a metre's step and `up` its rise in `h`."""
    depth = 0.0
    before = 0.0
    step = slab.reach * 0.08
    for _ in range(_LIGHT_STEPS):
        middle = before + 0.5 * step
        height = h + middle * up
        if height > 1.0:
            break
        field = _coarse_field(slab, texture, u + du * middle, v + dv * middle, lod) - _profile(slab, height)
        depth += _density(slab, field, relief) * step
        before += step
        step *= 2.0
        lod += 0.6
        relief *= 0.4
    return depth * slab.extinction


@kernel
def _lit(shade: float, cosine: float) -> float:
    """Sunlight scattered to the eye behind an optical depth: octaves of ever weaker and more even scattering."""
    total = 0.0
    strength = 1.0
    for _ in range(_OCTAVES):
        phase = 0.7 * henyey_greenstein(cosine, 0.8 * strength) + 0.3 * henyey_greenstein(cosine, -0.15 * strength)
        total += strength * math.exp(-shade * strength) * phase
        strength *= 0.5
    return total


@kernel
def _march(
    slab: Any, texture: MipMap, air: Air, x: float, y: float, z: float, near: float, far: float, lod: float, jitter: float
) -> tuple[float, float, float]:
    """Through the slab along (x, y, z) from `near` to `far` metres: sunlight and skylight scattered to the eye, light let through."""
    c = math.cos(slab.angle) / slab.scale
    s = math.sin(slab.angle) / slab.scale
    du = c * x - s * y
    dv = (s * x + c * y) * slab.stretch
    sun_u = c * air.sun_x - s * air.sun_y
    sun_v = (s * air.sun_x + c * air.sun_y) * slab.stretch
    sun_up = max(air.sun_z, 0.02) / (slab.top - slab.base)
    cosine = x * air.sun_x + y * air.sun_y + z * air.sun_z
    step = (far - near) / slab.steps
    # Detail that shifts by more than itself from one sample to the next would show the samples as stacked plates.
    field_lod = (
        max(lod, math.log2(max(step * TEXTURE_SIZE / slab.scale, 1e-6)) - 0.5) if slab.heaped <= 0.0 and slab.steps > 1 else lod
    )
    middle = 0.5 * (near + far)
    relief = _relief(slab, texture, du * middle + slab.shift_u, dv * middle + slab.shift_v, 0.5, lod)
    left = 1.0
    sunny = 0.0
    ambient = 0.0
    for k in range(slab.steps):
        # Sheets are smooth along the view: jitter would only add noise.
        h = (k + (jitter if slab.heaped > 0.0 else 0.5)) / slab.steps
        t = near + h * (far - near)
        u = du * t + slab.shift_u
        v = dv * t + slab.shift_v
        field = _field(slab, texture, u, v, field_lod) - _profile(slab, h)
        if field < -2.0 * slab.ragged * (slab.detail + slab.cells):
            continue
        if slab.heaped > 0.0:
            relief = _relief(slab, texture, u, v, h, lod)
        density = _density(slab, field, relief)
        if density <= 0.001:
            continue
        kept = math.exp(-density * slab.extinction * step)
        shade = _shade(slab, texture, u, v, sun_u, sun_v, sun_up, h, field_lod, relief)
        weight = left * (1.0 - kept)
        sunny += weight * _lit(shade, cosine)
        ambient += weight * (0.45 + 0.55 * h) * (0.5 + 0.5 * math.exp(-density * slab.extinction * (slab.top - slab.base) * 0.15))
        left *= kept
        if left < 0.01:
            return sunny, ambient, 0.0
    return sunny, ambient, left


@kernel
def cloud_light(
    slab: Any, texture: MipMap, air: Air, skylight: Any, pixel: float, x: float, y: float, z: float, jitter: float
) -> tuple[float, float, float, float]:
    """Light that a slab sends to the eye along (x, y, z), and the share of what is behind it that passes: (R, G, B, transmitted).

    `pixel`: angle in radians between neighbouring pixels. `jitter` in [0, 1): offset of the samples in heaped clouds.
    """
    sink = GROUND * z
    near = -sink + math.sqrt(sink * sink + 2.0 * GROUND * slab.base + slab.base * slab.base)
    far = -sink + math.sqrt(sink * sink + 2.0 * GROUND * slab.top + slab.top * slab.top)
    if near > 3.0 * slab.visibility:
        return 0.0, 0.0, 0.0, 1.0
    lod = math.log2(max(near * pixel * TEXTURE_SIZE / slab.scale / math.sqrt(max(z, 0.02)), 1e-6)) - 0.3
    sunny, ambient, left = _march(slab, texture, air, x, y, z, near, far, lod, jitter)
    if left >= 0.9999:
        return 0.0, 0.0, 0.0, 1.0
    haze = math.exp(-near / slab.visibility)
    fade = smooth_step(0.0, 0.03, z)
    red, green, blue = sunlight_at(air.transmittance, slab.base, air.sun_z + (x * air.sun_x + y * air.sun_y) * near / GROUND)
    sky = sky_radiance(air, x, y, z)
    part = (1.0 - left) * fade
    a = slab.gain * sunny * fade * haze
    b = slab.ambient * ambient * fade * haze / math.pi
    veil = part * (1.0 - haze)
    return (
        red * a + skylight[0] * b + sky[0] * veil,
        green * a + skylight[1] * b + sky[1] * veil,
        blue * a + skylight[2] * b + sky[2] * veil,
        1.0 - part,
    )
