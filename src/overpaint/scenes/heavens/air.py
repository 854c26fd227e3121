"""What air is made of, and the two tables that depend on nothing but its haze: transmittance and multiple scattering.

After S. Hillaire, "A Scalable and Production Ready Sky and Atmosphere Rendering Technique" (2020), with E. Bruneton's
coefficients for Rayleigh, Mie and ozone.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

GROUND = 6360e3  # m, radius of the ground
CEILING = 6460e3  # m, radius where air ends
RAYLEIGH = (5.802e-6, 13.558e-6, 33.1e-6)  # 1/m, scattering by air at sea level
OZONE = (0.650e-6, 1.881e-6, 0.085e-6)  # 1/m, absorption
MIE = 3.996e-6  # 1/m, scattering by the haze of clean air; turbidity multiplies it
MIE_EXTINCTION = 1.11  # its extinction over its scattering
SCATTERING_CEILING = 60e3  # m, highest row of the scattering table
LOWEST_SUN = -0.3  # sine of the sun's elevation in its first column
_GROUND_ALBEDO = 0.2

Tables = NDArray[np.float32]
Floats = NDArray[np.floating[Any]]


def densities(altitude: Any) -> Any:
    """Density of air, haze and ozone at an altitude in metres, each over its greatest. For floats, arrays and kernels."""
    ozone = np.maximum(0.0, 1.0 - np.abs(altitude - 25000.0) / 15000.0)
    return np.exp(-altitude / 8000.0), np.exp(-altitude / 1200.0), ozone


def way_out(radius: Any, up: Any) -> Any:
    """Metres from a point at `radius`, along a direction whose elevation has sine `up`, to the end of air. As `densities`."""
    return np.maximum(0.0, -radius * up + np.sqrt(np.maximum(radius * radius * (up * up - 1.0) + CEILING * CEILING, 0.0)))


def _distances_to_ground(radius: Floats, up: Floats) -> Floats:
    """Metres to the ground, infinite where the direction does not meet it."""
    under_root = radius * radius * (up * up - 1.0) + GROUND * GROUND
    return np.where((up < 0.0) & (under_root > 0.0), -radius * up - np.sqrt(np.maximum(under_root, 0.0)), np.inf)


def _extinction(altitude: Floats, mie: float) -> tuple[Floats, Floats]:
    """Scattering and extinction, 1/m, each (..., 3)."""
    air, haze, ozone = (part[..., None] for part in densities(altitude))
    scatter = np.asarray(RAYLEIGH) * air + mie * haze
    return scatter, scatter + mie * (MIE_EXTINCTION - 1.0) * haze + np.asarray(OZONE) * ozone


def _transmittance(mie: float) -> Tables:
    radius = GROUND + (np.arange(64) / 63.0)[:, None] ** 2 * 100e3
    up = (np.arange(256) / 255.0)[None, :] ** 2 * 1.25 - 0.25
    far = way_out(radius, up)
    depth = np.zeros((64, 256, 3))
    steps = (np.arange(49) / 48.0) ** 1.5
    for before, after in itertools.pairwise(steps):
        t = 0.5 * (before + after) * far
        altitude = np.maximum(np.sqrt(radius**2 + t**2 + 2.0 * radius * t * up) - GROUND, 0.0)
        depth += _extinction(altitude, mie)[1] * ((after - before) * far)[..., None]
    shadow = np.isfinite(_distances_to_ground(radius + 1.0, up))[..., None]
    return np.asarray(np.where(shadow, 0.0, np.exp(-depth)), np.float32)


def _sunlight(transmittance: Tables, altitude: Floats, up: Floats) -> Floats:
    """(..., 3): the array twin of `atmosphere.sunlight_at`."""
    row = np.sqrt(np.clip(altitude / 100e3, 0.0, 1.0)) * 63.0
    column = np.sqrt(np.clip((up + 0.25) / 1.25, 0.0, 1.0)) * 255.0
    x, y = (array.reshape(altitude.shape[0], -1).astype(np.float32) for array in (column, row))
    return np.asarray(cv2.remap(transmittance, x, y, cv2.INTER_LINEAR), np.float64).reshape(*altitude.shape, 3)


def _scattering(transmittance: Tables, mie: float) -> Tables:
    """(24, 48, 3): light that has been scattered twice or more reaches a point evenly from everywhere; rows: altitude,
    columns: sun."""
    radius = (GROUND + (np.arange(24) / 23.0) ** 2 * SCATTERING_CEILING + 10.0)[:, None, None, None]
    sun_up = (np.arange(48) / 47.0 * (1.0 - LOWEST_SUN) + LOWEST_SUN)[None, :, None, None]
    up = (-1.0 + 2.0 * (np.arange(8) + 0.5) / 8.0)[None, None, :, None]
    turn = (np.pi * (np.arange(4) + 0.5) / 4.0)[None, None, None, :]  # the other half circle mirrors this one
    cosine = np.sqrt(1.0 - up**2) * np.cos(turn) * np.sqrt(np.maximum(0.0, 1.0 - sun_up**2)) + up * sun_up
    radius, sun_up, up, cosine = np.broadcast_arrays(radius, sun_up, up, cosine)
    ground = _distances_to_ground(radius, up)
    far = np.minimum(way_out(radius, up), ground)
    left, light, share = np.ones((*far.shape, 3)), np.zeros((*far.shape, 3)), np.zeros((*far.shape, 3))
    steps = 16
    for k in range(steps):
        t = far * (k + 0.5) / steps
        here = np.sqrt(radius**2 + t**2 + 2.0 * radius * t * up)
        scatter, extinction = _extinction(np.maximum(here - GROUND, 0.0), mie)
        kept = np.exp(-extinction * (far / steps)[..., None])
        gain = left * scatter * (1.0 - kept) / np.maximum(extinction, 1e-12)
        light += gain * _sunlight(transmittance, here - GROUND, (radius * sun_up + t * cosine) / here) / (4.0 * math.pi)
        share += gain
        left *= kept
    level = np.maximum(np.where(np.isfinite(ground), (radius * sun_up + far * cosine) / GROUND, 0.0), 0.0)
    light += left * _GROUND_ALBEDO / math.pi * level[..., None] * _sunlight(transmittance, np.zeros_like(level), level)
    return np.asarray(light.mean((2, 3)) / (1.0 - np.minimum(share.mean((2, 3)), 0.97)), np.float32)


@functools.lru_cache(maxsize=8)
def tables_of_air(turbidity: float) -> tuple[Tables, Tables]:
    """Transmittance (64, 256, 3) and multiple scattering (24, 48, 3) of air with this much haze, 1 = clean."""
    transmittance = _transmittance(MIE * turbidity)
    return transmittance, _scattering(transmittance, MIE * turbidity)
