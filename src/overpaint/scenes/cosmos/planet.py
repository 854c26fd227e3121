"""A planet lit from one side: a living one with seas and clouds, a banded giant, or a bare one.

Lambert's law with the soft edge that air gives the night's border; the air itself glows along the lit limb, where one looks
through most of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane, Size
from overpaint.scenes.cosmos.fields import TILE, read_field
from overpaint.scenes.kernels.texture import fractal_field

Hdr = NDArray[np.float32]
Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Globe:
    """`centre`, `radius` in pixels; `sun`: unit vector (right, down, towards the viewer); `air`: linear RGB, 0 = none."""

    centre: tuple[float, float]
    radius: float
    sun: Vector
    air: Vector


def place_globe(size: Size, random: np.random.Generator) -> Globe:
    """Partly out of the picture or whole, to one side of the middle; the sun to the other."""
    width, height = size
    side = float(np.sqrt(width * height))
    left = float(random.choice((-1, 1)))
    radius = side * random.uniform(0.26, 0.62)
    centre = (
        width * (0.5 + left * random.uniform(0.22, 0.34)),
        height * random.uniform(0.22, 0.42) - 0.25 * (radius - 0.26 * side),
    )
    sun = np.array((-left * random.uniform(0.55, 0.9), -random.uniform(0.1, 0.5), random.uniform(0.05, 0.5)))
    sun /= np.linalg.norm(sun)
    air = ((0.25, 0.50, 1.0), (0.9, 0.62, 0.36), (0.0, 0.0, 0.0))[int(random.integers(3))]
    return Globe(centre, radius, (float(sun[0]), float(sun[1]), float(sun[2])), air)


def paint_planet(size: Size, globe: Globe, random: np.random.Generator) -> tuple[Hdr, Plane]:
    """(H, W, 3) HDR light, and (H, W) in [0, 1] what it lets through of the stars behind."""
    width, height = size
    x = (np.arange(width, dtype=np.float32)[None, :] + np.float32(0.5 - globe.centre[0])) / np.float32(globe.radius)
    y = (np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5 - globe.centre[1])) / np.float32(globe.radius)
    away = np.hypot(x, y)
    cover = np.clip((1.0 - away) * np.float32(globe.radius) + 0.5, 0.0, 1.0)
    z = np.asarray(np.sqrt(np.maximum(1.0 - away * away, 0.0)), np.float32)
    facing = x * np.float32(globe.sun[0]) + y * np.float32(globe.sun[1]) + z * np.float32(globe.sun[2])
    colour, rough = _surface(np.broadcast_to(x, z.shape), np.broadcast_to(y, z.shape), z, globe, random)
    airy = max(globe.air) > 0
    day = (
        np.clip((facing + 0.10) / 1.1, 0.0, None) ** 1.25
        if airy
        else np.clip(facing + 0.9 * rough * np.clip((facing + 0.02) / 0.22, 0.0, 1.0) * (1.0 - 0.5 * facing), 0.0, None)
    )
    light = 1.5 * colour * day[..., None] * cover[..., None]
    if airy:
        light += _air(away, x, y, facing, globe)
    return np.asarray(light, np.float32), np.asarray(1.0 - cover, np.float32)


def _air(away: Plane, x: Plane, y: Plane, facing: Plane, globe: Globe) -> Hdr:
    """The glow of the air: over the disc more towards the limb, beyond it fading within a fiftieth of the radius."""
    inside = np.clip(away, 0.0, 1.0) ** 6 * np.clip(facing + 0.2, 0.0, 1.0) * (away <= 1.0)
    lit = np.clip((x * globe.sun[0] + y * globe.sun[1]) / np.maximum(away, 1e-3) + 0.25, 0.0, 1.0)
    outside = np.exp(-np.maximum(away - 1.0, 0.0) / 0.018) * lit * (away > 1.0)
    wide = np.exp(-np.maximum(away - 1.0, 0.0) / 0.09) * lit * (away > 1.0) * 0.12
    return np.asarray((0.9 * inside + 0.8 * outside + wide)[..., None] * np.array(globe.air, np.float32), np.float32)


def _surface(x: Plane, y: Plane, z: Plane, globe: Globe, random: np.random.Generator) -> tuple[Hdr, Plane]:
    """(H, W, 3) share of light it sends back, and (H, W) how much its relief turns it to the sun."""
    tilt, turn = random.uniform(-0.5, 0.5), random.uniform(0.0, 1.0)
    up = y * np.float32(np.cos(tilt)) - x * np.float32(np.sin(tilt))
    right = x * np.float32(np.cos(tilt)) + y * np.float32(np.sin(tilt))
    latitude = np.arcsin(np.clip(up, -1.0, 1.0)) / np.float32(np.pi)
    longitude = np.arctan2(right, np.maximum(z, 1e-3)) / np.float32(2 * np.pi) + np.float32(turn)
    # Away from the equator a turn is shorter: without this, features there would be stretched.
    shrink = np.sqrt(np.maximum(1.0 - up * up, 0.0))
    lon = np.asarray((longitude - np.float32(turn)) * shrink + np.float32(turn), np.float32)
    kind = int(np.argmax(globe.air)) if max(globe.air) > 0 else 1
    paint = {2: _living, 0: _giant, 1: _bare}[kind]
    return paint(lon, latitude, random)


def _living(lon: Plane, lat: Plane, random: np.random.Generator) -> tuple[Hdr, Plane]:
    land, clouds, swirl = (fractal_field(random, TILE, r, low) for r, low in ((0.75, 3.0), (0.6, 4.0), (0.8, 3.0)))
    height = read_field(land, lon, lat)
    shore = np.clip((height - 0.25) / 0.12, 0.0, 1.0)[..., None]
    dry = np.clip(0.5 + 0.6 * read_field(swirl, lon + 0.3, lat) - np.abs(lat) * 1.2, 0.0, 1.0)[..., None]
    ground = np.array((0.07, 0.12, 0.035)) * (1 - dry) + np.array((0.34, 0.24, 0.13)) * dry
    ice = np.clip((np.abs(lat) - 0.36 + 0.03 * height) / 0.03, 0.0, 1.0)[..., None]
    colour = np.array((0.012, 0.045, 0.11)) * (1 - shore) + ground * shore
    colour = colour * (1 - ice) + 0.75 * ice
    drift = read_field(swirl, lon, lat)
    veil = np.clip(
        0.75 * read_field(clouds, lon + 0.035 * drift, lat * 1.6 + 0.03 * drift) + 0.1 - 0.15 * np.cos(lat * 12.0), 0.0, 1.6
    )
    veil = np.clip(veil + 0.12, 0.0, 1.0)[..., None] ** 1.4 * 0.92
    return np.asarray(colour + (0.82 - colour) * veil, np.float32), np.zeros_like(lon)


def _giant(lon: Plane, lat: Plane, random: np.random.Generator) -> tuple[Hdr, Plane]:
    stir, fine = fractal_field(random, TILE, 0.5, 6.0, 4.0), fractal_field(random, TILE, 0.3, 12.0, 7.0)
    bands = np.asarray(np.cumsum(random.normal(0.0, 1.0, 256)), np.float32)
    bands = np.interp(np.linspace(0, 1, 2048), np.linspace(0, 1, 256), (bands - bands.mean()) / bands.std()).astype(np.float32)
    bands = cv2.GaussianBlur(bands[None], (0, 0), 9.0, borderType=cv2.BORDER_REFLECT)[0]
    moved = lat + 0.010 * read_field(stir, lon, lat) + 0.004 * read_field(fine, lon * 1.5, lat * 1.5)
    tone = np.interp(np.clip(moved + 0.5, 0, 1), np.linspace(0, 1, 2048), bands).astype(np.float32)
    tone = np.clip(0.5 + 0.3 * tone + 0.07 * read_field(fine, lon, lat), 0.0, 1.0)[..., None]
    pale, deep = np.array((0.78, 0.66, 0.50)), np.array((0.42, 0.22, 0.11))
    return np.asarray(deep + (pale - deep) * tone, np.float32), np.zeros_like(lon)


def _bare(lon: Plane, lat: Plane, random: np.random.Generator) -> tuple[Hdr, Plane]:
    height = fractal_field(random, TILE, 0.7, 3.0) * 0.5 + _craters(random)
    slope = cv2.Sobel(cv2.GaussianBlur(height, (0, 0), 0.8), cv2.CV_32F, 1, 0, ksize=3) * np.float32(0.6)
    maria = np.clip(0.5 - 0.5 * read_field(fractal_field(random, TILE, 0.9, 2.0), lon, lat), 0.0, 1.0)[..., None]
    fine = 1.0 + 0.12 * read_field(fractal_field(random, TILE, 0.2, 20.0), lon, lat)[..., None]
    rock = np.array((0.30, 0.285, 0.27)) if random.random() < 0.6 else np.array((0.42, 0.22, 0.13))
    return np.asarray(rock * (0.55 + 0.6 * maria) * fine, np.float32), read_field(slope, lon, lat)


def _craters(random: np.random.Generator) -> Plane:
    """(1024, 1024) periodic relief: bowls with raised rims, many small and few large."""
    relief = np.zeros((TILE, TILE), np.float32)
    for radius in np.minimum(3.0 * random.random(420) ** -0.55, 60.0):
        reach = int(2 * radius) + 2
        span = np.arange(-reach, reach + 1)
        away = np.hypot(span[:, None], span[None, :]) / radius
        bowl = np.where(away < 1, 1.1 * (away**2 - 1), 0.0) + 0.55 * np.exp(-(((away - 1.0) / 0.22) ** 2))
        rows, columns = (np.mod(int(random.integers(TILE)) + span, TILE) for _ in range(2))
        relief[np.ix_(rows, columns)] += (0.05 * radius**0.8 * bowl).astype(np.float32)
    return relief
