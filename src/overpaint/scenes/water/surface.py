"""The water's surface at a place: height for the march, and mean slope and roughness for the light."""

from __future__ import annotations

import math

from overpaint.imaging.compiled import inlined_kernel, kernel
from overpaint.scenes.water.waves import Waves

_CALM_ROUGHNESS = 0.0009  # slope variance of ripples finer than the finest field


@kernel
def wave_height(waves: Waves, x: float, y: float, lod: float) -> float:
    """Height in metres at (x, y), without waves shorter than 2^lod metres. The finest field is too low to hide anything."""
    height = 0.0
    for i in range(2):
        here = lod + waves.finest[i]
        if here > 6.0:
            continue
        level = max(0, int(here + 0.5))
        side = waves.size >> level
        scale = side / waves.lengths[i]
        u = (waves.cosines[i] * x + waves.sines[i] * y) * scale - 0.5
        v = (waves.cosines[i] * y - waves.sines[i] * x) * scale - 0.5
        left = math.floor(u)
        top = math.floor(v)
        fx = u - left
        fy = v - top
        x0 = int(left) & (side - 1)
        x1 = (x0 + 1) & (side - 1)
        upper = waves.offsets[level] + (int(top) & (side - 1)) * side
        lower = waves.offsets[level] + ((int(top) + 1) & (side - 1)) * side
        texels = waves.texels
        height += (texels[i, upper + x0, 0] * (1.0 - fx) + texels[i, upper + x1, 0] * fx) * (1.0 - fy)
        height += (texels[i, lower + x0, 0] * (1.0 - fx) + texels[i, lower + x1, 0] * fx) * fy
    return height


@inlined_kernel
def _read(waves: Waves, i: int, x: float, y: float, level: int) -> tuple[float, float, float, float]:
    """Slopes along the field's own axes and their squares, bilinear, from one level."""
    side = waves.size >> level
    u = x * side - 0.5
    v = y * side - 0.5
    left = math.floor(u)
    top = math.floor(v)
    fx = u - left
    fy = v - top
    x0 = int(left) & (side - 1)
    x1 = (x0 + 1) & (side - 1)
    upper = waves.offsets[level] + (int(top) & (side - 1)) * side
    lower = waves.offsets[level] + ((int(top) + 1) & (side - 1)) * side
    a = (1.0 - fx) * (1.0 - fy)
    b = fx * (1.0 - fy)
    c = (1.0 - fx) * fy
    d = fx * fy
    t = waves.texels
    return (
        a * t[i, upper + x0, 1] + b * t[i, upper + x1, 1] + c * t[i, lower + x0, 1] + d * t[i, lower + x1, 1],
        a * t[i, upper + x0, 2] + b * t[i, upper + x1, 2] + c * t[i, lower + x0, 2] + d * t[i, lower + x1, 2],
        a * t[i, upper + x0, 3] + b * t[i, upper + x1, 3] + c * t[i, lower + x0, 3] + d * t[i, lower + x1, 3],
        a * t[i, upper + x0, 4] + b * t[i, upper + x1, 4] + c * t[i, lower + x0, 4] + d * t[i, lower + x1, 4],
    )


@kernel
def wave_slopes(
    waves: Waves, x: float, y: float, lod: float, dither: float, strength: float, ripple: float
) -> tuple[float, float, float, float]:
    """Mean slopes along x and y over a place 2^lod metres wide, and the variance of the slopes inside it: (sx, sy, vx, vy).

    `dither` in [0, 1) picks between neighbouring mip levels: cheaper than reading both, and many samples a pixel average it.
    `strength` scales all waves (0 = a mirror), `ripple` the finest field (gusts).
    """
    slope_x = 0.0
    slope_y = 0.0
    spread_x = _CALM_ROUGHNESS
    spread_y = _CALM_ROUGHNESS
    for i in range(waves.lengths.shape[0]):
        level = min(max(math.floor(lod + waves.finest[i] + dither), 0), waves.offsets.shape[0] - 1)
        c = waves.cosines[i]
        s = waves.sines[i]
        u = (c * x + s * y) / waves.lengths[i]
        v = (c * y - s * x) / waves.lengths[i]
        su, sv, uu, vv = _read(waves, i, u, v, level)
        factor = strength * (ripple if i == 2 else 1.0)
        uu = max(uu - su * su, 0.0) * factor * factor
        vv = max(vv - sv * sv, 0.0) * factor * factor
        slope_x += (c * su - s * sv) * factor
        slope_y += (s * su + c * sv) * factor
        spread_x += c * c * uu + s * s * vv
        spread_y += s * s * uu + c * c * vv
    return slope_x, slope_y, spread_x, spread_y
