"""A soft window from one side over a relief: Lambert's law from its slopes, cast shadows, sky occlusion, gloss.

Occlusion is how far a place lies below its neighbourhood's mean, at two scales; shadows march a few steps towards the light.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from overpaint.imaging.blur import gaussian
from overpaint.imaging.values import LinearPixels, Plane
from overpaint.scenes.materials.patch import step
from overpaint.scenes.materials.views import View

_FILL = 0.36
_STEPS = (0.0015, 0.004, 0.008)
_OCCLUSION = ((0.0025, 120.0), (0.010, 55.0))


@dataclass(frozen=True)
class Window:
    """`side`: -1 = from the left, 1 = from the right. `towards`: (right, down or nearer, out of the surface), unit vector."""

    side: int
    towards: tuple[float, float, float]


def window_from(side: int, perspective: bool) -> Window:
    """Above a wall the window stands to the side and higher; at a table to the side and behind."""
    vector = np.array([0.80 * side, -0.30, 0.52]) if perspective else np.array([0.76 * side, -0.42, 0.50])
    right, down, out = (float(part) for part in vector / np.linalg.norm(vector))
    return Window(side, (right, down, out))


def surroundings(height: Plane, view: View) -> list[Plane]:
    """Mean height about each place, at two scales."""
    return [gaussian(height, reach * view.side) for reach, _ in _OCCLUSION]


def light_on(height: Plane, means: list[Plane], rows: slice, view: View, window: Window) -> tuple[Plane, Plane, Plane]:
    """Light that falls on these rows of the surface, 1 on a level place; and the slopes. (rows, W) each.

    `means`: `surroundings` of the whole `height`, whose first row is the view's edge.
    """
    margin = int(np.ceil(_STEPS[-1] * view.side)) + 2
    first = max(0, rows.start - margin)
    part, inner = height[first : rows.stop + margin], slice(rows.start - first, rows.stop - first)
    along, towards = (slope[inner] for slope in view.slopes(part, view.edge + first))
    x, y, z = window.towards
    level = np.sqrt(1.0 + along * along + towards * towards)
    direct = np.maximum(z - x * along - y * towards, 0.0) / (level * np.float32(z))
    direct = np.minimum(direct, 2.2) * (1.0 - _shadow(part, view, window)[inner])
    sky = np.ones_like(direct)
    for mean, (_, depth) in zip(means, _OCCLUSION, strict=True):
        hollow = np.maximum(mean[rows] - height[rows], 0.0)
        sky *= 1.0 - 0.75 * step(0.0, 1.0, hollow * np.float32(depth))
    light = (1.0 - _FILL) * direct * (0.55 + 0.45 * sky) + _FILL * sky
    return np.asarray(light, np.float32), along, towards


def _shadow(height: Plane, view: View, window: Window) -> Plane:
    x, y, z = window.towards
    shade = np.zeros_like(height)
    flat = float(np.hypot(x, y))
    for reach in _STEPS:
        pixels = reach * view.side
        move = np.array([[1, 0, -pixels * x / flat], [0, 1, -pixels * y / flat]], np.float32)
        flags = cv2.INTER_LINEAR
        ahead = cv2.warpAffine(height, move, (height.shape[1], height.shape[0]), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        shade = np.maximum(shade, step(0.0, 0.5 * reach, ahead - height - np.float32(0.45 * reach * z / flat)))
    return np.asarray(0.8 * shade, np.float32)


def fall_off(view: View, window: Window, rows: slice) -> LinearPixels:
    """(rows, W, 3): the window's light dies away across the wall and cools in the shade."""
    width, height = view.size
    x = (np.arange(width, dtype=np.float32)[None, :] + 0.5 - width / 2) / np.float32(view.side)
    y = (np.arange(height, dtype=np.float32)[rows, None] + 0.5 - 0.38 * height) / np.float32(view.side)
    away = np.hypot(x - np.float32(0.42 * window.side), 0.9 * y)
    bright = 1.02 / (1.0 + 0.85 * away**2)
    warm = np.float32(0.05) * (bright - np.float32(0.8))
    return np.stack([bright * (1.0 + warm), bright, bright * (1.0 - warm)], axis=-1).astype(np.float32)
