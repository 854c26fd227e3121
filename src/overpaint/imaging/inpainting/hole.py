"""The hole that a thing leaves: its mask with a rim around it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.inpainting.grounds import grounds_around
from overpaint.imaging.values import Pixels


def grown(mask: NDArray[np.bool_], margin: float) -> NDArray[np.bool_]:
    """A mask (H, W) and what lies around it within `margin` of the longer side; further below it, where shadows begin."""
    reach = round(margin * max(mask.shape))
    if reach < 1:
        return mask
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    wide = cv2.dilate(mask.astype(np.uint8), round_)
    down = np.zeros((2 * reach + 1, 1), np.uint8)
    down[: reach + 1] = 1  # of a pixel's neighbours those above it: what is marked moves down
    return np.asarray(cv2.dilate(wide, down) > 0)


def with_shadow(rgb: Pixels, hole: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A hole (H, W) and what hangs on it where the ground around is plain: a shadow, a glow, a corner the outline has missed.

    What differs there from the ground's own course by more than the ground does elsewhere, and touches the hole. No more than the
    hole's own area is added, and nothing where the ground is not plain. `rgb`: (H, W, 3) uint8 sRGB.
    """
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    if rows.size == 0:
        return hole
    thick = 2 * float(cv2.distanceTransform(np.pad(hole, 1).astype(np.uint8), cv2.DIST_L2, 3).max())
    reach = max(6, round(_SHADOW_REACH * thick))
    down, across = (slice(max(0, int(side[0]) - 3 * reach), int(side[-1]) + 1 + 3 * reach) for side in (rows, columns))
    inside = hole[down, across]
    factor = min(1.0, _SHADOW_SIDE / max(inside.shape))
    size = max(4, round(inside.shape[1] * factor)), max(4, round(inside.shape[0] * factor))
    small = cv2.GaussianBlur(cv2.resize(rgb[down, across], size, interpolation=cv2.INTER_AREA), (0, 0), 1.2)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2Lab), np.float32)
    there = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.02
    away = cv2.distanceTransform((~there).astype(np.uint8), cv2.DIST_L2, 5) / factor
    far = (away > reach) & (away < 3 * reach)
    grounds = grounds_around(np.ascontiguousarray(rgb[down, across]), inside)
    if grounds is None:
        return hole
    around = cv2.resize(grounds.around.astype(np.float32), size, interpolation=cv2.INTER_NEAREST)
    rim = around[(away > 0) & (away < reach) & (around >= 0)].astype(np.int32)
    if rim.size == 0:
        return hole
    far &= around == int(np.bincount(rim).argmax())
    course = course_of(lab, far)
    if course is None:
        return hole
    rest = np.linalg.norm((lab - course) * np.array([1.0, 1.5, 1.5], np.float32), axis=2)
    limit = max(_SHADOW_LEAST, _SHADOW_TIMES * float(np.percentile(rest[far], 70)))
    if limit > _SHADOW_MOST:
        return hole
    count, labels = cv2.connectedComponents(((rest > limit) & ~there & (away <= 2 * reach)).astype(np.uint8), connectivity=4)
    touching = np.bincount(labels[cv2.dilate(there.astype(np.uint8), np.ones((3, 3))) > 0], minlength=count) > 0
    passing = np.bincount(labels[away > 1.8 * reach], minlength=count) > 0  # a line or a thing that only comes near
    touching[0] = False
    hangs_on = (touching & ~passing)[labels]
    if not 0 < np.count_nonzero(hangs_on) <= np.count_nonzero(there):
        return hole
    wide = cv2.dilate(hangs_on.astype(np.uint8), np.ones((3, 3)), iterations=2).astype(np.float32)
    answer = hole.copy()
    answer[down, across] |= cv2.resize(wide, inside.shape[::-1], interpolation=cv2.INTER_LINEAR) > 0.5
    return answer


def course_of(lab: NDArray[np.float32], where: NDArray[np.bool_]) -> NDArray[np.float32] | None:
    """(h, w, 3): the colours of a ground that is known `where`, as a square function of the place that most of it agrees with."""
    if np.count_nonzero(where) < _FEW:
        return None
    y, x = np.meshgrid(*(np.linspace(-1, 1, side, dtype=np.float32) for side in where.shape), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    same, course = where, np.zeros_like(lab)
    for _ in range(4):
        course = np.asarray(terms @ np.linalg.lstsq(terms[same], lab[same], rcond=None)[0], np.float32)
        apart = np.abs(lab - course).max(axis=2)
        limit = max(1.5, 2.5 * float(np.median(apart[same])))
        fewer = where & (apart <= limit)
        if fewer.sum() < max(_FEW, _MOST_OF_IT * where.sum()):
            return None
        same = fewer
    return course


_SHADOW_REACH, _SHADOW_SIDE = 0.35, 400
"""How far a shadow is looked for, as a share of the hole's thickness; the longer side at which it is."""

_SHADOW_LEAST, _SHADOW_TIMES, _SHADOW_MOST = 2.2, 3.0, 9.0
"""CIELAB distance from the ground's course that tells a shadow; how many times the ground's own; where that is more, there is no
plain ground.
"""

_MOST_OF_IT, _FEW = 0.6, 60


def variety_around(rgb: Pixels, hole: NDArray[np.bool_]) -> float:
    """How unlike the places are that a hole, (H, W), borders on: the spread of their colours in CIELAB, without texture.

    0 on one even ground; 20 and more where the hole lies across several things. `rgb`: (H, W, 3) uint8 sRGB.
    """
    wide = max(_RING, round(_RING_SHARE * max(hole.shape)))
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    if rows.size == 0:
        return 0.0
    down, across = (slice(max(0, int(side[0]) - 2 * wide), int(side[-1]) + 1 + 2 * wide) for side in (rows, columns))
    inside = hole[down, across]
    lab = cv2.cvtColor(rgb[down, across].astype(np.float32) / np.float32(255), cv2.COLOR_RGB2Lab)
    ring = (cv2.dilate(inside.astype(np.uint8), np.ones((3, 3)), iterations=wide) > 0) & ~inside
    colours = cv2.GaussianBlur(lab, (0, 0), _EVEN)[ring]
    return float(np.sqrt(colours.var(axis=0).sum())) if len(colours) else 0.0


_RING, _RING_SHARE, _EVEN = 6, 0.02, 4.0
"""Width of what is looked at around a hole, in pixels and as a share of the longer side; sigma that evens texture out."""
