"""Which of the sizes that an upstream makes to ask for."""

from __future__ import annotations

import math
from collections.abc import Iterable

from overpaint.imaging.values import Size

# One percent of aspect is a border of ours that the upstream draws for nothing; one of area, pixels that it does not draw.
_ASPECT_WEIGHT = 4


def nearest(size: Size, sizes: Iterable[Size]) -> Size:
    """Of `sizes` the one of the nearest shape, and among those the nearest in area."""
    return min(sizes, key=lambda other: _distance(size, other))


def _distance(one: Size, other: Size) -> float:
    across, down = math.log(one[0] / other[0]), math.log(one[1] / other[1])
    return (_ASPECT_WEIGHT * (across - down)) ** 2 + (across + down) ** 2
