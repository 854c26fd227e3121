"""A spiral galaxy: a bulge of old stars in a disc of young ones, wound into arms with dust along their inner sides.

Brightness: de Vaucouleurs-like bulge, exponential disc; arms are logarithmic spirals (a pitch of 12 to 20 degrees, as in nature).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane, Size
from overpaint.scenes.cosmos.fields import TILE, read_field
from overpaint.scenes.kernels.texture import fractal_field

Hdr = NDArray[np.float32]

_OLD = np.array((1.0, 0.74, 0.46), np.float32)
_YOUNG = np.array((0.50, 0.66, 1.0), np.float32)
_KNOT = np.array((1.0, 0.26, 0.40), np.float32)


def paint_galaxy(size: Size, random: np.random.Generator) -> tuple[Hdr, Plane]:
    """(H, W, 3) HDR light, and (H, W) in [0, 1] what it lets through of the stars behind."""
    radius, angle = _plane(size, random)
    disc = np.exp(-radius / 0.17)
    bulge = 1.6 * np.exp(-((radius / 0.03) ** 0.8)) + 0.3 * np.exp(-((radius / 0.08) ** 2))
    pitch = np.tan(np.deg2rad(random.uniform(12.0, 20.0)))
    wound = np.log(np.maximum(radius, 0.01)) / pitch
    turn = float(random.choice((-1, 1)))
    rough, fine, knots = (fractal_field(random, TILE, r, low) for r, low in ((0.9, 3.0), (0.35, 10.0), (0.05, 30.0)))
    # Noise is laid along the arms: read by how far along and across them a place is.
    along, across = turn * angle / (2 * np.pi) + 0.5 * wound / (2 * np.pi), np.log(np.maximum(radius, 0.01)) * 0.6
    stirred = read_field(rough, np.asarray(along * 2, np.float32), np.asarray(across, np.float32))
    grainy = read_field(fine, *_on_plane(radius, angle))
    phase = 2 * (turn * angle - wound) + 0.9 * stirred
    arms = np.exp(1.6 * (np.cos(phase) - 1.0)) + 0.35 * np.exp(3.0 * (np.cos(2.0 * phase + 1.3) - 1.0))
    open_ = np.clip((radius - 0.03) / 0.08, 0.0, 1.0)
    lanes = np.clip(np.exp(3.5 * (np.cos(phase + 0.9) - 1.0)) + 0.25 * stirred + 0.3 * grainy - 0.3, 0.0, 1.5) * open_
    passed = np.exp(-1.3 * (lanes * np.exp(-radius / 0.3))[..., None] * np.array((0.85, 1.05, 1.3), np.float32))
    young = disc * open_ * (0.12 + arms) * np.exp(0.28 * grainy + 0.22 * stirred)
    lit = np.clip(read_field(knots, *_on_plane(radius, angle, 1.7)) - 1.5, 0.0, 2.5) * young
    light = (1.5 * young[..., None] * _YOUNG + (0.34 * disc + bulge)[..., None] * _OLD) * passed + 2.2 * lit[..., None] * _KNOT
    return np.asarray(1.05 * light, np.float32), np.asarray(np.exp(-2.0 * disc), np.float32)


def _plane(size: Size, random: np.random.Generator) -> tuple[Plane, Plane]:
    """(H, W) distance from the centre, 1 = the longer side, and angle, in the galaxy's own plane, which is tilted away."""
    width, height = size
    side = np.float32(0.5 * (max(size) + np.sqrt(width * height)))
    centre = width * (0.5 + random.choice((-1, 1)) * random.uniform(0.1, 0.24)), height * random.uniform(0.3, 0.46)
    x = (np.arange(width, dtype=np.float32)[None, :] - np.float32(centre[0])) / side
    y = (np.arange(height, dtype=np.float32)[:, None] - np.float32(centre[1])) / side
    roll, tilt = random.uniform(0.0, np.pi), np.cos(np.deg2rad(random.uniform(42.0, 66.0)))
    u = x * np.float32(np.cos(roll)) + y * np.float32(np.sin(roll))
    v = (y * np.float32(np.cos(roll)) - x * np.float32(np.sin(roll))) / np.float32(tilt)
    return np.hypot(u, v), np.arctan2(v, u)


def _on_plane(radius: Plane, angle: Plane, scale: float = 1.0) -> tuple[Plane, Plane]:
    return scale * radius * np.cos(angle), scale * radius * np.sin(angle)
