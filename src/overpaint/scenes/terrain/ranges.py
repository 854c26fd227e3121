"""Tiles of mountains: where land rises, how it was eroded, and where snow, trees and grass keep hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.kernels.texture import fractal_field
from overpaint.scenes.terrain.erosion import erode
from overpaint.scenes.terrain.relief import Heights, blurred, slopes

LENGTH = 20e3  # m, side of a tile
_PORTIONS = {128: (70,), 256: (18,), 512: (4, 4), 1024: (1, 1)}  # steps of erosion at each size, between two checks


@dataclass(frozen=True)
class Climate:
    """Where things begin, metres above the valley. `snow`, `trees`, `grass`: lines; `relief`: height of the peaks. `steep`: slope
    on which snow no longer lies; `bare`: grass. `plain`: share of the tile that is valley floor."""

    snow: float
    trees: float
    grass: float
    relief: float
    steep: float
    bare: float
    plain: float


def _grown(height: Heights) -> Heights:
    """Twice the size, bicubic, wrapping round."""
    wide = cv2.resize(np.pad(height, 4, mode="wrap"), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(wide[8:-8, 8:-8], np.float32)


def _shrunk(field: Heights, side: int) -> Heights:
    return np.asarray(cv2.resize(field, (side, side), interpolation=cv2.INTER_AREA), np.float32)


def mountains(random: np.random.Generator, climate: Climate, size: int, check: Callable[[], None]) -> tuple[Heights, Heights]:
    """(size, size) heights in metres above the valley, and the log2 of the area in cells that drains through each place.

    Raises what `check` raises.
    """
    rising = fractal_field(random, 256, 0.9, 2.0)
    rising -= np.quantile(rising, climate.plain).astype(np.float32)
    uplift = np.clip(0.15 + 0.75 * rising, 0.0, 1.7)
    uplift[rising < 0.0] = 0.0
    hardness = fractal_field(random, 512, 0.35, 5.0)
    side = 128
    height = np.zeros((side, side), np.float32)
    area = height
    while side <= size:
        noise = random.standard_normal((side, side)).astype(np.float32)
        lift = np.ascontiguousarray(_shrunk(uplift, side) if side <= 256 else cv2.resize(uplift, (side, side)), np.float32)
        hard = _shrunk(hardness, side) if side <= 512 else _grown(hardness)
        if side == 128:
            height = 50.0 * lift + 3.0 * noise
        else:
            height = _grown(height) + noise * np.float32(0.05 * LENGTH / side) * (lift > 0.0)
        height[lift <= 0.0] = np.minimum(height[lift <= 0.0], 4.0)
        repose = np.clip(0.9 + 0.28 * hard, 0.5, 1.7).astype(np.float32)
        lift *= np.float32(climate.relief / 100.0)
        height = np.ascontiguousarray(height, np.float32)
        for steps in _PORTIONS[side]:
            check()
            area = erode(height, lift, repose, LENGTH / side, 0.02, steps)
        side *= 2
    return _bent(random, height, np.log2(area))


def _bent(random: np.random.Generator, height: Heights, flow: Heights) -> tuple[Heights, Heights]:
    """Water on a grid runs in eight directions: a little warp takes the straight lines out. Valley floors get low swells."""
    size = height.shape[0]
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    shift_x, shift_y = (2.2 / 1024 * size * fractal_field(random, size, 0.7, 12.0) for _ in range(2))

    def read(field: Heights) -> Heights:
        return np.asarray(cv2.remap(field, x + shift_x, y + shift_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP), np.float32)

    swells = 5.0 * fractal_field(random, size, 0.9, 18.0)
    return read(height) + swells, read(flow)


def layers(
    random: np.random.Generator, height: Heights, flow: Heights, climate: Climate
) -> tuple[Heights, Heights, Heights, Heights]:
    """Canopy, roughness (m), snow and grass of each place: see `relief.Land`. Borders wander and fray."""
    size = height.shape[0]
    slope_x, slope_y = slopes(height, LENGTH / size)
    steep = np.hypot(slope_x, slope_y)
    even = blurred(steep, 1.2 / 1024 * size + 0.2)
    broad, fine = fractal_field(random, size, 0.4, 6.0), fractal_field(random, size, 0.1, 40.0)
    gully = np.clip((flow - 3.0) * 0.12, -0.3, 0.6)
    rough = np.clip(1.9 * (even - 0.42), 0.04, 1.6)
    snow = 0.5 + (height - climate.snow + 170.0 * broad + 60.0 * fine) / 420.0
    snow = np.minimum(snow, 1.15) - np.clip(2.2 * (even - climate.steep - 0.25 * gully + 0.06 * fine), 0.0, 1.4)
    trees = 0.5 + (climate.trees - height + 130.0 * broad + 90.0 * fine) / 160.0
    trees = np.minimum(trees, 0.9 + 0.35 * fine) - np.clip(3.0 * (even - climate.bare - 0.1), 0.0, 2.0) - 0.25 * (broad > 0.8)
    trees -= np.clip((90.0 - height) / 60.0, 0.0, 1.0) * (0.5 + 0.4 * fine + 0.3 * broad)  # fields in the valley
    grass = 0.5 + (climate.grass - height + 160.0 * broad + 80.0 * fine) / 300.0
    grass = np.minimum(grass, 1.0) - np.clip(2.0 * (even - climate.bare + 0.08 * fine), 0.0, 1.2)
    return _share(trees), rough.astype(np.float32), np.clip(snow, -0.5, 1.5).astype(np.float32), _share(grass)


def _share(field: NDArray[np.floating]) -> Heights:
    return np.asarray(np.clip(field, 0.0, 1.0), np.float32)
