"""A sky without a sun, as an atmosphere: the even light of a closed cloud deck or of fog.

An overcast sky is brightest overhead, as in the CIE's standard overcast sky (P. Moon and D. E. Spencer, "Illumination from a
Non-Uniform Sky", 1942), though less so than there, because haze brightens its horizon. Its light is grey at every hour; only
before dawn and after sunset is it a little blue, and under a low sun a breath of warmth shows where it stands.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.base import Time, Weather
from overpaint.scenes.heavens.atmosphere import SKY_COLUMNS, SKY_ROWS, Atmosphere, level_irradiance

_TINT: dict[Time, tuple[float, float, float]] = {
    "dawn": (0.94, 0.98, 1.1),
    "morning": (0.98, 1.0, 1.03),
    "noon": (0.985, 1.0, 1.02),
    "golden_hour": (1.0, 1.0, 1.0),
    "sunset": (1.0, 0.985, 1.03),
    "dusk": (0.85, 0.97, 1.17),
    "night": (0.9, 0.97, 1.15),
}
_GLOW: dict[Time, float] = {
    "dawn": 0.5,
    "morning": 0.0,
    "noon": 0.0,
    "golden_hour": 0.45,
    "sunset": 0.7,
    "dusk": 0.25,
    "night": 0.0,
}
_WARM = np.array([1.0, 0.72, 0.5])
_RISE: dict[Weather, float] = {"overcast": 0.9, "rain": 0.6, "snow": 0.3, "fog": 0.22}  # how much brighter it is overhead
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def _directions() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Elevation (rows, 1) and turn away from the sun (1, columns) of the radiance table's entries, in radians."""
    elevation = np.linspace(0.0, 1.0, SKY_ROWS)[:, None] ** 2 * np.pi / 2
    turn = np.linspace(0.0, 1.0, SKY_COLUMNS)[None, :] ** 1.7 * np.pi
    return elevation, turn


def cover(clear: Atmosphere, time: Time, weather: Weather) -> Atmosphere:
    """The atmosphere under a closed sky in place of `clear`: as bright on the whole, without sunlight."""
    elevation, turn = _directions()
    light = np.array(clear.skylight) + np.array(clear.sunlight) * max(clear.air.sun_z, 0.0)
    rise = _RISE[weather]
    even = (1.0 + rise * np.sin(elevation)) * np.ones_like(turn)
    width, height = (0.5, 0.3) if weather == "fog" else (0.75, 0.09)
    glow = _GLOW[time] * np.exp(-((turn / width) ** 2) - elevation / height)
    radiance = even[..., None] * np.array(_TINT[time]) + glow[..., None] * _WARM
    radiance *= float(light @ _LUMINANCE) / (np.pi * (1.0 + 0.67 * rise))
    table = radiance.astype(np.float32)
    air = clear.air._replace(transmittance=np.zeros_like(clear.air.transmittance), radiance=table)
    return Atmosphere(air, (0.0, 0.0, 0.0), level_irradiance(table), clear.azimuth, clear.elevation)
