"""Paints a stage: what hangs behind, beams in smoke, a floor of boards, through a lens a little out of focus."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import disc
from overpaint.imaging.values import Backdrop, Light, Size
from overpaint.scenes.foliage.brush import add_discs
from overpaint.scenes.kernels.texture import fractal_field

Array = NDArray[np.float32]
Colour = tuple[float, float, float]

_TUNGSTEN: Colour = (1.0, 0.80, 0.58)
_COLD: Colour = (0.86, 0.93, 1.0)
_VELVET: Colour = (0.36, 0.018, 0.026)
_BOARDS: Colour = (0.30, 0.185, 0.115)
_BLACK_BOARDS: Colour = (0.050, 0.048, 0.050)
_MAGENTA, _TURN = 0.84, 0.195
_BOARD = 0.14
"""Width of a board in metres."""
_EYE, _FOCAL = 1.25, 1.07
"""Height of the camera over the boards in metres, and its focal length over the longer side."""
_SOFTNESS = 0.006
"""Radius of the lens's disc over the picture's mean side: what is behind a subject is out of focus."""
_GRAIN = 0.012
_ON_BOARDS = {"spotlight": 3.4, "concert": 1.0, "theatre": 2.2}
_THICK = {"spotlight": 0.075, "concert": 0.20, "theatre": 0.008}
"""How much of a beam smoke sends to the camera."""


@dataclass(frozen=True)
class _Beam:
    """A cone of light. `lamp`, `aim`: (x, y) as shares of the picture. `wide`: half its width at the aim, as a share of it."""

    lamp: tuple[float, float]
    aim: tuple[float, float]
    wide: float
    colour: Colour
    power: float


def paint_stage(size: Size, show: str, colour: Colour, seed: int, check: Callable[[], None]) -> Backdrop:
    """The finished picture. `colour`: linear RGB of a concert's beams. Raises Cancelled when `check` does."""
    random = np.random.default_rng(seed % 2**63)
    width, height = size
    mean = math.sqrt(width * height)
    level = float(random.uniform(0.60, 0.66))
    beams = _beams(show, colour, level, random)
    picture = _behind(size, show, beams, level, random)
    check()
    smoke = _smoke(size, random)
    air = np.zeros_like(picture)
    for beam in beams:
        air += _in_smoke(size, beam)[..., None] * np.array(beam.colour, np.float32)
    picture += air * smoke[..., None] * np.float32(_THICK[show])
    check()
    _floor(picture, show, beams, level, random)
    check()
    soft = disc(picture, max(_SOFTNESS * mean, 0.3))
    near = np.clip((np.arange(height, dtype=np.float32) / height - level) / (0.9 - level), 0, 1)[:, None, None]
    picture = np.asarray(soft + near * (picture - soft), np.float32)
    lamps = _lamps(size, beams)
    add_discs(picture, lamps, 0.3, 0.25)
    pixels = np.asarray(1 - np.exp(-1.35 * np.maximum(picture, 0)), np.float32)
    return Backdrop(pixels, light=_light(show, colour), horizon=level, ground="solid", grain=_GRAIN, defocus=0.35)


def _beams(show: str, colour: Colour, level: float, random: np.random.Generator) -> list[_Beam]:
    middle = float(random.uniform(0.46, 0.54))
    if show == "concert":
        other = _other(colour)
        count = int(random.integers(8, 11))
        spread = float(random.uniform(0.55, 0.95))
        beams = []
        for number in range(count):
            at = (number + 0.5) / count
            lean = (at - 0.5) * spread * (1 if number % 2 else -0.55) + float(random.uniform(-0.05, 0.05))
            beams.append(
                _Beam(
                    (at + float(random.uniform(-0.015, 0.015)), 0.07),
                    (at + lean, level + 0.18),
                    float(random.uniform(0.035, 0.055)),
                    colour if number % 2 else other,
                    float(random.uniform(0.7, 1.2)),
                )
            )
        return [*beams, _Beam((middle - 0.1, -0.30), (middle, level + 0.16), 0.22, _COLD, 0.10)]
    side = float(random.choice([-1, 1]))
    lamp = _TUNGSTEN if show == "theatre" else (1.0, 0.93, 0.83)
    key = _Beam((middle + side * float(random.uniform(0.28, 0.42)), -0.30), (middle, level + 0.17), 0.27, lamp, 1.25)
    if show == "theatre":
        return [key, _Beam((middle - side * 0.36, -0.30), (middle - side * 0.02, level + 0.16), 0.33, lamp, 0.7)]
    return [key, _Beam((middle - side * 0.5, -0.2), (middle - side * 0.05, level + 0.2), 0.16, _COLD, 0.22)]


def _other(colour: Colour) -> Colour:
    """The colour that goes with another on stages: up to 70 degrees nearer to magenta, as deep and as bright."""
    hue, depth, bright = colorsys.rgb_to_hsv(*colour)
    way = (_MAGENTA - hue + 0.5) % 1.0 - 0.5
    turned = hue + math.copysign(min(abs(way), _TURN), way)
    red, green, blue = colorsys.hsv_to_rgb(turned % 1.0, depth, bright)
    return red, green, blue


def _behind(size: Size, show: str, beams: list[_Beam], level: float, random: np.random.Generator) -> Array:
    """(H, W, 3) what hangs at the back: velvet in folds, or darkness with a little of the light in it."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = (x + 0.5) / width, (y + 0.5) / height
    if show != "theatre":
        glow = np.exp(-(((x - 0.5) / 0.42) ** 2) - ((y - level) / 0.30) ** 2)
        tint = np.mean([beam.colour for beam in beams], axis=0).astype(np.float32)
        deep = 0.003 + (0.075 if show == "concert" else 0.012) * glow
        return np.asarray(deep[..., None] * tint, np.float32)
    folds = _folds(size, random)
    lit = np.zeros_like(x)
    for beam in beams:
        away = ((x - beam.aim[0]) / (1.25 * beam.wide * height / width + 0.05)) ** 2 + ((y - level + 0.16) / 0.42) ** 2
        lit += np.float32(beam.power) / (1 + away**1.6)
    lit *= 0.45 + 0.55 * np.clip(y / (0.75 * level), 0, 1)
    foot = 0.12 * np.exp(-np.clip(level - y, 0, None) / 0.10)
    shade = (0.05 + 0.95 * lit + foot) * folds
    hem = 1 - 0.75 * np.exp(-np.clip(level - y, 0, None) / 0.006)
    return np.asarray((shade * hem)[..., None] * np.array(_VELVET, np.float32), np.float32)


def _folds(size: Size, random: np.random.Generator) -> Array:
    """(H, W) how much of the light velvet sends back: folds of uneven width, each a ridge that shines at its sides."""
    width, height = size
    edges = np.cumsum(random.uniform(0.6, 1.5, 200))
    count = float(random.uniform(15, 20)) * max(1.0, width / height)
    x = np.arange(width, dtype=np.float64) / width * count + float(random.uniform(0, 20))
    number = np.searchsorted(edges, x)
    start, end = edges[number - 1] * (number > 0), edges[number]
    across = (x - start) / (end - start)
    depth = random.uniform(0.55, 1.0, 201)[number]
    sway = cv2.resize(random.standard_normal((4, 24)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    bent = np.clip(across[None] + 0.06 * sway, 0.0, 1.0)
    ridge = np.sin(np.pi * bent) ** 1.5
    sheen = 0.35 * np.exp(-(((bent - 0.28) / 0.10) ** 2)) + 0.2 * np.exp(-(((bent - 0.80) / 0.08) ** 2))
    nap = cv2.GaussianBlur(random.standard_normal((height, width)).astype(np.float32), (0, 0), 0.8, sigmaY=2.5)
    return np.asarray(np.clip(0.10 + depth[None] * (0.75 * ridge + sheen) * (1 + 0.10 * nap), 0.02, None), np.float32)


def _smoke(size: Size, random: np.random.Generator) -> Array:
    """(H, W) about 1: thin smoke, uneven as it drifts."""
    field = fractal_field(random, 256, 0.9, 1.0, 1.8)
    part = field[: max(2, 256 * size[1] // max(size)), : max(2, 256 * size[0] // max(size))]
    drift = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(1 + 0.13 * drift, 0.5, 1.6), np.float32)


def _in_smoke(size: Size, beam: _Beam) -> Array:
    """(H, W) light that smoke in the cone sends to the camera: less the wider the cone has become."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x0, y0 = beam.lamp[0] * width, beam.lamp[1] * height
    dx, dy = beam.aim[0] * width - x0, beam.aim[1] * height - y0
    length = math.hypot(dx, dy)
    along = ((x - x0) * dx + (y - y0) * dy) / length**2
    aside = np.abs((x - x0) * dy - (y - y0) * dx) / length
    wide = np.maximum((0.06 + 0.94 * along) * beam.wide * height, 1.0)
    profile = 0.72 / (1 + (aside / wide) ** 6) + 0.55 * np.exp(-((aside / (0.55 * wide)) ** 2))
    fall = 1 / (0.16 + np.clip(along, 0, None)) ** 1.15 * np.clip(1.45 - along, 0, 1) ** 1.2
    return np.asarray(beam.power * profile * fall * (along > 0), np.float32)


def _floor(picture: Array, show: str, beams: list[_Beam], level: float, random: np.random.Generator) -> None:
    """Boards from the back edge down, in place: pools where beams meet them, and a dull mirror of what is above."""
    height, width = picture.shape[:2]
    top = min(max(math.ceil(level * height), 1), height - 1)
    rows = np.arange(top, height, dtype=np.float32) + 0.5
    focal = _FOCAL * max(width, height)
    # The back of the stage is a wall, so its edge lies some metres off and not at the horizon.
    horizon = level * height - 0.115 * focal
    distance = _EYE * focal / (rows - horizon)
    across = (np.arange(width, dtype=np.float32)[None] + 0.5 - width / 2) * distance[:, None] / focal
    away = np.broadcast_to(distance[:, None], across.shape)
    albedo = _boards(across, away, show, random)
    x = (np.arange(width, dtype=np.float32)[None] + 0.5) / width
    y = (rows[:, None]) / height
    light = np.full((*across.shape, 3), 0.035, np.float32)
    for beam in beams:
        wide = beam.wide * 1.15
        pool = ((x - beam.aim[0]) * width / (wide * height)) ** 2 + ((y - beam.aim[1]) / (0.36 * wide)) ** 2
        light += (beam.power * _ON_BOARDS[show] / (1 + pool**2.5))[..., None] * np.array(beam.colour, np.float32)
    source = np.clip(2 * top - 1 - np.arange(top, height), 0, top - 1)
    mirrored = cv2.GaussianBlur(picture[source], (0, 0), 0.012 * height + 0.5, sigmaY=0.055 * height + 0.5)
    glance = np.clip(0.42 - 0.5 * (rows - top) / max(height - top, 1), 0.06, 1)[:, None, None]
    gloss = (0.42 if show == "concert" else 0.30) * (0.7 + 0.6 * albedo.mean(axis=2, keepdims=True) / albedo.mean())
    picture[top:] = albedo * light + mirrored * glance * np.float32(gloss)


def _boards(across: Array, away: Array, show: str, random: np.random.Generator) -> Array:
    """(h, w, 3) colour of boards that run away from the camera. `across`, `away`: metres."""
    colour = np.array(_BOARDS if show == "theatre" else _BLACK_BOARDS, np.float32)
    number = np.floor(across / _BOARD).astype(np.intp)
    tones = random.uniform(0.72, 1.18, 512).astype(np.float32)[number % 512]
    field = fractal_field(random, 256, 0.4, 4.0, 1.0)
    u = np.mod(across / _BOARD * 22.0, 255).astype(np.float32)
    v = np.mod(away * 9.0 + (number % 17) * 31.0, 255).astype(np.float32)
    figure = cv2.remap(field, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    near = np.clip(3.2 / np.maximum(away, 0.1), 0, 1)
    joint = np.abs(across / _BOARD - number - 0.5)
    gap = 1 - 0.62 * np.clip((joint - 0.465) / 0.02, 0, 1) * near
    worn = cv2.remap(
        field, np.mod(across * 11, 255).astype(np.float32), np.mod(away * 7, 255).astype(np.float32), cv2.INTER_LINEAR
    )
    grain = np.clip(tones * (1 + 0.13 * figure * near + 0.10 * worn) * gap, 0.1, None)
    return np.asarray(grain[..., None] * colour, np.float32)


def _lamps(size: Size, beams: list[_Beam]) -> Array:
    """(N, 6) discs of the lamps that hang in the picture."""
    width, height = size
    mean = math.sqrt(width * height)
    rows = [(b.lamp, b.colour, 9.0, 0.010) for b in beams if b.lamp[1] > 0]
    found = np.zeros((len(rows), 6), np.float32)
    for at, (place, colour, power, radius) in enumerate(rows):
        reach = max(radius * mean, 0.7)
        found[at, :3] = place[0] * width, place[1] * height, reach
        found[at, 3:] = np.array(colour) * power * math.pi * reach**2 * 0.5
    return found


def _light(show: str, colour: Colour) -> Light:
    """What falls on whoever stands there: the key from above in front, and a concert's colour as a rim."""
    if show == "concert":
        tint = np.array(colour) + 0.9
        tint = tint / tint.mean()
        rim = np.array(colour) + 0.25
        return Light(tuple(tint), sun_colour=tuple(rim / rim.max()), backlit=0.45, strength=0.8, towards=None)
    lamp = np.array(_TUNGSTEN if show == "theatre" else (1.0, 0.95, 0.88)) + 0.6
    return Light(tuple(lamp / lamp.mean()), strength=0.8, towards=(0.35, -0.45, 0.82))
