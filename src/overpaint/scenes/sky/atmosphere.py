"""Clear air lit by the sun: look-up tables of transmittance, multiple scattering and sky radiance.

After S. Hillaire, "A Scalable and Production Ready Sky and Atmosphere Rendering Technique" (2020), with E. Bruneton's coefficients for
Rayleigh, Mie and ozone. Radiance is linear RGB in units where the sun outside the air gives an irradiance of 1.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import prange
from numpy.typing import NDArray

from overpaint.scenes.kernels.compiled import kernel, parallel_kernel

GROUND = 6360e3  # m, radius of the ground
CEILING = 6460e3  # m, radius where air ends
_RAYLEIGH = (5.802e-6, 13.558e-6, 33.1e-6)  # 1/m at sea level
_OZONE = (0.650e-6, 1.881e-6, 0.085e-6)
_MIE = 3.996e-6  # scattering of clean air; turbidity multiplies it
_MIE_EXTINCTION = 1.11  # extinction over scattering
_MIE_FORWARD = 0.8  # asymmetry of haze: a bright aureole round the sun
SKY_ROWS, SKY_COLUMNS = 200, 96

Tables = NDArray[np.float32]
Colour = tuple[float, float, float]


class Air(NamedTuple):
    """What kernels need of an atmosphere. Tables (rows, columns, 3) float32; the sun as a unit vector and its azimuth in radians."""

    transmittance: Tables
    radiance: Tables
    sun_x: float
    sun_y: float
    sun_z: float
    sun_azimuth: float


@dataclass(frozen=True, eq=False)
class Atmosphere:
    """`air` for kernels; `sunlight`: RGB irradiance left at sea level, facing the sun; `skylight`: RGB irradiance of a level plane."""

    air: Air
    sunlight: Colour
    skylight: Colour
    azimuth: float
    elevation: float


@kernel
def _optical_depths(altitude: float) -> tuple[float, float, float]:
    ozone = max(0.0, 1.0 - abs(altitude - 25000.0) / 15000.0)
    return math.exp(-altitude / 8000.0), math.exp(-altitude / 1200.0), ozone


@kernel
def _way_out(radius: float, up: float) -> float:
    return max(0.0, -radius * up + math.sqrt(max(radius * radius * (up * up - 1.0) + CEILING * CEILING, 0.0)))


@kernel
def _bilinear(table: Tables, row: float, column: float) -> tuple[float, float, float]:
    j = min(int(row), table.shape[0] - 2)
    i = min(int(column), table.shape[1] - 2)
    fy = row - j
    fx = column - i
    a = (1.0 - fy) * (1.0 - fx)
    b = (1.0 - fy) * fx
    c = fy * (1.0 - fx)
    d = fy * fx
    return (
        a * table[j, i, 0] + b * table[j, i + 1, 0] + c * table[j + 1, i, 0] + d * table[j + 1, i + 1, 0],
        a * table[j, i, 1] + b * table[j, i + 1, 1] + c * table[j + 1, i, 1] + d * table[j + 1, i + 1, 1],
        a * table[j, i, 2] + b * table[j, i + 1, 2] + c * table[j + 1, i, 2] + d * table[j + 1, i + 1, 2],
    )


@kernel
def sunlight_at(transmittance: Tables, altitude: float, up: float) -> tuple[float, float, float]:
    """RGB share of sunlight that reaches `altitude` (m) from a sun whose elevation has sine `up`; 0 in the planet's shadow."""
    row = math.sqrt(min(max(altitude / 100e3, 0.0), 1.0)) * (transmittance.shape[0] - 1)
    column = math.sqrt(min(max((up + 0.25) / 1.25, 0.0), 1.0)) * (transmittance.shape[1] - 1)
    return _bilinear(transmittance, row, column)


@kernel
def _scattered_at(scattering: Tables, altitude: float, up: float) -> tuple[float, float, float]:
    row = math.sqrt(min(max(altitude / 60e3, 0.0), 1.0)) * (scattering.shape[0] - 1)
    column = min(max((up + 0.3) / 1.3, 0.0), 1.0) * (scattering.shape[1] - 1)
    return _bilinear(scattering, row, column)


@kernel
def sky_radiance(air: Air, x: float, y: float, z: float) -> tuple[float, float, float]:
    """RGB radiance of clear sky in unit direction (x, y, z); below the horizon, that of the horizon."""
    elevation = math.asin(min(max(z, 0.0), 1.0))
    turn = abs(math.atan2(x, y) - air.sun_azimuth)
    if turn > math.pi:
        turn = 2.0 * math.pi - turn
    row = math.sqrt(elevation / (math.pi / 2.0)) * (SKY_ROWS - 1)
    column = (turn / math.pi) ** (1.0 / 1.7) * (SKY_COLUMNS - 1)
    return _bilinear(air.radiance, row, column)


@parallel_kernel
def _transmittance_table(mie: float) -> Tables:
    table = np.zeros((64, 256, 3), np.float32)
    for j in prange(64):
        radius = GROUND + (j / 63.0) ** 2 * 100e3
        for i in range(256):
            up = (i / 255.0) ** 2 * 1.25 - 0.25
            if up < 0.0 and (radius + 1.0) ** 2 * (up * up - 1.0) + GROUND * GROUND > 0.0:
                continue
            far = _way_out(radius, up)
            rayleigh = 0.0
            haze = 0.0
            ozone = 0.0
            before = 0.0
            for k in range(48):
                after = far * ((k + 1) / 48.0) ** 1.5
                t = 0.5 * (before + after)
                a, b, c = _optical_depths(max(math.sqrt(radius * radius + t * t + 2.0 * radius * t * up) - GROUND, 0.0))
                rayleigh += a * (after - before)
                haze += b * (after - before)
                ozone += c * (after - before)
                before = after
            for c3 in range(3):
                table[j, i, c3] = math.exp(-(_RAYLEIGH[c3] * rayleigh + mie * _MIE_EXTINCTION * haze + _OZONE[c3] * ozone))
    return table


@kernel
def _gather(transmittance: Tables, mie: float, radius: float, up: float, cosine: float, sun_up: float) -> tuple[float, ...]:
    """Light scattered once towards a point from one direction, and the share that scatters again: (R, G, B, r, g, b)."""
    far = _way_out(radius, up)
    ground = up < 0.0 and radius * radius * (up * up - 1.0) + GROUND * GROUND > 0.0
    if ground:
        far = -radius * up - math.sqrt(radius * radius * (up * up - 1.0) + GROUND * GROUND)
    left = np.ones(3)
    light = np.zeros(3)
    share = np.zeros(3)
    steps = 16
    dt = far / steps
    for k in range(steps):
        t = dt * (k + 0.5)
        here = math.sqrt(radius * radius + t * t + 2.0 * radius * t * up)
        rayleigh, haze, ozone = _optical_depths(max(here - GROUND, 0.0))
        sun = sunlight_at(transmittance, here - GROUND, (radius * sun_up + t * cosine) / here)
        for c in range(3):
            scatter = _RAYLEIGH[c] * rayleigh + mie * haze
            extinction = scatter + mie * (_MIE_EXTINCTION - 1.0) * haze + _OZONE[c] * ozone
            kept = math.exp(-extinction * dt)
            gain = left[c] * scatter * (1.0 - kept) / max(extinction, 1e-12)
            light[c] += gain * sun[c] / (4.0 * math.pi)
            share[c] += gain
            left[c] *= kept
    if ground:
        sun = sunlight_at(transmittance, 0.0, (radius * sun_up + far * cosine) / GROUND)
        for c in range(3):
            light[c] += left[c] * 0.2 / math.pi * max((radius * sun_up + far * cosine) / GROUND, 0.0) * sun[c]
    return light[0], light[1], light[2], share[0], share[1], share[2]


@parallel_kernel
def _scattering_table(transmittance: Tables, mie: float) -> Tables:
    table = np.zeros((24, 48, 3), np.float32)
    for j in prange(24):
        radius = GROUND + (j / 23.0) ** 2 * 60e3 + 10.0
        for i in range(48):
            sun_up = i / 47.0 * 1.3 - 0.3
            sun_flat = math.sqrt(max(0.0, 1.0 - sun_up * sun_up))
            sums = np.zeros(6)
            for a in range(8):
                up = -1.0 + 2.0 * (a + 0.5) / 8.0
                flat = math.sqrt(1.0 - up * up)
                for b in range(4):  # the other half circle mirrors this one
                    cosine = flat * math.cos(math.pi * (b + 0.5) / 4.0) * sun_flat + up * sun_up
                    part = _gather(transmittance, mie, radius, up, cosine, sun_up)
                    for c in range(6):
                        sums[c] += part[c] / 32.0
            for c in range(3):
                table[j, i, c] = sums[c] / (1.0 - min(sums[c + 3], 0.97))
    return table


@parallel_kernel
def _radiance_table(transmittance: Tables, scattering: Tables, mie: float, sun_elevation: float) -> Tables:
    table = np.zeros((SKY_ROWS, SKY_COLUMNS, 3), np.float32)
    radius = GROUND + 100.0
    sun_up = math.sin(sun_elevation)
    g = _MIE_FORWARD
    for e in prange(SKY_ROWS):
        elevation = (e / (SKY_ROWS - 1.0)) ** 2 * math.pi / 2.0
        up = math.sin(elevation)
        far = _way_out(radius, up)
        for a in range(SKY_COLUMNS):
            turn = (a / (SKY_COLUMNS - 1.0)) ** 1.7 * math.pi
            cosine = math.cos(elevation) * math.cos(turn) * math.cos(sun_elevation) + up * sun_up
            phase_air = 3.0 / (16.0 * math.pi) * (1.0 + cosine * cosine)
            phase_haze = 3.0 / (8.0 * math.pi) * (1.0 - g * g) * (1.0 + cosine * cosine)
            phase_haze /= (2.0 + g * g) * (1.0 + g * g - 2.0 * g * cosine) ** 1.5
            left = np.ones(3)
            before = 0.0
            for k in range(32):
                after = far * ((k + 1) / 32.0) ** 2
                t = 0.5 * (before + after)
                here = math.sqrt(radius * radius + t * t + 2.0 * radius * t * up)
                sine = (radius * sun_up + t * cosine) / here
                rayleigh, haze, ozone = _optical_depths(max(here - GROUND, 0.0))
                sun = sunlight_at(transmittance, here - GROUND, sine)
                glow = _scattered_at(scattering, here - GROUND, sine)
                for c in range(3):
                    scatter_air = _RAYLEIGH[c] * rayleigh
                    scatter_haze = mie * haze
                    extinction = scatter_air + scatter_haze * _MIE_EXTINCTION + _OZONE[c] * ozone
                    kept = math.exp(-extinction * (after - before))
                    source = sun[c] * (scatter_air * phase_air + scatter_haze * phase_haze)
                    source += glow[c] * (scatter_air + scatter_haze)
                    table[e, a, c] += left[c] * source * (1.0 - kept) / max(extinction, 1e-12)
                    left[c] *= kept
                before = after
    return table


@functools.lru_cache(maxsize=8)
def _tables(turbidity: float) -> tuple[Tables, Tables]:
    transmittance = _transmittance_table(_MIE * turbidity)
    return transmittance, _scattering_table(transmittance, _MIE * turbidity)


def _level_irradiance(radiance: Tables) -> Colour:
    elevation = np.linspace(0.0, 1.0, SKY_ROWS) ** 2 * np.pi / 2
    turn = np.linspace(0.0, 1.0, SKY_COLUMNS) ** 1.7 * np.pi
    weight = np.sin(elevation) * np.cos(elevation) * np.gradient(elevation)
    total = 2.0 * np.einsum("eac,e,a->c", radiance, weight, np.gradient(turn))
    return float(total[0]), float(total[1]), float(total[2])


def build_atmosphere(azimuth: float, elevation: float, turbidity: float) -> Atmosphere:
    """Clear air under a sun at `azimuth`, `elevation` (radians; down to -0.2, after sunset). `turbidity`: haze, 1 = clean, 4 = thick."""
    transmittance, scattering = _tables(turbidity)
    radiance = _radiance_table(transmittance, scattering, _MIE * turbidity, elevation)
    flat = math.cos(elevation)
    air = Air(transmittance, radiance, math.sin(azimuth) * flat, math.cos(azimuth) * flat, math.sin(elevation), azimuth)
    red, green, blue = sunlight_at(transmittance, 20.0, math.sin(elevation))
    return Atmosphere(air, (float(red), float(green), float(blue)), _level_irradiance(radiance), azimuth, elevation)
