"""The light of one cloud slab, from the eye's side: flat or heaped, seen through the air between."""

from __future__ import annotations

import math
from typing import Any

from overpaint.imaging.compiled import inlined_kernel
from overpaint.scenes.heavens.air import GROUND
from overpaint.scenes.heavens.atmosphere import Air, sky_radiance, sunlight_at
from overpaint.scenes.heavens.heaps import march_heap
from overpaint.scenes.heavens.scattering import octave_phases
from overpaint.scenes.heavens.sheets import march_sheet
from overpaint.scenes.heavens.slabs import TEXTURE_SIZE
from overpaint.scenes.kernels.texture import MipMap, smooth_step
from overpaint.scenes.kernels.volume import Volume


@inlined_kernel
def cloud_light(
    slab: Any,
    texture: MipMap,
    volume: Volume,
    air: Air,
    skylight: tuple[float, float, float],
    pixel: float,
    view: tuple[float, float, float],
    jitter: float,
) -> tuple[float, float, float, float]:
    """Light that a slab sends to the eye along `view`, and the share of what is behind it that passes: (R, G, B, transmitted).

    `pixel`: angle in radians between neighbouring pixels. `jitter` in [0, 1): offset of the samples in heaped clouds.
    """
    x, y, z = view
    sink = GROUND * z
    near = -sink + math.sqrt(sink * sink + 2.0 * GROUND * slab.base + slab.base * slab.base)
    far = -sink + math.sqrt(sink * sink + 2.0 * GROUND * slab.top + slab.top * slab.top)
    if near > 3.0 * slab.visibility:
        return 0.0, 0.0, 0.0, 1.0
    lod = math.log2(max(near * pixel * TEXTURE_SIZE / slab.scale / math.sqrt(max(z, 0.02)), 1e-6)) - 0.3
    phases = octave_phases(x * air.sun_x + y * air.sun_y + z * air.sun_z)
    if slab.heaped:
        sunny, ambient, left = march_heap(slab, texture, volume, air, view, near, far, lod, near * pixel, phases, jitter)
    else:
        sunny, ambient, left = march_sheet(slab, texture, air, view, near, far, lod, phases)
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
