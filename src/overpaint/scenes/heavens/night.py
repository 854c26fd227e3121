"""What shines through the sky: the sun's disc, the moon, stars; and how the eye sees by moonlight."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.heavens.atmosphere import Colour
from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.kernels.texture import fractal_field

Hdr = NDArray[np.float32]
SUN_RADIUS = math.radians(0.30)
MOON_RADIUS = math.radians(0.33)  # a quarter more than its true size: glare makes it look larger
_SCOTOPIC = np.array([0.06, 0.62, 0.32], np.float32)  # rods see blue-green best


def _disc_angles(camera: Camera, rows: int, centre: tuple[float, float], radius: float) -> tuple[slice, slice, Hdr, Hdr] | None:
    """The rows and columns a disc touches, and for each pixel its (right, up) offset from the centre in radii; None outside."""
    reach = radius * camera.focal * 1.6 + 2.0
    top, bottom = max(0, int(centre[1] - reach)), min(rows, int(centre[1] + reach) + 1)
    left, right = max(0, int(centre[0] - reach)), min(camera.width, int(centre[0] + reach) + 1)
    if top >= bottom or left >= right:
        return None
    stretch = (
        radius * camera.focal * (1.0 + ((centre[0] - camera.centre) / camera.focal) ** 2)
    )  # rectilinear lenses draw edges larger
    across = (np.arange(left, right, dtype=np.float32) + 0.5 - centre[0]) / np.float32(stretch)
    up = (centre[1] - np.arange(top, bottom, dtype=np.float32) - 0.5) / np.float32(radius * camera.focal)
    return slice(top, bottom), slice(left, right), across[None, :], up[:, None]


def add_sun(painted: Hdr, camera: Camera, centre: tuple[float, float], sunlight: Colour, brightness: float) -> None:
    """Add the sun's disc, darker at its limb, behind the clouds of (rows, W, 4) `painted`, in place. `brightness`: radiance
    at 1."""
    place = _disc_angles(camera, painted.shape[0], centre, SUN_RADIUS)
    if place is None:
        return
    rows, columns, across, up = place
    distance = np.hypot(across, up)
    limb = 0.4 + 0.6 * np.sqrt(np.clip(1.0 - distance**2, 0.0, 1.0))
    edge = 1.0 / (SUN_RADIUS * camera.focal)
    disc = np.clip((1.0 - distance) / edge + 0.5, 0.0, 1.0) * limb * brightness
    part = painted[rows, columns]
    part[..., :3] += (disc * part[..., 3])[..., None] * np.asarray(sunlight, np.float32)


def add_moon(painted: Hdr, camera: Camera, centre: tuple[float, float], brightness: float, random: np.random.Generator) -> None:
    """Add a full moon with its maria behind the clouds of (rows, W, 4) `painted`, in place. `brightness`: radiance of its
    bright parts."""
    place = _disc_angles(camera, painted.shape[0], centre, MOON_RADIUS)
    if place is None:
        return
    rows, columns, across, up = place
    distance = np.hypot(across, up)
    x, y = (np.float32(32.0) + np.float32(24.0) * axis for axis in np.broadcast_arrays(across, up))
    maria = cv2.remap(fractal_field(random, 64, 0.8, 2.0), x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP)
    surface = 1.0 - 0.34 * np.clip(maria * 0.7 + 0.25, 0.0, 1.0)
    edge = 1.0 / (MOON_RADIUS * camera.focal)
    disc = np.clip((1.0 - distance) / edge + 0.5, 0.0, 1.0) * surface * brightness
    part = painted[rows, columns]
    part[..., :3] += (disc * part[..., 3])[..., None] * np.array([1.0, 0.96, 0.88], np.float32)
    part[..., 3] *= np.clip(distance - 0.9, 0.0, 1.0)  # no star shines through it


def add_stars(painted: Hdr, camera: Camera, brightness: float, density: float, random: np.random.Generator) -> None:
    """Add stars behind the clouds of (rows, W, 4) `painted`, in place; fewer and fainter towards the horizon.

    `brightness`: radiance of a middling star. `density`: stars a square radian.
    """
    rows, width = painted.shape[:2]
    count = int(density * rows * width / camera.focal**2)
    x, y = random.uniform(0, width, count), random.uniform(0, min(rows, camera.horizon), count)
    flux = brightness * np.minimum(0.35 * random.pareto(1.1, count) + 0.05, 14.0)
    warmth = random.normal(0.0, 0.12, count)
    elevation = np.clip((camera.horizon - y) / camera.focal, 0.0, 1.0)
    flux *= np.exp(-0.06 / np.maximum(elevation, 0.01))
    colours = np.stack([1.0 + warmth, np.ones(count), 1.0 - warmth], -1) * flux[:, None]
    scale = max(1.0, camera.focal / 1100.0)
    spread = 0.62 * scale
    radius = max(1, round(2 * spread))
    light = np.zeros((rows, width, 3), np.float32)
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            column, row = np.floor(x).astype(np.int64) + dx, np.floor(y).astype(np.int64) + dy
            seen = (column >= 0) & (column < width) & (row >= 0) & (row < rows)
            away = (column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2
            weight = np.exp(-away / (2.0 * spread**2))[:, None]
            np.add.at(light, (row[seen], column[seen]), (colours * weight)[seen].astype(np.float32))
    painted[..., :3] += light * painted[..., 3:] ** 2


def as_seen_by_moonlight(radiance: Hdr, colour: float) -> Hdr:
    """(H, W, 3) HDR radiance as the dark-adapted eye sees it: little colour, bluish. `colour`: share of colour that is left."""
    tint = np.outer(np.array([0.62, 0.84, 1.28], np.float32), _SCOTOPIC)
    return np.asarray(cv2.transform(radiance, colour * np.eye(3, dtype=np.float32) * 0.8 + (1.0 - colour) * tint), np.float32)
