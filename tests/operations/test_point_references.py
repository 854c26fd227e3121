"""Each point operation against plain arithmetic, pixel by pixel, on 8x8 pictures."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from declared_params import ask

from overpaint.imaging.values import Image
from overpaint.operations import find_operation

RGB = tuple[float, float, float]
PICTURE = Image(np.random.default_rng(11).integers(0, 256, (8, 8, 3), np.uint8))


def linear(v: float) -> float:
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4


def srgb(v: float) -> float:
    v = min(max(v, 0.0), 1.0)
    return 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055


def in_light(curve: Callable[[float], float]) -> Callable[[RGB], RGB]:
    return lambda p: tuple(srgb(curve(linear(v))) for v in p)


def grey_of(p: RGB) -> float:
    r, g, b = map(linear, p)
    return srgb(0.2126 * r + 0.7152 * g + 0.0722 * b)


def brightness(p: RGB, amount: float) -> RGB:
    slope = 6**amount
    return in_light(lambda x: slope * x / ((slope - 1) * x + 1))(p)


def exposure(p: RGB, stops: float) -> RGB:
    def curve(x: float) -> float:
        x *= 2**stops
        if stops <= 0 or x <= 0.25:
            return x
        t = (x - 0.25) / (2**stops - 0.25)
        m = (2**stops - 0.25) / 0.75
        return 0.25 + 0.75 * (m * t / ((m - 1) * t + 1))

    return in_light(curve)(p)


def contrast(p: RGB, amount: float) -> RGB:
    pivot, slope = 0.461, 3**amount

    def curve(v: float) -> float:
        return bent(v) if amount > 0 else 0.65 * bent(v) + 0.35 * (pivot + slope * (v - pivot))

    def bent(v: float) -> float:
        if v < pivot:
            t = v / pivot
            return pivot * (t / slope) / ((1 / slope - 1) * t + 1)
        t = (v - pivot) / (1 - pivot)
        return pivot + (1 - pivot) * (slope * t) / ((slope - 1) * t + 1)

    return tuple(curve(v) for v in p)


def gamma(p: RGB, gamma: float) -> RGB:
    return tuple(v ** (1 / gamma) for v in p)


def saturation(p: RGB, amount: float) -> RGB:
    grey = grey_of(p)
    return tuple(grey + (1 + amount) * (v - grey) for v in p)


def grayscale(p: RGB, amount: float) -> RGB:
    return saturation(p, -amount)


def invert(p: RGB) -> RGB:
    return tuple(1 - v for v in p)


def vibrance(p: RGB, amount: float) -> RGB:
    high, low = max(p), min(p)
    colour = (high - low) / high if high else 0.0
    hue = 0.0
    if high > low:
        r, g, b = p
        sector = (g - b) if high == r else (b - r) + 2 * (high - low) if high == g else (r - g) + 4 * (high - low)
        hue = 60 * sector / (high - low) % 360
    from_skin = min(abs((hue - 25 + 180) % 360 - 180) / 35, 1)
    protected = 1 - 2 / 3 * math.cos(from_skin * math.pi / 2) ** 2
    return saturation(p, 1.5 * amount * (1 - colour) ** 2 * protected)


def sepia(p: RGB, amount: float) -> RGB:
    lightness = linear(grey_of(p)) ** (1 / 3)
    chroma = 0.06 * (4 * lightness * (1 - lightness) + 0.35 * lightness**4)
    a, b = chroma * math.cos(math.radians(62)), chroma * math.sin(math.radians(62))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    toned = (
        srgb(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        srgb(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        srgb(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )
    return tuple(v + amount * (t - v) for v, t in zip(p, toned, strict=True))


# Tolerances in codes: tables of 16 bits round once more than the arithmetic; vibrance reads hue and colour as 8 bit numbers.
CASES: list[tuple[Callable[..., RGB], dict[str, Any], int]] = [
    *((brightness, {"amount": amount}, 1) for amount in (-1, -0.3, 0.5, 1)),
    *((exposure, {"stops": stops}, 1) for stops in (-5, -1, 0.5, 2, 5)),
    *((contrast, {"amount": amount}, 1) for amount in (-1, -0.4, 0.4, 1)),
    *((gamma, {"gamma": value}, 1) for value in (0.1, 0.5, 2.2, 10)),
    *((saturation, {"amount": amount}, 2) for amount in (-1, -0.5, 0.5, 2)),
    *((grayscale, {"amount": amount}, 1) for amount in (0.3, 1)),
    *((vibrance, {"amount": amount}, 2) for amount in (-1, 0.5, 1)),
    *((sepia, {"amount": amount}, 1) for amount in (0.5, 1)),
    (invert, {}, 0),
]


@pytest.mark.parametrize(("reference", "values", "tolerance"), CASES, ids=lambda value: getattr(value, "__name__", str(value)))
def test_against_plain_arithmetic(reference: Callable[..., RGB], values: dict[str, Any], tolerance: int) -> None:
    answer = ask(find_operation(reference.__name__), PICTURE, **values).pixels.astype(int)
    for y in range(8):
        for x in range(8):
            pixel = tuple(float(v) / 255 for v in PICTURE.pixels[y, x])
            wanted = [round(255 * min(max(v, 0.0), 1.0)) for v in reference(pixel, **values)]
            assert np.abs(answer[y, x] - wanted).max() <= tolerance, (pixel, wanted, answer[y, x])


def adapted_white(u: float, v: float) -> list[float]:
    """Bradford by hand: linear sRGB of daylight's white once adapted to the white at (u, v)."""
    x, y = 3 * u / (2 * u - 8 * v + 4), 2 * v / (2 * u - 8 * v + 4)
    big_x, big_z = x / y, (1 - x - y) / y
    return [
        3.2404542 * big_x - 1.5371385 - 0.4985314 * big_z,
        -0.9692660 * big_x + 1.8760108 + 0.0415560 * big_z,
        0.0556434 * big_x - 0.2040259 + 1.0572252 * big_z,
    ]


# Daylight and black bodies in CIE 1960 uv, from the tables of CIE 15.
DAYLIGHT = (0.19783, 0.31222)
BLACK_BODY = {4000: (0.22513, 0.33439), 5000: (0.21142, 0.32311), 6504: (0.20042, 0.31033)}


@pytest.mark.parametrize("kelvin", [4000, 5000])
def test_temperature_takes_white_where_the_tables_say(kelvin: int) -> None:
    """A dim grey, so that nothing reaches the shoulder near white."""
    here, there = BLACK_BODY[6504], BLACK_BODY[kelvin]
    wanted = adapted_white(DAYLIGHT[0] + there[0] - here[0], DAYLIGHT[1] + there[1] - here[1])
    grey = Image(np.full((8, 8, 3), 100, np.uint8))
    answer = ask(find_operation("temperature"), grey, shift=1e6 / kelvin - 1e6 / 6504).pixels[0, 0]
    codes = [round(255 * srgb(linear(100 / 255) * light)) for light in wanted]
    assert np.abs(answer.astype(int) - codes).max() <= 1, (answer, codes)


def test_tint_takes_white_across_the_black_body_curve() -> None:
    along = np.subtract(BLACK_BODY[5000], BLACK_BODY[6504])
    across = np.array([along[1], -along[0]]) / np.hypot(*along)
    step = across * 0.5 * 0.03
    wanted = adapted_white(DAYLIGHT[0] + step[0], DAYLIGHT[1] + step[1])
    grey = Image(np.full((8, 8, 3), 100, np.uint8))
    answer = ask(find_operation("tint"), grey, amount=0.5).pixels[0, 0]
    codes = [round(255 * srgb(linear(100 / 255) * light)) for light in wanted]
    # The curve bends: its direction between 5000 and 6504 K is some degrees off that at 6504 K.
    assert np.abs(answer.astype(int) - codes).max() <= 4, (answer, codes)


@pytest.mark.parametrize(("amount", "midpoint"), [(-1, 0.3), (-0.4, 0), (0.7, 0.5)])
def test_vignette_against_plain_arithmetic(amount: float, midpoint: float) -> None:
    answer = ask(find_operation("vignette"), PICTURE, amount=amount, midpoint=midpoint).pixels.astype(int)
    for y in range(8):
        for x in range(8):
            radius = math.hypot(x / 3.5 - 1, y / 3.5 - 1) / math.sqrt(2)
            way = min(max((radius - midpoint) / (1 - midpoint), 0), 1)
            weight = way * way * (3 - 2 * way)
            for channel in range(3):
                v = PICTURE.pixels[y, x, channel] / 255
                wanted = srgb(linear(v) * 2 ** (2.5 * amount * weight)) if amount < 0 else v + (1 - v) * 0.85 * amount * weight
                assert abs(answer[y, x, channel] - 255 * wanted) <= 1
