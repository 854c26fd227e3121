"""What plain ground looks like in a hole: its smooth course from rim to rim, with the fine structure that patches bring.

The course is harmonic, as in Perez et al., "Poisson Image Editing", 2003: as smooth as what is around allows, without blotches.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels

Flags = NDArray[np.bool_]
Labels = NDArray[np.int32]
Plane = NDArray[np.float32]

_COARSE = 0.024
"""Sigma that parts a ground's course from its fine structure, as a share of the longer side."""

_NEAR = 0.12
"""Of the longer side: so far around the hole a ground tells how it goes on."""

_EVEN, _UNEVEN = 4.0, 9.0
"""Levels by which a ground's course differs from a plane laid through it: up to the first it is plain, from the second on not."""

_MOST = 0.9
"""Of a ground around a hole: the rest may be something else that lies there."""

_RARE = 0.004
"""Share of the ground around whose fine structure is stronger than any that is brought into the hole."""

_SIDE = 256
"""Longer side at which the course is laid."""

_FEW = 150


def evened(filled: Plane, rgb: Pixels, hole: Flags, labels: Labels) -> Plane:
    """(H, W, 3) float32 of 0 to 255: what was filled, its course on each plain ground made that of what is around the hole.

    `labels`: (H, W), the ground of each pixel, below 0 for none. Outside the hole nothing changes.
    """
    sigma = max(_COARSE * max(hole.shape), 2.0)
    away = cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 5)
    near = (away > 0) & (away <= max(_NEAR * max(hole.shape), 3 * sigma))
    answer = filled
    for ground in np.unique(labels[hole]):
        there = labels == ground
        known = _inner(there, hole, near, sigma)
        if ground < 0 or np.count_nonzero(known & near) < _FEW:
            continue
        share = _plainness(_evened_out(rgb, known, sigma), known & near)
        if share <= 0:
            continue
        course = _course(rgb, known, hole, sigma)
        fine = answer - _evened_out(answer, there, sigma)
        usual = (rgb - _evened_out(rgb, known, sigma))[known & near]
        least, most = np.percentile(usual, (100 * _RARE, 100 * (1 - _RARE)), axis=0)
        plain = course + np.clip(fine, least, most)
        answer = np.where((hole & there)[..., None], answer + share * (plain - answer), answer)
    return np.asarray(answer, np.float32)


def _inner(there: Flags, hole: Flags, near: Flags, sigma: float) -> Flags:
    """A ground outside the hole without the borders to others, whose colours blend in; all of it where that leaves too little."""
    rim = max(2, round(sigma / 2))
    padded = np.pad(there | hole, rim, mode="edge").astype(np.uint8)  # the picture's edge is no border
    inner = ~hole & (cv2.erode(padded, np.ones((3, 3)), iterations=rim)[rim:-rim, rim:-rim] > 0)
    return inner if np.count_nonzero(inner & near) > _FEW else there & ~hole


def _plainness(course: Plane, where: Flags) -> float:
    """1 for a ground whose colours lie in a plane, 0 for one with larger structure of its own."""
    rows, columns = np.nonzero(where)
    step = max(1, rows.size // 4000)
    terms = np.stack([np.ones(rows.size), rows, columns], axis=1)[::step].astype(np.float64)
    colours = course[where][::step].astype(np.float64)
    rest = np.zeros(0)
    for _ in range(2):
        rest = colours - terms @ np.linalg.lstsq(terms, colours, rcond=None)[0]
        apart = (rest**2).sum(axis=1)
        most = apart <= np.percentile(apart, 100 * _MOST)
        terms, colours, rest = terms[most], colours[most], rest[most]
    return float(np.clip((_UNEVEN - np.sqrt((rest**2).mean())) / (_UNEVEN - _EVEN), 0, 1))


def _course(rgb: Pixels, known: Flags, hole: Flags, sigma: float) -> Plane:
    """(H, W, 3): how a ground that is `known` in places goes on everywhere."""
    factor = min(1.0, _SIDE / max(hole.shape))
    size = max(4, round(hole.shape[1] * factor)), max(4, round(hole.shape[0] * factor))
    small = cv2.resize(_evened_out(rgb, known, sigma), size, interpolation=cv2.INTER_AREA)
    there = cv2.resize(known.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
    laid = harmonic(np.asarray(small, np.float32), ~there) if there.any() else small
    return np.asarray(cv2.resize(laid, hole.shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def _evened_out(colour: NDArray[np.uint8] | Plane, where: Flags, sigma: float) -> Plane:
    """Blurred, each pixel by what is `where` alone."""
    weight = where.astype(np.float32)
    total = cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.asarray(
        cv2.GaussianBlur(colour * weight[..., None], (0, 0), sigma) / np.maximum(total, np.float32(1e-4))[..., None], np.float32
    )


def harmonic(picture: Plane, hole: Flags) -> Plane:
    """(h, w, C) float32, the hole filled smoothly from its edge inwards, coarse to fine."""
    height, width = hole.shape
    if min(height, width) <= 4:
        mean = picture[~hole].mean(axis=0) if not hole.all() else np.zeros(picture.shape[2], np.float32)
        return np.where(hole[..., None], mean, picture).astype(np.float32)
    size = (max(2, width // 2), max(2, height // 2))
    known = (~hole).astype(np.float32)
    share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    small = _resized(picture * known[..., None], size, cv2.INTER_AREA) / np.maximum(share, 1e-6)[..., None]
    below = harmonic(small.astype(np.float32), share <= 1e-6)
    filled = np.where(hole[..., None], _resized(below, (width, height), cv2.INTER_LINEAR), picture)
    for _ in range(12):
        filled = np.where(hole[..., None], _blurred(filled), picture)
    return filled.astype(np.float32)


def _resized(planes: Plane, size: tuple[int, int], method: int) -> Plane:
    return np.dstack(
        [cv2.resize(np.ascontiguousarray(planes[..., at]), size, interpolation=method) for at in range(planes.shape[2])]
    )


def _blurred(planes: Plane) -> Plane:
    return np.dstack([cv2.blur(np.ascontiguousarray(planes[..., at]), (3, 3)) for at in range(planes.shape[2])])
