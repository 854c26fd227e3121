"""Flat clouds, from veils of cirrus to fields of altocumulus: a few samples through a slab whose texture is the same at every
height."""

from __future__ import annotations

import math
from typing import Any

from overpaint.imaging.compiled import inlined_kernel
from overpaint.scenes.heavens.atmosphere import Air
from overpaint.scenes.heavens.scattering import Phases, scattered
from overpaint.scenes.heavens.slabs import (
    CELLS,
    COVER,
    DETAIL,
    FIBRES,
    TEXTURE_SIZE,
    Triple,
    across,
    density_of,
    field_at,
    profile,
    shade_towards,
    sun_way,
)
from overpaint.scenes.kernels.texture import MipMap, tap


@inlined_kernel
def _relief(slab: Any, texture: MipMap, u: float, v: float, lod: float) -> float:
    """Fine structure at (u, v) in tiles, in deviations."""
    if slab.fibres > 0.0:
        return float(slab.fibres * tap(texture, u * 1.9, v * 1.9, lod + 0.9, FIBRES))
    value = slab.detail * tap(texture, u * 6.1 - v * 1.7, v * 6.1 + u * 1.7, lod + 2.6, DETAIL)
    return float(value + slab.cells * tap(texture, u * 2.7, v * 2.7, lod + 1.4, CELLS))


@inlined_kernel
def march_sheet(
    slab: Any, texture: MipMap, air: Air, view: Triple, near: float, far: float, lod: float, phases: Phases
) -> Triple:
    """Through the slab along `view` from `near` to `far` metres: (sunlight scattered to the eye, skylight too, share let
    through)."""
    du, dv = across(slab, view[0], view[1])
    thickness = slab.top - slab.base
    sun = sun_way(slab, air)
    step = (far - near) / slab.steps
    u = du * 0.5 * (near + far) + slab.shift_u
    v = dv * 0.5 * (near + far) + slab.shift_v
    cover = tap(texture, u * 0.31 + 0.37, v * 0.31, lod - 1.7, COVER)
    relief = _relief(slab, texture, u, v, lod)
    least = -2.0 * slab.ragged * (slab.detail + slab.cells + slab.fibres)
    if slab.steps > 1:  # detail that shifts by more than itself between samples would show them as stacked plates
        lod = max(lod, math.log2(max(step * TEXTURE_SIZE * slab.stretch / slab.scale, 1e-6)))
    left = 1.0
    sunny = 0.0
    ambient = 0.0
    for k in range(slab.steps):
        h = (k + 0.5) / slab.steps
        u = du * (near + h * (far - near)) + slab.shift_u
        v = dv * (near + h * (far - near)) + slab.shift_v
        field = field_at(slab, texture, u, v, cover, lod) - profile(slab, h)
        density = density_of(slab, field, relief) if field > least else 0.0
        if density > 0.001:
            kept = math.exp(-density * slab.extinction * step)
            weight = left * (1.0 - kept)
            sunny += weight * scattered(shade_towards(slab, texture, (u, v, h), sun, cover, lod, relief), phases)
            ambient += weight * (0.6 + 0.4 * h) * (0.65 + 0.35 * math.exp(-0.15 * density * slab.extinction * thickness))
            left *= kept
            if left < 0.01:
                return sunny, ambient, 0.0
    return sunny, ambient, left
