"""The light of a street at each hour, as data. Pure numbers: importing this loads nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class StreetHour:
    """Radiances, where 1 is a white sheet in the light of the street. `zenith`, `horizon`: of the sky. `sun`: irradiance.

    `lit`: share of windows with light; `shops`: radiance of shop windows; `lamps`: how strong lamps and signs are. `haze`:
    metres after which air lets 1/e through. `key`, `white`, `saturation`, `contrast`, `bloom`: see `imaging.hdr`.
    `grain`: deviation in sRGB.
    """

    zenith: Colour
    horizon: Colour
    sun: Colour
    lit: float
    shops: float
    lamps: float
    haze: float
    key: float
    white: Colour = (1.0, 1.0, 1.0)
    saturation: float = 1.05
    contrast: float = 1.25
    bloom: float = 0.05
    grain: float = 0.01


HOURS: dict[tuple[Literal["noon", "dusk", "night"], Literal["clear", "rain"]], StreetHour] = {
    ("noon", "clear"): StreetHour(
        (0.26, 0.50, 0.98), (1.0, 1.2, 1.42), (9.0, 8.0, 6.6), 0.02, 0.3, 0.0, 2200.0, 0.21, white=(1.07, 1.0, 0.93), contrast=1.4
    ),
    ("noon", "rain"): StreetHour(
        (1.15, 1.2, 1.27), (1.3, 1.34, 1.4), (0, 0, 0), 0.2, 0.9, 0.5, 260.0, 0.22, saturation=0.9, contrast=1.2
    ),
    ("dusk", "clear"): StreetHour(
        (0.045, 0.10, 0.26), (0.34, 0.30, 0.38), (0, 0, 0), 0.32, 0.7, 0.55, 700.0, 0.12, bloom=0.07, grain=0.013
    ),
    ("dusk", "rain"): StreetHour(
        (0.11, 0.15, 0.24), (0.20, 0.23, 0.30), (0, 0, 0), 0.32, 0.7, 0.55, 220.0, 0.12, bloom=0.08, grain=0.013
    ),
    ("night", "clear"): StreetHour(
        (0.003, 0.005, 0.012),
        (0.030, 0.022, 0.020),
        (0, 0, 0),
        0.17,
        0.42,
        0.5,
        700.0,
        0.055,
        contrast=1.32,
        bloom=0.08,
        grain=0.016,
    ),
    ("night", "rain"): StreetHour(
        (0.010, 0.009, 0.012),
        (0.045, 0.033, 0.028),
        (0, 0, 0),
        0.17,
        0.42,
        0.5,
        200.0,
        0.06,
        contrast=1.32,
        bloom=0.1,
        grain=0.016,
    ),
}
