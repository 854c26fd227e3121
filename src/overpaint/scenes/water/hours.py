"""The light of each hour by the sea, as data. Pure numbers: importing this loads nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass

from overpaint.scenes.base import Time


@dataclass(frozen=True)
class Hour:
    """Ranges are drawn from by the seed; angles in degrees.

    `elevation`: of the sun, at night of the moon. `azimuth`: off the line of sight; None = within the picture. `turbidity`:
    haze, 1 = clean.
    `wind`: m/s. `key`, `white`, `saturation`, `contrast`, `mixing`: see `imaging.hdr`. `bloom`: share of light the lens spreads.
    `lift`: exposure of a beach in the foreground against the rest. `grain`: deviation in sRGB units.
    """

    elevation: tuple[float, float]
    azimuth: tuple[float, float] | None
    turbidity: float
    wind: tuple[float, float]
    key: float
    white: tuple[float, float, float]
    saturation: float
    contrast: float
    mixing: float
    bloom: float
    lift: float
    grain: float


_DAY = (1.0, 1.0, 1.04)

HOURS: dict[Time, Hour] = {
    "dawn": Hour((0.4, 1.4), None, 1.2, (3.0, 5.0), 0.16, (1.03, 0.9, 1.2), 1.2, 1.4, 0.18, 0.06, 1.6, 0.012),
    "morning": Hour((16.0, 24.0), (46.0, 66.0), 1.3, (3.5, 6.0), 0.26, _DAY, 1.1, 1.35, 0.12, 0.03, 1.0, 0.010),
    "noon": Hour((42.0, 58.0), (55.0, 95.0), 1.0, (4.0, 6.5), 0.29, _DAY, 1.1, 1.4, 0.1, 0.03, 1.0, 0.009),
    "golden_hour": Hour((5.0, 7.5), None, 1.6, (3.5, 6.0), 0.18, (1.12, 0.94, 0.96), 1.3, 1.4, 0.18, 0.06, 1.3, 0.011),
    "sunset": Hour((1.5, 4.0), None, 1.3, (3.5, 6.0), 0.14, (1.05, 0.91, 1.18), 1.25, 1.4, 0.18, 0.06, 1.6, 0.012),
    "dusk": Hour((-4.5, -2.5), None, 1.1, (3.0, 5.0), 0.12, (0.98, 0.97, 1.05), 1.0, 1.4, 0.2, 0.05, 1.4, 0.014),
    "night": Hour((9.0, 16.0), None, 1.0, (3.0, 5.0), 0.04, (1.0, 1.0, 1.0), 1.0, 1.4, 0.1, 0.08, 1.0, 0.016),
}
