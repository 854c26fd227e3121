"""Still water before mountains: what stands behind it is mirrored at its far shore, drawn out by ripples, and fainter the
steeper one looks down."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.compiled import kernel
from overpaint.scenes.heavens.camera import Camera
from overpaint.scenes.kernels.bands import in_bands
from overpaint.scenes.kernels.texture import scatter_hash
from overpaint.scenes.water.surface import wave_slopes
from overpaint.scenes.water.waves import Waves

Hdr = NDArray[np.float32]
Plane = NDArray[np.float32]
_BAND = 32  # rows between two checks
_SPREAD = ((-1.2, 0.3), (0.0, 0.4), (1.2, 0.3))  # deviations of slope and weights: three looks for all ripples of a pixel
_MURK = 0.9  # 1/m, how fast water hides its bottom


@kernel
def _ripple(ripples: Plane, top: int, camera: Camera, waves: Waves, strength: float, patches: float) -> None:
    """Fill (rows, W, 3), the rows of the picture from `top`, with slopes along x and y, and deviation of the slope along y."""
    for row in range(ripples.shape[0]):
        below = max(top + row + 0.5 - camera.horizon, 0.25)
        y = camera.eye * camera.focal / below
        narrow = math.log2(y / camera.focal)
        lod = narrow + 0.5 * min(max(math.log2(y / below) - narrow, 0.0), 5.0)
        for column in range(ripples.shape[1]):
            x = (column + 0.5 - camera.centre) * y / camera.focal
            gust = 0.55 + 0.45 * math.sin(x * patches + 2.0 * math.sin(y * patches * 0.4)) * math.sin(y * patches * 0.7 + 1.0)
            dither = scatter_hash(column, top + row, 3)
            along, ahead, _, spread = wave_slopes(waves, x, y, lod, dither, strength * gust, 1.0)
            ripples[row, column, 0] = along
            ripples[row, column, 1] = ahead
            ripples[row, column, 2] = math.sqrt(spread)


def _ripples(camera: Camera, top: int, waves: Waves, strength: float, patches: float, check: Callable[[], None]) -> Plane:
    field = np.empty((camera.height - top, camera.width, 3), np.float32)
    in_bands(
        lambda first, last: _ripple(field[first:last], top + first, camera, waves, strength, patches),
        camera.height - top,
        _BAND,
        check,
    )
    return field


def _shoreline(water: Plane, top: int) -> Plane:
    """(W,) row at which each column's water begins, smoothed."""
    first = np.where(water.max(0) > 0.5, (water > 0.5).argmax(0), 0).astype(np.float32) + top
    return np.asarray(cv2.GaussianBlur(first[None], (0, 0), 3.0, borderType=cv2.BORDER_REPLICATE)[0], np.float32)


def add_water(
    radiance: Hdr,
    depth: Plane,
    camera: Camera,
    waves: Waves,
    strength: float,
    patches: float,
    deep: Hdr,
    check: Callable[[], None],
) -> bool:
    """Lay water at height 0 over (H, W, 3) HDR `radiance`, in place; what it shows of land under water is its bottom.

    `depth`: (H, W) metres ahead of the land, 0 = sky. `camera.eye`: metres over the water. `strength`, `patches`: of the ripples,
    and how often a metre they come and go. `deep`: (3,) radiance of deep water.

    Returns whether the picture's lower edge shows land. Raises Cancelled when `check` does.
    """
    top = max(math.floor(camera.horizon) + 1, 0)
    if top >= camera.height:
        return True
    rows = np.arange(top, camera.height, dtype=np.float32)[:, None] + np.float32(0.5)
    below = (rows - np.float32(camera.horizon)) / np.float32(camera.focal)
    there = depth[top:]
    under = np.where(there > 0.0, below * there - np.float32(camera.eye), np.float32(50.0))  # m of water over the bottom
    water = np.clip(0.5 + under / (0.08 + 0.002 * there), 0.0, 1.0)
    field = _ripples(camera, top, waves, strength, patches, check)
    shore = np.maximum(_shoreline(water, top), np.float32(camera.horizon))
    columns = np.arange(camera.width, dtype=np.float32)[None, :]
    up = 2.0 * shore[None, :] - rows
    mirrored = np.zeros((*there.shape, 3), np.float32)
    for deviations, weight in _SPREAD:
        tilt = 2.0 * np.float32(camera.focal) * (field[..., 1] + np.float32(deviations) * field[..., 2])
        row = up + tilt - 0.5
        column = columns + 2.0 * np.float32(camera.focal) * field[..., 0] * np.minimum(below, 0.5)
        row = np.where(row > shore[None, :] - 0.5, 2.0 * shore[None, :] - row - 1.0, row)  # a facet turned away shows the sky
        seen = cv2.remap(radiance, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        mirrored += np.float32(weight) * seen
        check()
    grazing = below / np.sqrt(1.0 + below**2) - field[..., 1]
    share = 0.02 + 0.98 * (1.0 - np.clip(grazing, 0.0, 1.0)) ** 5
    clear = np.exp(-np.float32(_MURK) * np.maximum(under, 0.0) * (1.0 + 0.3 / np.maximum(below, 0.05)))
    bottom = deep + (radiance[top:] * np.float32(0.6) - deep) * clear[..., None]
    seen = bottom + (mirrored - bottom) * share[..., None]
    radiance[top:] += (seen - radiance[top:]) * water[..., None]
    return bool(water[-1].mean() < 0.5)
