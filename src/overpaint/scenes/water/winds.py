"""How strongly the wind blows over the sea at each hour and in each weather, and how a beach is exposed. Pure numbers."""

from __future__ import annotations

from overpaint.scenes.base import Time, Weather

Colour = tuple[float, float, float]

_WINDS: dict[Time, tuple[float, float]] = {
    "dawn": (3.0, 5.0),
    "morning": (3.5, 6.0),
    "noon": (4.0, 6.5),
    "golden_hour": (3.5, 6.0),
    "sunset": (3.5, 6.0),
    "dusk": (3.0, 5.0),
    "night": (3.0, 5.0),
}
_STRONGER: dict[Weather, float] = {"overcast": 1.1, "fog": 0.6, "rain": 1.25}

LIFT: dict[Time, float] = {
    "dawn": 1.5,
    "morning": 1.0,
    "noon": 1.0,
    "golden_hour": 1.2,
    "sunset": 1.5,
    "dusk": 1.3,
    "night": 1.0,
}
"""Exposure of a beach in the foreground against the rest, as a graduated filter gives it."""

FILL: dict[Time, float] = {
    "dawn": 5.2,
    "morning": 1.15,
    "noon": 1.0,
    "golden_hour": 4.0,
    "sunset": 5.6,
    "dusk": 3.0,
    "night": 1.5,
}
"""How much brighter than clear air alone would make it sand is under a low sun: a photographer exposes for what stands on it, and
fills its shadows."""

FILL_TINTS: dict[Time, Colour] = {
    "dawn": (1.14, 1.0, 0.76),
    "morning": (1.0, 1.0, 1.0),
    "noon": (1.0, 1.0, 1.0),
    "golden_hour": (1.0, 1.04, 0.96),
    "sunset": (1.14, 1.0, 0.74),
    "dusk": (1.27, 0.94, 0.9),
    "night": (1.0, 1.0, 1.0),
}
"""Its colour: mostly that of the bright horizon."""


def wind_range(time: Time, weather: Weather) -> tuple[float, float]:
    """Least and greatest wind in m/s: fog needs still air, rain comes with gusts."""
    least, greatest = _WINDS[time]
    factor = _STRONGER.get(weather, 1.0)
    return least * factor, greatest * factor
