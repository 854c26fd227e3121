"""Which of the sizes that an upstream makes to ask for."""

from __future__ import annotations

import math
from collections.abc import Iterable

from overpaint.imaging.values import Size

# One percent of aspect is a border of ours that the upstream draws for nothing; one of area, pixels that it does not draw.
_ASPECT_WEIGHT = 4

ASPECTS: dict[Size, str] = {
    (1024, 1024): "1:1",
    (832, 1248): "2:3",
    (1248, 832): "3:2",
    (864, 1184): "3:4",
    (1184, 864): "4:3",
    (896, 1152): "4:5",
    (1152, 896): "5:4",
    (768, 1344): "9:16",
    (1344, 768): "16:9",
    (1536, 672): "21:9",
}
"""The aspects that Gemini's models take, with the pixels of each at `1K`; what comes may differ by a few."""

# From so many pixels on a picture is worth the next resolution.
_WORTH_2K = 1_600_000


def nearest(size: Size, sizes: Iterable[Size]) -> Size:
    """Of `sizes` the one of the nearest shape, and among those the nearest in area."""
    return min(sizes, key=lambda other: _distance(size, other))


def in_blocks(size: Size, *, block: int, fewest: int, most: int, longest: int) -> Size:
    """The size of the same shape in whole blocks, with at least `fewest` and at most `most` pixels, no edge over `longest`."""
    width, height = size
    scale = min(1.0, math.sqrt(most / (width * height)), longest / max(size))
    if width * height * scale * scale < fewest:
        scale = min(math.sqrt(fewest / (width * height)), longest / max(size))
    across, down = (max(1, round(edge * scale / block)) for edge in size)
    while across * down * block * block > most:
        across, down = (across - 1, down) if across >= down else (across, down - 1)
    return min(across * block, longest), min(down * block, longest)


def by_aspect(size: Size, *, twice: bool) -> Size:
    """The nearest aspect, at about a megapixel; `twice`: with edges twice as long for a picture that is worth it."""
    width, height = nearest(size, ASPECTS)
    return (2 * width, 2 * height) if twice and size[0] * size[1] > _WORTH_2K else (width, height)


def aspect_of(size: Size) -> str:
    """Of a size that `by_aspect` gave, or that an operator has named: `3:2`."""
    return ASPECTS[nearest(size, ASPECTS)]


def resolution_of(size: Size) -> str:
    """`1K` or `2K`."""
    return "2K" if size[0] * size[1] > _WORTH_2K else "1K"


def _distance(one: Size, other: Size) -> float:
    across, down = math.log(one[0] / other[0]), math.log(one[1] / other[1])
    return (_ASPECT_WEIGHT * (across - down)) ** 2 + (across + down) ** 2
