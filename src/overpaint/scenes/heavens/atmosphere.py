"""Clear air lit by the sun: the radiance of the sky in every direction, as a table, and the kernels that read it.

Source: see `air`. Radiance is linear RGB in units where the sun outside the air gives an irradiance of 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from overpaint.imaging.compiled import kernel
from overpaint.scenes.heavens.air import (
    GROUND,
    LOWEST_SUN,
    MIE,
    MIE_EXTINCTION,
    OZONE,
    RAYLEIGH,
    SCATTERING_CEILING,
    Tables,
    densities,
    tables_of_air,
    way_out,
)

_MIE_FORWARD = 0.8  # asymmetry of haze: a bright aureole round the sun
SKY_ROWS, SKY_COLUMNS = 200, 96

Colour = tuple[float, float, float]


class Air(NamedTuple):
    """What kernels need of an atmosphere. Tables (rows, columns, 3) float32; the sun as a unit vector and its azimuth in
    radians."""

    transmittance: Tables
    radiance: Tables
    sun_x: float
    sun_y: float
    sun_z: float
    sun_azimuth: float


@dataclass(frozen=True, eq=False)
class Atmosphere:
    """`air` for kernels; `sunlight`: RGB irradiance left at sea level, facing the sun; `skylight`: RGB irradiance of a level
    plane."""

    air: Air
    sunlight: Colour
    skylight: Colour
    azimuth: float
    elevation: float


_densities = kernel(densities)
_far = kernel(way_out)


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
def scattered_at(scattering: Tables, altitude: float, up: float) -> tuple[float, float, float]:
    row = math.sqrt(min(max(altitude / SCATTERING_CEILING, 0.0), 1.0)) * (scattering.shape[0] - 1)
    column = min(max((up - LOWEST_SUN) / (1.0 - LOWEST_SUN), 0.0), 1.0) * (scattering.shape[1] - 1)
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


@kernel
def _radiance_table(transmittance: Tables, scattering: Tables, mie: float, sun_elevation: float) -> Tables:
    table = np.zeros((SKY_ROWS, SKY_COLUMNS, 3), np.float32)
    radius = GROUND + 100.0
    sun_up = math.sin(sun_elevation)
    g = _MIE_FORWARD
    for e in range(SKY_ROWS):
        elevation = (e / (SKY_ROWS - 1.0)) ** 2 * math.pi / 2.0
        up = math.sin(elevation)
        far = _far(radius, up)
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
                rayleigh, haze, ozone = _densities(max(here - GROUND, 0.0))
                sun = sunlight_at(transmittance, here - GROUND, sine)
                glow = scattered_at(scattering, here - GROUND, sine)
                for c in range(3):
                    scatter_air = RAYLEIGH[c] * rayleigh
                    scatter_haze = mie * haze
                    extinction = scatter_air + scatter_haze * MIE_EXTINCTION + OZONE[c] * ozone
                    kept = math.exp(-extinction * (after - before))
                    source = sun[c] * (scatter_air * phase_air + scatter_haze * phase_haze)
                    source += glow[c] * (scatter_air + scatter_haze)
                    table[e, a, c] += left[c] * source * (1.0 - kept) / max(extinction, 1e-12)
                    left[c] *= kept
                before = after
    return table


def level_irradiance(radiance: Tables) -> Colour:
    """RGB irradiance of a level plane under a table of radiance as `Air` has it."""
    elevation = np.linspace(0.0, 1.0, SKY_ROWS) ** 2 * np.pi / 2
    turn = np.linspace(0.0, 1.0, SKY_COLUMNS) ** 1.7 * np.pi
    weight = np.sin(elevation) * np.cos(elevation) * np.gradient(elevation)
    total = 2.0 * np.einsum("eac,e,a->c", radiance, weight, np.gradient(turn))
    return float(total[0]), float(total[1]), float(total[2])


def build_atmosphere(azimuth: float, elevation: float, turbidity: float) -> Atmosphere:
    """Clear air under a sun at `azimuth`, `elevation` (radians; down to -0.2, after sunset). `turbidity`: haze, 1 = clean, 4
    = thick."""
    transmittance, scattering = tables_of_air(turbidity)
    radiance = _radiance_table(transmittance, scattering, MIE * turbidity, elevation)
    flat = math.cos(elevation)
    air = Air(transmittance, radiance, math.sin(azimuth) * flat, math.cos(azimuth) * flat, math.sin(elevation), azimuth)
    red, green, blue = sunlight_at(transmittance, 20.0, math.sin(elevation))
    return Atmosphere(air, (float(red), float(green), float(blue)), level_irradiance(radiance), azimuth, elevation)
