"""The things that class heat shows: spots of it, and for each what the segmenter sees there, or the salient piece that agrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.outlining import by_segment
from overpaint.regions.outlining.growing import edged, grown, smaller, tidied
from overpaint.regions.outlining.looking import cut, enlarged, stands_out
from overpaint.weights import WeightStore

LEAST_PEAK = 7.0
"""Heat that nothing reaches which isn't there: absent things peaked at 4.7 or less, found ones at 15 to 60, on 72 phrases."""

_SPOT, _SPOT_PEAK = 0.45, 0.62
_HOT, _WARM = 0.6, 0.45
_MARGINS = (0.12, 0.4, 0.9)
_AGREED = 0.3
_COVERED = 0.25
_TIMES = 4.0
"""A piece may be larger than the heat by so much, for heat shows the middle of things."""


@dataclass(frozen=True, eq=False)
class Spot:
    """`peak`: how hot. `box`: in pixels of the picture. `heat`: (h, w) float32 in [0, 1], of the picture, this spot alone."""

    peak: float
    box: Box
    heat: Plane


def spots(heat: Plane, shape: tuple[int, ...]) -> list[Spot]:
    """The spots of a coarse plane of heat, hottest first; none where nothing is hot enough. `shape`: the picture's."""
    peak, usual = float(heat.max()), float(np.median(heat))
    if peak < LEAST_PEAK:
        return []
    share = np.clip((heat - usual) / max(peak - usual, 1e-6), 0, 1).astype(np.float32)
    count, labels, facts, _ = cv2.connectedComponentsWithStats((share > _SPOT).astype(np.uint8))
    y, x = shape[0] / heat.shape[0], shape[1] / heat.shape[1]
    found = []
    for at in range(1, count):
        inside = labels == at
        if share[inside].max() < _SPOT_PEAK:
            continue
        left, top, wide, high = (int(value) for value in facts[at, :4])
        box = (int(top * y), int(left * x), min(shape[0], round((top + high) * y)), min(shape[1], round((left + wide) * x)))
        near = cv2.dilate(inside.astype(np.float32), np.ones((9, 9), np.uint8))
        only = cv2.GaussianBlur(near, (0, 0), 2.0) * share
        found.append(Spot(float(heat[inside].max()), box, np.asarray(only, np.float32)))
    return sorted(found, key=lambda spot: -spot.peak)


def outline(rgb: Pixels, spot: Spot, weights: WeightStore) -> tuple[Plane, Box] | None:
    """(values (h, w) float32 in [0, 1], the box they lie in); None where nothing that stands out agrees with the heat."""
    heat = np.asarray(cv2.resize(spot.heat, rgb.shape[1::-1], interpolation=cv2.INTER_CUBIC), np.float32)
    if (segmented := by_segment.at_heat(rgb, spot.box, heat, weights)) is not None:
        return segmented
    best = max(_pieces(rgb, spot.box, heat, weights), key=lambda piece: piece[0], default=None)
    if best is None or best[0] < _AGREED:
        return None
    _, around, seen = best
    part = cut(rgb, around)
    small = smaller(part)
    belief = np.asarray(cv2.resize(seen, small.shape[1::-1], interpolation=cv2.INTER_AREA), np.float32)
    mask = tidied(grown(small, _labels(belief)))
    return (edged(part, mask.astype(np.float32)), around) if mask.any() else None


def _pieces(rgb: Pixels, box: Box, heat: Plane, weights: WeightStore) -> Iterator[tuple[float, Box, Plane]]:
    """(how well it agrees, the part looked at, belief (h, w) in it) for each salient piece, from near and far."""
    whole = (0, 0, rgb.shape[0], rgb.shape[1])
    for around in dict.fromkeys([*(enlarged(box, margin, rgb.shape, 16) for margin in _MARGINS), whole]):
        seen = stands_out(cut(rgb, around), weights)
        hot = heat[around[0] : around[2], around[1] : around[3]]
        count, labels, _, _ = cv2.connectedComponentsWithStats((seen > 0.5).astype(np.uint8))
        for at in range(1, count):
            piece = labels == at
            yield _agreement(piece, hot, around, rgb.shape), around, np.asarray(np.where(piece, seen, 0), np.float32)


def _agreement(piece: NDArray[np.bool_], hot: Plane, around: Box, shape: tuple[int, ...]) -> float:
    """0 to 1: how much of the hot core it covers, unless the look's own edge cuts it or it is far larger than the heat."""
    core = hot > _HOT
    covered = np.count_nonzero(piece & core) / max(1, int(np.count_nonzero(core)))
    if covered < _COVERED:
        return 0.0
    area = int(np.count_nonzero(piece))
    edges = (
        (piece[0], around[0] > 0),
        (piece[-1], around[2] < shape[0]),
        (piece[:, 0], around[1] > 0),
        (piece[:, -1], around[3] < shape[1]),
    )
    cut_off = sum(int(np.count_nonzero(edge)) for edge, inner in edges if inner)
    cut_share = min(1.0, 3 * cut_off / max(1.0, 2 * float(np.sqrt(np.pi * area))))
    times = area / max(1, int(np.count_nonzero(hot > _WARM)))
    return float(np.sqrt(covered) * (1 - 0.8 * cut_share) * min(1.0, _TIMES / max(times, 1e-6)))


def _labels(belief: Plane) -> NDArray[np.uint8]:
    labels = np.full(belief.shape, cv2.GC_BGD, np.uint8)
    labels[cv2.dilate((belief > 0.3).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0] = cv2.GC_PR_BGD
    labels[belief > 0.4] = cv2.GC_PR_FGD
    labels[belief > 0.85] = cv2.GC_FGD
    return labels
