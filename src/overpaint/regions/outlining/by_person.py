"""The person in a detected box: which pixels are one is the person networks' to say, where the edge runs the picture's."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.base import Instance
from overpaint.regions.detection import Detected, person_masks
from overpaint.regions.outlining import by_segment
from overpaint.regions.outlining.growing import edged
from overpaint.regions.outlining.looking import cut, enlarged, stands_out
from overpaint.weights import WeightStore

_MARGIN = 0.08
_PRESENT = 0.7
_CANVAS = 512
_SPREAD = 0.03
_WHOLE, _FAINT = 0.5, 0.1
_STRANGER = 0.1
_MOSTLY, _UNSURE = 0.6, 0.6


def outline(rgb: Pixels, box: Box, weights: WeightStore, others: tuple[Box, ...] = ()) -> tuple[Plane, Box]:
    """(values (h, w) float32 in [0, 1], the box they lie in). `others`: boxes of persons who are not meant.

    `rgb`: (H, W, 3) uint8 sRGB, the whole picture. Raises EngineUnavailable without the weight files.
    """
    if (seen := by_segment.in_box(rgb, box, weights)) is not None:
        return seen
    factor = min(1.0, _CANVAS / max(box[2] - box[0], box[3] - box[1]))
    size = max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor))
    masks = person_masks(rgb, box, weights, size)
    around = enlarged(box, _MARGIN, rgb.shape)
    part = cut(rgb, around)
    somebody, own = (_part(plane, around, rgb.shape) for plane in (masks.selfie, masks.pose))
    salient = cv2.resize(stands_out(rgb, weights)[around[0] : around[2], around[1] : around[3]], somebody.shape[::-1])
    if masks.presence < _PRESENT:
        own = somebody * _mine(somebody.shape, box, around, others)
    near = cv2.dilate((own > _WHOLE).astype(np.uint8), _disc(max(own.shape) * _SPREAD))
    agreed = np.minimum(somebody, salient) * _mine(own.shape, box, around, others) * near
    belief = np.asarray(np.maximum(own, agreed), np.float32)
    return edged(part, _without_strangers(belief)), around


def _without_strangers(belief: Plane) -> Plane:
    """Without parts that stand apart and are small beside the person: somebody behind, cut by the box."""
    count, labels, facts, _ = cv2.connectedComponentsWithStats((belief > _FAINT).astype(np.uint8))
    areas = facts[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    small = [label for label in range(1, count) if areas[label] < _STRANGER * areas.max()]
    return np.asarray(np.where(np.isin(labels, small), 0, belief), np.float32)


def shared_out(found: Sequence[Instance | None], boxes: Sequence[Detected]) -> list[Instance | None]:
    """Persons of whom none has what is another's: what two outlines claim goes to the one to whose box's middle it is nearer."""
    there = _each_once(found)
    kept: list[Instance | None] = []
    for at, one in enumerate(there):
        for other_at, other in enumerate(there):
            if one is not None and other is not None and at != other_at:
                one = _less(one, boxes[at].box, other, boxes[other_at].box, ties=at > other_at)
        kept.append(one)
    return kept


def _less(one: Instance, box: Box, other: Instance, others_box: Box, *, ties: bool) -> Instance:
    """What is left of one beside another. `ties`: what is as near to both is the other's."""
    top, left = max(one.box[0], other.box[0]), max(one.box[1], other.box[1])
    bottom, right = min(one.box[2], other.box[2]), min(one.box[3], other.box[3])
    if top >= bottom or left >= right:
        return one
    rows, columns = np.mgrid[top:bottom, left:right]
    theirs = other.values[top - other.box[0] : bottom - other.box[0], left - other.box[1] : right - other.box[1]]
    own, off = _off(box, rows, columns), _off(others_box, rows, columns)
    plane = np.ones(one.size[::-1], np.float32)
    plane[top:bottom, left:right] -= np.where(own >= off if ties else own > off, theirs, 0)
    return one.within(plane)


def _each_once(found: Sequence[Instance | None]) -> list[Instance | None]:
    """Without those of whom a surer one has most already: two boxes of one person."""
    kept: list[Instance | None] = list(found)
    for at in sorted(range(len(found)), key=lambda at: found[at].score if found[at] else 0.0):  # type: ignore[union-attr]
        one = kept[at]
        surer = [other for other in kept if other is not None and one is not None and other.score > one.score]
        if one is not None and one.score < _UNSURE and surer:
            claimed = np.zeros(one.size[::-1], np.float32)
            for other in surer:
                other.paint(claimed)
            kept[at] = None if one.within(claimed).area > _MOSTLY * one.area else one
    return kept


def _off(box: Box, rows: Plane, columns: Plane) -> Plane:
    """How far from the middle of a box, counted in its own width and height."""
    across = (columns - (box[1] + box[3]) / 2) / max(1, box[3] - box[1])
    down = (rows - (box[0] + box[2]) / 2) / max(1, box[2] - box[0])
    return np.asarray(np.hypot(across, down), np.float32)


def _part(plane: Plane, around: Box, shape: tuple[int, ...]) -> Plane:
    y, x = plane.shape[0] / shape[0], plane.shape[1] / shape[1]
    top, left = int(around[0] * y), int(around[1] * x)
    bottom, right = max(top + 1, round(around[2] * y)), max(left + 1, round(around[3] * x))
    return np.ascontiguousarray(plane[top:bottom, left:right])


def _mine(shape: tuple[int, ...], box: Box, around: Box, others: tuple[Box, ...]) -> Plane:
    """1 where this person's box is the one whose middle is nearest, counted in its own width; 0 in another's or outside."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    rows = around[0] + (y + 0.5) * (around[2] - around[0]) / shape[0]
    columns = around[1] + (x + 0.5) * (around[3] - around[1]) / shape[1]
    margin = 0.04 * max(box[2] - box[0], box[3] - box[1])
    inside = (rows >= box[0] - margin) & (rows < box[2] + margin) & (columns >= box[1] - margin) & (columns < box[3] + margin)

    def off(one: Box) -> Plane:
        return np.asarray(np.abs(columns - (one[1] + one[3]) / 2) / max(1, one[3] - one[1]), np.float32)

    mine = inside.copy()
    for other in others:
        there = (rows >= other[0]) & (rows < other[2]) & (columns >= other[1]) & (columns < other[3])
        mine &= ~there | (off(box) <= off(other))
    return np.asarray(mine, np.float32)


def _disc(radius: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    side = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
