"""Glowing gas with dust before it: fields of noise, folded into each other as turbulence folds gas.

After I. Quilez, "Domain warping" (2002): a field read at places that two other fields have moved.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane, Size
from overpaint.scenes.cosmos.fields import TILE, read_field
from overpaint.scenes.kernels.texture import fractal_field

Hdr = NDArray[np.float32]

# Linear RGB of what glows: hydrogen's red with some blue, oxygen's teal, starlight scattered by dust.
_HYDROGEN = np.array((1.0, 0.20, 0.26), np.float32)
_OXYGEN = np.array((0.10, 0.62, 0.66), np.float32)
_SCATTERED = np.array((0.22, 0.38, 1.0), np.float32)
_DUST = np.array((1.0, 1.12, 1.28), np.float32)  # how much more of green and blue it takes


class Folds:
    """Warped fields of one picture: `read` gives a new one, of deviation about 1, folded by the same motion."""

    def __init__(self, size: Size, random: np.random.Generator, strength: float, stretch: float = 1.0) -> None:
        """`strength`: how far gas is moved, as a share of the longer side. `stretch`: longer than high."""
        self._random = random
        self._size = size
        self._stretch = stretch
        longest = max(size)
        steps = [(np.arange(side, dtype=np.float32) + 0.5) / np.float32(longest) for side in size]
        first_x, first_y = (fractal_field(random, TILE, 0.9, 2.0, stretch) for _ in range(2))
        x = np.broadcast_to(steps[0], (size[1], size[0]))
        y = np.broadcast_to(steps[1][:, None], (size[1], size[0]))
        amount = np.float32(strength)
        moved_x, moved_y = (read_field(field, x, y) for field in (first_x, first_y))
        # The second motion is read on turned axes: twice along the same ones draws straight edges.
        turned_x, turned_y = 0.8 * x - 0.6 * y + amount * moved_x, 0.6 * x + 0.8 * y + amount * moved_y
        again_x, again_y = (read_field(field, turned_x, turned_y) for field in (first_y, first_x))
        self._x = np.asarray(x + amount * (0.8 * again_x + 0.6 * again_y), np.float32)
        self._y = np.asarray(y + amount * (0.8 * again_y - 0.6 * again_x), np.float32)

    def read(self, roughness: float, lowest: float) -> Plane:
        """(H, W): another field through the same folds."""
        return read_field(fractal_field(self._random, TILE, roughness, lowest, self._stretch), self._x, self._y)


def paint_nebula(size: Size, random: np.random.Generator) -> tuple[Hdr, Plane]:
    """(H, W, 3) HDR light of the gas, and (H, W) in [0, 1] what dust lets through of the stars behind.

    Made at half size: gas has no hard edges.
    """
    small = (max(8, size[0] // 2), max(8, size[1] // 2))
    folds = Folds(small, random, random.uniform(0.022, 0.038))
    body, detail, hue, dust = folds.read(0.9, 1.6), folds.read(0.7, 5.0), folds.read(0.9, 1.5), folds.read(0.8, 2.5)
    heart = _heart(small, random)
    dense = np.logaddexp(0.0, 2.2 * (0.5 * body + 0.11 * detail + 1.9 * heart - 0.75)) / np.float32(2.2)
    dense = dense * dense / (0.9 + dense)
    ridges = np.exp(-((folds.read(0.85, 3.0) / 0.45) ** 2))
    glow = (0.72 * dense * (0.75 + 0.7 * ridges))[..., None]
    warm = np.clip(0.5 + 0.45 * hue + random.uniform(-0.25, 0.25), 0.0, 1.0)[..., None]
    hot = np.clip(heart * 1.5 - 0.5 + 0.15 * detail, 0.0, 1.0)[..., None]
    colour = _HYDROGEN * warm + _SCATTERED * (1.0 - warm)
    colour = colour + (_OXYGEN - colour) * 0.75 * hot
    lanes = np.logaddexp(0.0, 3.0 * (0.8 * dust + 0.16 * detail + 0.3 * body - 0.55)) / np.float32(3.0)
    lanes = np.minimum(lanes, 2.5) * (0.35 + 1.3 * np.minimum(1.2 * heart + 0.25, 1.0))
    passed = np.exp(-1.2 * lanes[..., None] * _DUST)
    light = glow * colour * passed + 0.25 * (hot * dense[..., None]) ** 2 * passed
    return _grown(np.asarray(light, np.float32), size), np.clip(_grown(passed[..., 1].astype(np.float32), size), 0.0, 1.0)


def _heart(size: Size, random: np.random.Generator) -> Plane:
    """(H, W) in [0, 1]: where the nebula is brightest; off the middle, where the subject stands, and longer one way."""
    width, height = size
    side = np.sqrt(width * height)
    at_x = width * (0.5 + random.choice((-1, 1)) * random.uniform(0.12, 0.3))
    at_y = height * random.uniform(0.25, 0.6)
    turn = random.uniform(0.0, np.pi)
    x = (np.arange(width, dtype=np.float32)[None, :] - at_x) / side
    y = (np.arange(height, dtype=np.float32)[:, None] - at_y) / side
    along, across = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    return np.asarray(np.exp(-((along / 0.55) ** 2 + (across / 0.34) ** 2)), np.float32)


def _grown(small: Hdr, size: Size) -> Hdr:
    return np.asarray(np.maximum(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC), 0.0), np.float32)
