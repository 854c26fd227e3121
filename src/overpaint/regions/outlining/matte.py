"""Where a thing that was outlined is what the picture is about, its edge is the subject's: drawn with more care, and the same in
every step of a plan that names it one way here and the other there.
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import Image, Pixels, Plane
from overpaint.regions.base import Instance
from overpaint.regions.detection.remembering import remembered
from overpaint.regions.salience import find_salient
from overpaint.weights import WeightStore

_SAME = 0.85
_SOLID = 0.5
_EDGE = 0.015
_WORTH_A_LOOK = 0.02


def with_subjects_edge(found: list[Instance], rgb: Pixels, weights: WeightStore) -> list[Instance]:
    """The instances, those that are a part of the subject standing alone with its alpha. `rgb`: (H, W, 3) uint8 sRGB."""
    if not any(one.area > _WORTH_A_LOOK * rgb.shape[0] * rgb.shape[1] for one in found):
        return found
    alpha = _alpha(rgb, weights)
    count, labels = cv2.connectedComponents((alpha > _SOLID).astype(np.uint8))
    if count < 2:
        return found
    return [_matched(one, alpha, np.asarray(labels, np.int32)) for one in found]


@remembered(pictures=2)
def _alpha(rgb: Pixels, weights: WeightStore) -> Plane:
    return find_salient(Image(rgb), weights, lambda: None).alpha


def _matched(one: Instance, alpha: Plane, labels: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> Instance:
    solid = one.mask.values > _SOLID
    if not solid.any():
        return one
    shares = np.bincount(labels[solid], minlength=2)[1:]
    part = labels == 1 + int(shares.argmax())
    either = np.count_nonzero(part | solid)
    if np.count_nonzero(part & solid) < _SAME * either:
        return one
    reach = 2 * max(1, round(_EDGE * max(alpha.shape))) + 1
    near = cv2.dilate(solid.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    others = (labels > 0) & ~part
    values = np.asarray(np.where(near & ~others, alpha, np.float32(0)), np.float32)
    top, left, bottom, right = _box(values)
    return Instance(
        np.ascontiguousarray(values[top:bottom, left:right]), (top, left, bottom, right), one.size, one.score, one.words
    )


def _box(values: Plane) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(values.max(axis=1) > 0), np.flatnonzero(values.max(axis=0) > 0)
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
