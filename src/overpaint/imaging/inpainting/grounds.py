"""The grounds a hole lies on (wall and floor, sky and roof), and how the lines between them go on through it.

The surroundings are parted into even regions (Felzenszwalb and Huttenlocher, "Efficient Graph-Based Image Segmentation", 2004);
those that touch the hole and look alike are one ground. Where two of them meet at the hole's rim a line enters it; lines are
paired so that none crosses another and each goes on the way it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.inpainting.crossing import OTHER, Points, lines_through, nearest, outlines
from overpaint.imaging.values import Pixels

Flags = NDArray[np.bool_]
Labels = NDArray[np.int32]

_SIDE = 320
"""Longer side at which regions are told apart."""

_SCALE, _EVEN, _LEAST_REGION = 260.0, 0.9, 0.004
"""Of the parting: how unlike regions must be, the sigma that evens noise out, and the least region as a share of the part."""

_BAND = 0.03
_LEAST_BAND = 5
"""Width of the rim whose colours are compared, as a share of the longer side and in pixels."""

_ALIKE, _BY_TEXTURE = 9.0, 0.45
"""CIELAB distance below which regions are one ground, and how much more textured ones may differ. Lightness counts half: light
falls off along a wall.
"""

_LEAST_OF_RIM, _INNER = 0.02, 0.25
"""Of the rim: less is no ground of the hole's; and how much of a region lies inside, by which it is no strip."""

_SOFT, _FEW = 2.2, 12
"""CIELAB distance a pixel, at most, where regions pass over into each other without an edge; pixels of a border to tell."""


@dataclass(frozen=True, eq=False)
class Grounds:
    """`around`: (h, w) int32 at a working size, which ground each pixel outside the hole is of, or OTHER. `lines`: curves through
    the hole, (n, 2) points (x, y) in shares of width and height. `count`: how many grounds.
    """

    around: Labels
    lines: tuple[Points, ...]
    count: int

    def map(self, hole: Flags) -> Labels:
        """(H, W) int32: the ground of each pixel, in the hole as well, for a hole of any size."""
        height, width = hole.shape
        labels = cv2.resize(self.around.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST).astype(np.int32)
        if self.count == 1:
            labels[hole] = 0
            return labels
        walls = np.zeros(hole.shape, np.uint8)
        for line in self.lines:
            points = np.rint(line * np.array([width, height])).astype(np.int32)
            cv2.polylines(walls, [points.reshape(-1, 1, 2)], isClosed=False, color=1, thickness=1, lineType=cv2.LINE_4)
        count, parts = cv2.connectedComponents((hole & (walls == 0)).astype(np.uint8), connectivity=4)
        rim = cv2.dilate(hole.astype(np.uint8), np.ones((3, 3)), iterations=max(2, max(hole.shape) // 150)) > 0
        rim &= ~hole & (labels >= 0)
        beside = nearest(np.where(rim, labels, OTHER))
        facing = hole & (cv2.dilate((~hole).astype(np.uint8), np.ones((3, 3))) > 0)
        inside = np.full(hole.shape, OTHER, np.int32)
        for part in range(1, count):
            there = parts == part
            touching = beside[there & facing]
            touching = touching[touching >= 0]
            if touching.size:
                inside[there] = int(np.bincount(touching).argmax())
        return np.where(hole, nearest(inside), labels)


def grounds_around(rgb: Pixels, hole: Flags) -> Grounds | None:
    """The grounds a hole lies on; None where they can't be told, or not how they go on. `rgb`: (H, W, 3) uint8 sRGB."""
    factor = min(1.0, _SIDE / max(hole.shape))
    size = max(8, round(hole.shape[1] * factor)), max(8, round(hole.shape[0] * factor))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    inside = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.02
    if inside.mean() > 0.7 or not inside.any():
        return None
    merged, count = _merged(small, inside)
    lines: list[Points] = []
    for outline in outlines(inside):
        found = lines_through(outline, merged, inside)
        if found is None:
            return None
        lines += [line / np.array([inside.shape[1], inside.shape[0]]) for line in found]
    return Grounds(merged, tuple(lines), count) if count else None


def _merged(small: Pixels, hole: Flags) -> tuple[Labels, int]:
    """(h, w) int32: the ground of each pixel outside the hole, the same number for those that look alike; and how many."""
    height, width = hole.shape
    parting = _parting()
    painted = small.copy()
    painted[hole] = (255, 0, 255)
    parting.setMinSize(max(12, int(_LEAST_REGION * hole.size)))
    regions = np.asarray(parting.processImage(painted), np.int32)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2Lab), np.float32)
    even = np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.0), np.float32)
    away = cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 5)
    band = max(_LEAST_BAND, _BAND * max(height, width))
    rim = (away > 0) & (away <= band)
    numbers, sizes = np.unique(regions[rim], return_counts=True)
    near = (away > 0) & (away <= 2.5 * band)
    large = (int(number) for number, size in zip(numbers, sizes, strict=True) if size >= _LEAST_OF_RIM * rim.sum())
    kept = [number for number in large if not _is_strip((regions == number) & near)]
    looks = {number: _look(even, lab, near & (regions == number)) for number in kept}
    groups = _softly_bordered(even, regions, near, kept)
    while len(groups) > 1:
        pairs = [(_apart(groups[i], groups[j], looks), i, j) for i in range(len(groups)) for j in range(i)]
        distance, i, j = min(pairs)
        if distance >= 1.0:
            break
        groups[j] += groups.pop(i)
    labels = np.full(hole.shape, OTHER, np.int32)
    means = [np.mean([looks[number][0] for number in group], axis=0) for group in groups]
    slack = [float(np.mean([looks[number][1] for number in group])) for group in groups]
    for at, group in enumerate(groups):
        labels[np.isin(regions, group)] = at
    for number in np.unique(regions[labels == OTHER]):  # what lies apart from the hole but looks like one of its grounds
        there = (regions == number) & ~hole
        if not there.any():
            continue
        look = _look(even, lab, there)
        gaps = [_distance(look, (mean, spread)) for mean, spread in zip(means, slack, strict=True)]
        if gaps and min(gaps) < 1.0:
            labels[there] = int(np.argmin(gaps))
    labels[hole] = OTHER
    return labels, len(groups)


def _is_strip(region: Flags) -> bool:
    """Whether it is nowhere wider than the blend of the colours beside it."""
    inner = cv2.erode(region.astype(np.uint8), np.ones((5, 5)))
    return int(np.count_nonzero(inner)) < _INNER * int(np.count_nonzero(region))


def _softly_bordered(even: NDArray[np.float32], regions: Labels, near: Flags, kept: Sequence[int]) -> list[list[int]]:
    """Regions that pass over into each other without an edge, such as what lies out of focus, are one ground."""
    across, down = (cv2.Sobel(even, cv2.CV_32F, *way, ksize=1) for way in ((1, 0), (0, 1)))
    steep = np.sqrt((across**2 + down**2).sum(axis=2)) / 2
    near_to = {number: cv2.dilate(((regions == number) & near).astype(np.uint8), np.ones((5, 5))) > 0 for number in kept}
    groups = [[number] for number in kept]
    for at, one in enumerate(kept):
        for other in kept[:at]:
            border = near_to[one] & near_to[other]
            if np.count_nonzero(border) < _FEW or float(np.percentile(steep[border], 80)) > _SOFT:
                continue
            first, second = (next(group for group in groups if number in group) for number in (one, other))
            if first is not second:
                first += second
                groups.remove(second)
    return groups


@cache
def _parting() -> cv2.ximgproc.segmentation.GraphSegmentation:
    return cv2.ximgproc.segmentation.createGraphSegmentation(sigma=_EVEN, k=_SCALE, min_size=50)


Look = tuple[NDArray[np.float32], float]
"""Mean CIELAB and texture (standard deviation)."""


def _look(even: NDArray[np.float32], lab: NDArray[np.float32], where: Flags) -> Look:
    return even[where].mean(axis=0), float(lab[where].std(axis=0).mean())


def _distance(one: Look, other: Look) -> float:
    """1: just too unlike for one ground."""
    apart = (one[0] - other[0]) * np.array([0.5, 1.0, 1.0], np.float32)
    return float(np.sqrt((apart**2).sum() + (one[1] - other[1]) ** 2)) / (_ALIKE + _BY_TEXTURE * min(one[1], other[1]))


def _apart(group: Sequence[int], other: Sequence[int], looks: dict[int, Look]) -> float:
    return float(np.mean([_distance(looks[a], looks[b]) for a in group for b in other]))
