"""Heaped clouds, cumulus: flat bases, billowing tops. Long steps find a cloud, short ones its surface, the shortest walk into it.

The outline comes from a texture over the ground, the billows from a volume that carves it, as in A. Schneider, "The Real-time
Volumetric Cloudscapes of Horizon Zero Dawn" (2015).
"""

from __future__ import annotations

import math
from typing import Any

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.scenes.heavens.atmosphere import Air
from overpaint.scenes.heavens.scattering import Phases, scattered
from overpaint.scenes.heavens.slabs import COVER, Triple, across, density_of, field_at, profile, shade_towards, sun_way
from overpaint.scenes.kernels.texture import MipMap, tap
from overpaint.scenes.kernels.volume import VOLUME_SIZE, Volume, tap_volume

_HEAP = 1900.0  # m, side of the volume of billows
_FINE_HEAPS = 3.7  # how much smaller the second set of billows is
_FINEST_SEEN = 5.0  # m, width of a pixel below which a third set counts
_HIGHEST = 1.9  # deviations that hardly any billow passes
_THICK = 0.6  # optical depth of one step that calls for shorter ones
_DEEP = 0.3  # share of light let through below which steps may grow again
_PATIENCE = 7  # steps through clear air before longer ones come back: more than one step back, so the walk always ends


@kernel
def _billows(slab: Any, volume: Volume, x: float, y: float, z: float, footprint: float, field: float) -> float:
    """Billows at (x, y, z) in metres, in deviations. Those finer than the footprint (m) fade.

    Where `field` is too low for the fine ones to make a cloud, they are left out.
    """
    x += slab.shift_u * slab.scale
    y += slab.shift_v * slab.scale
    value = slab.cells * tap_volume(volume, x / _HEAP, y / _HEAP, z / _HEAP)
    if field + slab.ragged * (value + 1.6 * _HIGHEST * slab.detail) < 0.0:
        return float(value)
    fine = footprint * VOLUME_SIZE * _FINE_HEAPS / _HEAP
    scale = _FINE_HEAPS / _HEAP
    small = tap_volume(volume, (0.8 * x - 0.6 * y) * scale, (0.6 * x + 0.8 * y) * scale, z * scale)
    value += slab.detail / (1.0 + fine * fine) * small
    if footprint > _FINEST_SEEN:
        return float(value)
    scale *= _FINE_HEAPS  # right overhead a cloud is so near that its wisps show
    finest = tap_volume(volume, (0.6 * x + 0.8 * y) * scale, (0.6 * y - 0.8 * x) * scale, z * scale)
    return float(value + 0.6 * slab.detail * (1.0 - footprint / _FINEST_SEEN) * finest)


@inlined_kernel
def march_heap(
    slab: Any,
    texture: MipMap,
    volume: Volume,
    air: Air,
    view: Triple,
    near: float,
    far: float,
    lod: float,
    footprint: float,
    phases: Phases,
    jitter: float,
) -> Triple:
    """Through the slab along `view` from `near` to `far` metres: (sunlight scattered to the eye, skylight too, share let
    through).

    `footprint`: width of a pixel there, m. `jitter` in [0, 1): where in its first step the walk begins.
    """
    du, dv = across(slab, view[0], view[1])
    sun = sun_way(slab, air)
    long_step = (far - near) / slab.steps
    middle = 0.5 * (near + far)
    cover = tap(texture, (du * middle + slab.shift_u) * 0.31 + 0.37, (dv * middle + slab.shift_v) * 0.31, lod - 1.7, COVER)
    least = -_HIGHEST * slab.ragged * (slab.detail + slab.cells)  # below it no billow makes a cloud
    left = 1.0
    sunny = 0.0
    ambient = 0.0
    patience = 0
    step = long_step
    t = near + jitter * long_step
    while t < far:
        h = (t - near) / (far - near)
        u = du * t + slab.shift_u
        v = dv * t + slab.shift_v
        field = field_at(slab, texture, u, v, cover, lod) - profile(slab, h)
        relief = 0.0
        if field > least:
            relief = _billows(slab, volume, view[0] * t, view[1] * t, h * (slab.top - slab.base), footprint, field)
        density = density_of(slab, field, relief) if field > least else 0.0
        coarse = step > 0.5 * long_step
        thick = density * slab.extinction * step > _THICK and step > 0.1 * long_step and left > _DEEP
        if (coarse and field > least) or thick:
            t -= 0.75 * step  # whatever was found began somewhere in the step that led here: walk it again, slower
            step *= 0.25
            patience = _PATIENCE
            continue
        if density > 0.001:
            kept = math.exp(-density * slab.extinction * step)
            weight = left * (1.0 - kept)
            sunny += weight * scattered(shade_towards(slab, texture, (u, v, h), sun, cover, lod, relief), phases)
            ambient += weight * (0.6 + 0.4 * h) * min(max(1.0 - 0.14 * relief, 0.7), 1.3)  # hollows see less of the sky
            left *= kept
            if left < 0.02:
                return sunny / (1.0 - left), ambient / (1.0 - left), 0.0
            if left < _DEEP:
                step = min(1.3 * step, 0.25 * long_step)
        elif patience > 0:
            patience -= 1
        else:
            step = long_step if field < least else 0.25 * long_step
        t += step
    return sunny, ambient, left
