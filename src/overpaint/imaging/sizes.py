"""Which sizes an answer may have: the five rules of the image API, and the allowed size nearest to another.

Every allowed size fits in one table of some 30,000 rows, so "nearest" is looked up, not approximated.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Size

MULTIPLE = 16
LONGEST_EDGE = 3840
WIDEST_RATIO = 3
FEWEST_PIXELS = 655_360
MOST_PIXELS = 8_294_400
_BEYOND = 1_000_000
_ASPECT_WEIGHT = 10
# How far an aspect may go, as a logarithm, before it is another shape.
_SAME_SHAPE = 0.03


Edge: TypeAlias = int | NDArray[np.int64]


@dataclass(frozen=True)
class SizeRule:
    """One rule: its sentence for people, and its test of a width and a height (numbers, or arrays of them)."""

    sentence: str
    holds: Callable[[Edge, Edge], Any]


RULES: tuple[SizeRule, ...] = (
    SizeRule(
        f"width and height must both be multiples of {MULTIPLE}",
        lambda width, height: (np.minimum(width, height) > 0) & (width % MULTIPLE == 0) & (height % MULTIPLE == 0),
    ),
    SizeRule(
        f"the longest edge must not exceed {LONGEST_EDGE:,} pixels",
        lambda width, height: np.maximum(width, height) <= LONGEST_EDGE,
    ),
    SizeRule(
        f"the longer edge must not exceed {WIDEST_RATIO} times the shorter",
        lambda width, height: np.maximum(width, height) <= WIDEST_RATIO * np.minimum(width, height),
    ),
    SizeRule(
        f"it must have at least {FEWEST_PIXELS:,} pixels (width x height)",
        lambda width, height: width * height >= FEWEST_PIXELS,
    ),
    SizeRule(
        f"it must have at most {MOST_PIXELS:,} pixels (width x height)",
        lambda width, height: width * height <= MOST_PIXELS,
    ),
)


def broken_rule(size: Size) -> str | None:
    """The sentence of the first rule that `size` breaks; None when it is allowed."""
    width, height = _bounded(size)
    return next((rule.sentence for rule in RULES if not rule.holds(width, height)), None)


def nearest_allowed(size: Size) -> Size:
    """The allowed size that changes the two edges least: the pixels by which width and height change, added up.

    Among equals the one with the nearest aspect. Where it would be of another shape (4096x4096 is nearest to 3840x2160 so), the
    one nearest to `size` scaled into the rules. An allowed size is its own nearest.
    """
    if broken_rule(size) is None:
        return size
    width, height = (max(1, edge) for edge in _bounded(size))
    ratio = _allowed_ratio(width, height)
    nearest = _least_changed(width, height)
    if abs(math.log(nearest[0] / nearest[1] / ratio)) <= _SAME_SHAPE:
        return nearest
    pixels = max(FEWEST_PIXELS, min(MOST_PIXELS, width * height))
    longer = min(LONGEST_EDGE, math.sqrt(pixels * max(ratio, 1 / ratio)))
    return _least_changed(min(longer, longer * ratio), min(longer, longer / ratio))


def _least_changed(width: float, height: float) -> Size:
    sizes = _allowed()
    change = np.abs(sizes - (width, height)).sum(axis=1)
    across, down = _allowed_logarithms()
    turned = np.where(change == change.min(), np.abs(across - down - math.log(width / height)), math.inf)
    best_width, best_height = sizes[int(np.argmin(turned))]
    return int(best_width), int(best_height)


def _allowed_ratio(width: int, height: int) -> float:
    return max(1 / WIDEST_RATIO, min(WIDEST_RATIO, width / height))


def auto_size(source: Size) -> Size:
    """The allowed size that keeps a picture's aspect, and its number of pixels as nearly as the rules let it.

    One percent of aspect weighs as much as ten of area: nobody sees the second, the first cuts or invents pixels.
    """
    if broken_rule(source) is None:
        return source
    width, height = (max(1, edge) for edge in _bounded(source))
    ratio = _allowed_ratio(width, height)
    pixels = max(FEWEST_PIXELS, min(MOST_PIXELS, width * height))
    across, down = _allowed_logarithms()
    cost = (_ASPECT_WEIGHT * (across - down - math.log(ratio))) ** 2 + (across + down - math.log(pixels)) ** 2
    best_width, best_height = _allowed()[int(np.argmin(cost))]
    return int(best_width), int(best_height)


def _bounded(size: Size) -> Size:
    """Numbers of any length come over the wire: beyond this one the answer is the same."""
    return min(size[0], _BEYOND), min(size[1], _BEYOND)


@cache
def _allowed() -> NDArray[np.int64]:
    """(N, 2): every allowed (width, height)."""
    edges = np.arange(MULTIPLE, LONGEST_EDGE + 1, MULTIPLE)
    sizes = np.stack(np.meshgrid(edges, edges), axis=-1).reshape(-1, 2)
    return sizes[np.logical_and.reduce([rule.holds(sizes[:, 0], sizes[:, 1]) for rule in RULES])]


@cache
def _allowed_logarithms() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    logarithms = np.log(_allowed())
    return logarithms[:, 0].copy(), logarithms[:, 1].copy()
