"""What shelves, floors and windows show, by the place on them. Pure array work."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_TABLE = 4096
_SPINES = np.array(
    [
        (0.26, 0.05, 0.04),
        (0.05, 0.09, 0.2),
        (0.06, 0.13, 0.07),
        (0.42, 0.34, 0.2),
        (0.5, 0.47, 0.4),
        (0.04, 0.04, 0.045),
        (0.3, 0.16, 0.07),
        (0.14, 0.05, 0.09),
        (0.22, 0.24, 0.26),
        (0.45, 0.2, 0.06),
    ],
    np.float32,
)
_GLASS = np.array(
    [(0.5, 0.26, 0.07), (0.10, 0.2, 0.08), (0.5, 0.48, 0.42), (0.24, 0.08, 0.04), (0.3, 0.34, 0.36), (0.1, 0.06, 0.04)],
    np.float32,
)


def _drawn(table: Array, *indices: NDArray[np.int64]) -> Array:
    mixed = sum((index + 40) * prime for index, prime in zip(indices, (7919, 613, 104729), strict=False))
    return np.asarray(table[mixed % _TABLE], np.float32)


def books(along: Array, up: Array, case: NDArray[np.int64], wood: Array, seed: int) -> Array:
    """(N, 3) albedo of a case of books: boards, spines of many colours and heights, and the dark behind them."""
    table = np.random.default_rng((seed % 2**63, 1)).random((_TABLE, 4), np.float32)
    row = np.floor(up / 0.34).astype(np.int64)
    run = _drawn(table, case, row)
    spine = np.floor(along / (0.03 + 0.025 * run[:, 0])).astype(np.int64)
    book = _drawn(table, case, row, spine)
    # A shelf keeps its series together: neighbours share a colour more often than not.
    series = _drawn(table, case, row, spine // 7)
    colour = np.where((book[:, 3] < 0.5)[:, None], series[:, :1], book[:, :1])[:, 0]
    above = up / 0.34 - row
    standing = above < 0.07 + 0.6 + 0.25 * book[:, 1]
    albedo = _SPINES[(colour * len(_SPINES)).astype(int)] * (0.55 + 0.9 * book[:, 2:3])
    albedo = np.where((standing & (book[:, 2] > 0.05))[:, None], albedo, 0.18 * wood)
    return np.asarray(np.where((above < 0.07)[:, None], wood, albedo), np.float32)


def bottles(along: Array, up: Array, wood: Array, seed: int) -> tuple[Array, Array]:
    """(N, 3) albedo and (N, 3) glow of bottles on boards, lit from behind."""
    table = np.random.default_rng((seed % 2**63, 2)).random((_TABLE, 4), np.float32)
    row, column = np.floor(up / 0.42).astype(np.int64), np.floor(along / 0.1).astype(np.int64)
    one = _drawn(table, row, column)
    x, above = along / 0.1 - column - 0.5, up / 0.42 - row
    tall = 0.45 + 0.4 * one[:, 1]
    width = np.where(above < 0.65 * tall, 0.38, 0.16)
    there = (np.abs(x) < width) & (above > 0.07) & (above < tall) & (one[:, 2] > 0.12)
    colour = _GLASS[(one[:, 0] * len(_GLASS)).astype(int)]
    albedo = np.where(there[:, None], colour * 0.35, 0.6 * wood)
    glow = np.where(there[:, None], colour * (0.05 + 0.5 * one[:, 3:4] ** 4), 0.0) + (above < 0.07)[:, None] * 0.12 * wood
    return np.asarray(albedo, np.float32), np.asarray(glow, np.float32)


def planks(x: Array, y: Array, colour: Array, seed: int) -> Array:
    """(N, 3) albedo of floor boards that run ahead."""
    table = np.random.default_rng((seed % 2**63, 3)).random((_TABLE, 4), np.float32)
    board = np.floor(x / 0.14).astype(np.int64)
    length = np.floor((y + 2.0 * _drawn(table, board)[:, 0]) / 2.0).astype(np.int64)
    tone = _drawn(table, board, length)[:, 1:2]
    return np.asarray(colour * (0.75 + 0.5 * tone) * np.where(np.mod(x, 0.14) < 0.006, 0.5, 1.0)[:, None], np.float32)


def outside(along: Array, up: Array, night: bool, seed: int) -> Array:
    """(N, 3) radiance of what a window shows: a bright sky over greenery and houses, or a dark one over lights."""
    table = np.random.default_rng((seed % 2**63, 4)).random((_TABLE, 4), np.float32)
    block, cell = np.floor(along / 0.7).astype(np.int64), np.floor(along / 0.09).astype(np.int64)
    house = _drawn(table, block)
    roof = 1.2 + 0.9 * house[:, 0]
    below = up < roof
    if night:
        window = _drawn(table, cell, np.floor(up / 0.12).astype(np.int64))
        lit = below & (window[:, 0] < 0.16)
        sky = np.array((0.012, 0.012, 0.016), np.float32) * (1.0 + np.clip(2.6 - up, 0, 2)[:, None])
        return np.asarray(np.where(lit[:, None], np.array((1.0, 0.66, 0.36)) * (0.2 + 1.4 * window[:, 1:2]), sky), np.float32)
    sky = np.array((3.4, 3.8, 4.3), np.float32) * (0.75 + 0.2 * up[:, None])
    town = np.where(house[:, 1:2] < 0.55, (0.5, 0.75, 0.32), (1.5, 1.4, 1.3)) * (0.6 + 0.8 * house[:, 2:3])
    return np.asarray(np.where(below[:, None], 0.55 * town + 0.25 * sky, sky), np.float32)
