"""The light of each hour among trees, as data. Pure numbers: importing this loads nothing heavy.

Radiances are relative: a white sheet in the shade of trees at noon is about 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from overpaint.scenes.base import Time, Weather

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Daylight:
    """`elevation`, `azimuth`: ranges in degrees; the azimuth is off the line of sight, 0 = straight ahead, to either side.

    `sun`: irradiance of the sun; all zero when it has set. `sky`: radiance of the sky low over the horizon. `shade`: irradiance
    where only the sky shines. `glow`: how much brighter the sky is around the sun. `seen`: metres after which haze has taken
    half of the contrast. `key`, `white`, `saturation`, `contrast`: see `imaging.hdr`. `bloom`: share of light the lens spreads.
    `grain`: deviation in sRGB units.
    `veil`: radiance of haze over that of the sky.
    """

    elevation: tuple[float, float]
    azimuth: tuple[float, float]
    sun: Colour
    sky: Colour
    shade: Colour
    glow: float
    seen: float
    key: float
    white: Colour = (1.0, 1.0, 1.0)
    saturation: float = 1.05
    contrast: float = 1.3
    bloom: float = 0.06
    grain: float = 0.011
    veil: float = 0.27


_HOURS: dict[Time, Daylight] = {
    "dawn": Daylight((2, 4), (10, 50), (0, 0, 0), (2.6, 1.9, 1.9), (0.48, 0.50, 0.62), 1.2, 90, 0.13, bloom=0.08),
    "morning": Daylight(
        (24, 34), (15, 60), (6.8, 5.7, 4.1), (4.3, 4.9, 5.3), (0.75, 0.85, 0.92), 0.8, 380, 0.2, (1.05, 1.0, 0.96)
    ),
    "noon": Daylight((50, 62), (40, 130), (7.6, 7.0, 6.1), (3.4, 4.3, 5.2), (0.9, 1.0, 1.05), 0.3, 600, 0.2, (1.04, 1.0, 0.96)),
    "golden_hour": Daylight(
        (9, 15),
        (6, 30),
        (7.6, 5.2, 2.6),
        (4.6, 3.7, 2.5),
        (0.62, 0.62, 0.66),
        1.8,
        240,
        0.165,
        (1.05, 0.98, 0.98),
        1.1,
        bloom=0.09,
    ),
    "sunset": Daylight((4, 7), (4, 22), (6.0, 2.7, 0.8), (4.6, 2.5, 1.2), (0.46, 0.42, 0.46), 2.4, 170, 0.12, bloom=0.1),
    "dusk": Daylight((-5, -3), (0, 60), (0, 0, 0), (1.0, 1.05, 1.45), (0.26, 0.32, 0.45), 0.5, 200, 0.085, grain=0.014),
}


def daylight(time: Time, weather: Weather) -> Daylight:
    """The light of an hour in a weather: clouds take the sun's share and grey the sky, falling snow and fog do so
    and close in."""
    hour = _HOURS[time]
    if weather == "clear":
        return hour
    total = [0.16 * sun + shade for sun, shade in zip(hour.sun, hour.shade, strict=True)]
    mean = sum(total) / 3.0
    red, green, blue = (0.75 * mean + 0.25 * part for part in total)
    level = sum(hour.sky) / 3.0
    sky = tuple(level * (0.7 + 0.3 * part / level) for part in hour.sky)
    grey = replace(hour, sun=(0.0, 0.0, 0.0), shade=(red, green, blue), sky=(sky[0], sky[1], sky[2]), glow=0.25 * hour.glow)
    grey = replace(grey, saturation=0.98, seen=0.8 * hour.seen)
    if weather == "overcast":
        return grey
    if weather == "snow":
        return replace(grey, seen=80.0, veil=0.6)
    return replace(
        grey, seen=34.0, veil=0.6, contrast=1.45, key=1.35 * hour.key, bloom=0.1, glow=0.5 * hour.glow, sun=_dimmed(hour.sun)
    )


def over_snow(day: Daylight) -> Daylight:
    """The same hour when snow lies: a paler sun, bluer shade that snow fills from below, and a camera balanced for white."""
    level = sum(day.sun) / 3.0
    sun = tuple(0.5 * part + 0.5 * level * tint for part, tint in zip(day.sun, (1.06, 1.0, 0.92), strict=True))
    glow = sum(day.sky) / 3.0
    sky = tuple(0.5 * part + 0.5 * glow * tint for part, tint in zip(day.sky, (0.95, 1.0, 1.1), strict=True))
    dim = sum(day.shade) / 3.0
    shade = tuple(1.35 * dim * tint for tint in (0.88, 0.99, 1.14))
    return replace(
        day,
        sun=(sun[0], sun[1], sun[2]),
        sky=(sky[0], sky[1], sky[2]),
        shade=(shade[0], shade[1], shade[2]),
        white=(1.0, 1.0, 1.0) if level > 0.0 else (1.06, 1.0, 0.92),
        saturation=0.95,
    )


def _dimmed(sun: Colour) -> Colour:
    """What of a sun makes its way through mist: enough for shafts of light."""
    return 0.1 * sun[0], 0.1 * sun[1], 0.1 * sun[2]
