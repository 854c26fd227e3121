"""The person in a detected box: which pixels are one is the person networks' to say, where the edge runs the picture's."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.detection import person_masks
from overpaint.regions.outlining.growing import edged
from overpaint.regions.outlining.looking import cut, enlarged, stands_out
from overpaint.weights import WeightStore

_MARGIN = 0.08
_PRESENT = 0.7
_CANVAS = 512
_SPREAD = 0.02
_WHOLE = 0.5


def outline(rgb: Pixels, box: Box, weights: WeightStore, others: tuple[Box, ...] = ()) -> tuple[Plane, Box]:
    """(values (h, w) float32 in [0, 1], the box they lie in). `others`: boxes of persons who are not meant.

    `rgb`: (H, W, 3) uint8 sRGB, the whole picture. Raises EngineUnavailable without the weight files.
    """
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
    agreed = np.minimum(np.maximum(somebody, 0), salient) * (
        _mine(own.shape, box, around, others) * near if others else _mine(own.shape, box, around, others)
    )
    return edged(part, np.asarray(np.maximum(own, agreed), np.float32)), around


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
