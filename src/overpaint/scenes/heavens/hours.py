"""The light of each hour and weather out of doors, as data. Pure numbers: importing this loads nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from overpaint.scenes.base import Time, Weather

COVERED: frozenset[Weather] = frozenset({"overcast", "fog", "rain", "snow"})
"""Weathers without a sun: light comes from everywhere."""


@dataclass(frozen=True)
class Hour:
    """Ranges are drawn from by the seed; angles in degrees.

    `elevation`: of the sun, at night of the moon. `azimuth`: off the line of sight; None = within the picture. `turbidity`:
    haze, 1 = clean. `key`, `white`, `saturation`, `contrast`, `mixing`: see `imaging.hdr`. `bloom`: share of light the lens
    spreads. `grain`: deviation in sRGB units.
    """

    elevation: tuple[float, float]
    azimuth: tuple[float, float] | None
    turbidity: float
    key: float
    white: tuple[float, float, float]
    saturation: float
    contrast: float
    mixing: float
    bloom: float
    grain: float


_DAY = (1.0, 1.0, 1.04)
_EVEN = (1.0, 1.0, 1.0)

HOURS: dict[Time, Hour] = {
    "dawn": Hour((0.4, 1.4), None, 1.2, 0.16, (1.03, 0.9, 1.2), 1.2, 1.4, 0.18, 0.06, 0.012),
    "morning": Hour((16.0, 24.0), (46.0, 66.0), 1.3, 0.26, _DAY, 1.1, 1.35, 0.12, 0.03, 0.010),
    "noon": Hour((42.0, 58.0), (55.0, 95.0), 1.0, 0.29, _DAY, 1.1, 1.4, 0.1, 0.03, 0.009),
    "golden_hour": Hour((5.0, 7.5), None, 1.6, 0.18, (1.12, 0.94, 0.96), 1.3, 1.4, 0.18, 0.06, 0.011),
    "sunset": Hour((1.5, 4.0), None, 1.3, 0.14, (1.05, 0.91, 1.18), 1.25, 1.4, 0.18, 0.06, 0.012),
    "dusk": Hour((-4.5, -2.5), None, 1.1, 0.13, (0.85, 1.03, 1.05), 1.0, 1.4, 0.2, 0.05, 0.014),
    "night": Hour((9.0, 16.0), None, 1.0, 0.042, (1.0, 1.0, 1.0), 1.0, 1.25, 0.1, 0.09, 0.016),
}

_COVERED_KEY: dict[Time, float] = {
    "dawn": 0.18,
    "morning": 0.28,
    "noon": 0.3,
    "golden_hour": 0.26,
    "sunset": 0.19,
    "dusk": 0.11,
    "night": 0.035,
}
_CONTRAST: dict[Weather, float] = {"overcast": 1.3, "fog": 1.15, "rain": 1.2, "snow": 1.2}
_COLOUR: dict[Weather, float] = {"overcast": 0.88, "fog": 0.85, "rain": 0.72, "snow": 0.9}
_BRIGHTER: dict[Weather, float] = {"overcast": 1.1, "fog": 1.5, "rain": 0.9, "snow": 1.3}


def hour_of(time: Time, weather: Weather) -> Hour:
    """The light of an hour in a weather: under a covered sky colours are plain and contrast is low."""
    hour = HOURS[time]
    if weather not in COVERED:
        return hour
    key = _COVERED_KEY[time] * _BRIGHTER[weather]
    return replace(hour, key=key, white=_EVEN, saturation=_COLOUR[weather], contrast=_CONTRAST[weather], mixing=0.1, bloom=0.04)
