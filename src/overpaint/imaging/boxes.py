"""How large boxes are, and how much of two is one: (top, left, bottom, right) in pixels."""

from __future__ import annotations

from overpaint.imaging.values import Box


def area(box: Box) -> int:
    """Pixels in it; 0 where it ends before it begins."""
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def common(one: Box, other: Box) -> int:
    """Pixels that lie in both."""
    return area((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])))


def alike(one: Box, other: Box) -> float:
    """What lies in both as a share of what lies in either, in [0, 1]."""
    both = common(one, other)
    return both / max(1, area(one) + area(other) - both)
