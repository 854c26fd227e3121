"""What house fronts show: window bays, floors and shops, by the place on the wall. Pure array work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Indices = NDArray[np.integer[Any]]
_TABLE = 4096
_SHOP_HEIGHT = 4.1
_GLOWS = np.array(
    [
        (1.0, 0.66, 0.34),
        (1.0, 0.76, 0.48),
        (1.0, 0.86, 0.64),
        (0.86, 0.94, 1.0),
        (1.0, 0.55, 0.22),
        (1.0, 0.8, 0.55),
        (1.0, 0.5, 0.42),
        (0.6, 0.85, 1.0),
    ],
    np.float32,
)
_AWNINGS = np.array(
    [
        (0.26, 0.03, 0.03),
        (0.03, 0.09, 0.06),
        (0.04, 0.06, 0.12),
        (0.4, 0.37, 0.3),
        (0.05, 0.05, 0.05),
        (0.4, 0.2, 0.06),
        (0.12, 0.11, 0.1),
        (0.22, 0.2, 0.18),
        (0.07, 0.06, 0.05),
        (0.5, 0.48, 0.44),
    ],
    np.float32,
)


@dataclass(frozen=True, eq=False)
class Front:
    """`albedo`: (N, 3). `glow`: (N, 3) radiance of lit windows, shops and signs. `glass`: (N,) share that mirrors the sky."""

    albedo: Array
    glow: Array
    glass: Array


def face(along: Array, up: Array, house: Indices, walls: Array, seed: int, lit: float, shops: float) -> Front:
    """Points of fronts: `along` the wall and `up` it in metres, which `house`, `walls`: (N, 3) its colour.

    `lit`: share of the windows with light behind them. `shops`: radiance of the ground floor's windows.
    """
    table = np.random.default_rng((seed % 2**63, 8)).random((_TABLE, 4), np.float32)

    def drawn(*indices: Indices) -> Array:
        mixed = sum(
            (np.asarray(index, np.int64) + 40) * prime for index, prime in zip(indices, (7919, 613, 104729), strict=False)
        )
        return np.asarray(table[mixed % _TABLE], np.float32)

    own = drawn(house.astype(np.int64) * 3 + 1)
    bay, floor = 1.5 + 1.6 * own[:, 0], 3.0 + 0.8 * own[:, 1]
    column, level = np.floor(along / bay).astype(np.int64), np.floor((up - _SHOP_HEIGHT) / floor).astype(np.int64)
    x, y = along / bay - column, (up - _SHOP_HEIGHT) / floor - level
    wide, high = 0.40 + 0.38 * own[:, 2], 0.48 + 0.25 * own[:, 3]
    window = (np.abs(x - 0.5) < 0.5 * wide) & (np.abs(y - 0.52) < 0.5 * high)
    cell = drawn(house.astype(np.int64), column, level)
    burning = window & (cell[:, 0] < lit * (0.5 + own[:, 2]))
    shade = _GLOWS[(cell[:, 1] * len(_GLOWS)).astype(int)] * (0.08 + 0.75 * cell[:, 2:3] ** 2) * (0.5 + 0.7 * y[:, None])
    glow = np.where(burning[:, None], shade, 0.0)
    albedo = walls * (0.86 + 0.28 * own[:, :1]) * np.where(window, 0.12, 1.0)[:, None]
    albedo *= np.where(np.abs(y - 0.02) < 0.05, 1.35, 1.0)[:, None]  # cornices
    glass = np.where(window, 0.5 + 0.5 * cell[:, 3], 0.0)
    return _shops(along, up, house, drawn, Front(albedo, glow.astype(np.float32), glass.astype(np.float32)), shops)


def _shops(along: Array, up: Array, house: Indices, drawn: Callable[..., Array], upper: Front, strength: float) -> Front:
    """The ground floor: shop windows between piers, a sign board or an awning over each."""
    ground = up < _SHOP_HEIGHT
    wide = 4.0 + 4.0 * drawn(house.astype(np.int64) * 5 + 2)[:, 0]
    column = np.floor(along / wide).astype(np.int64)
    shop = drawn(house.astype(np.int64) * 2 + 7, column)
    x = along / wide - column
    pane = ground & (np.abs(x - 0.5) < 0.43) & (up > 0.6) & (up < 2.95)
    board = ground & (np.abs(x - 0.5) < 0.46) & (up > 2.95) & (up < 3.75)
    tint = _GLOWS[(shop[:, 0] * len(_GLOWS)).astype(int)]
    ware = drawn(house.astype(np.int64), column * 9 + (x * 9).astype(np.int64), np.floor(up * 2).astype(np.int64))
    inside = tint * (0.35 + 0.9 * ware[:, :1]) * np.where(shop[:, 1:2] < 0.8, 1.0, 0.06) * (0.4 + 1.2 * shop[:, 3:4])
    glow = np.where(pane[:, None], strength * inside, np.where(ground[:, None], 0.0, upper.glow))
    sign = _AWNINGS[(shop[:, 2] * len(_AWNINGS)).astype(int)]
    glow = np.where(board[:, None], strength * 1.2 * sign * (shop[:, 1:2] > 0.35), glow)
    albedo = np.where(ground[:, None], 0.8, 1.0) * upper.albedo
    albedo = np.where(board[:, None], sign, np.where(pane[:, None], 0.06, albedo))
    glass = np.where(pane, 0.6, np.where(ground, 0.0, upper.glass))
    return Front(np.asarray(albedo, np.float32), np.asarray(glow, np.float32), np.asarray(glass, np.float32))
