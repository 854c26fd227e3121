"""Where a thing that was outlined is what the picture is about, its edge is the subject's: drawn with more care, and the same in
every step of a plan that names it one way here and the other there.
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import Image, Pixels, Plane
from overpaint.regions.base import Instance
from overpaint.regions.detection.remembering import remembered
from overpaint.regions.salience import Salience, find_salient
from overpaint.weights import WeightStore

_SAME = 0.85
_SOLID = 0.5
_EDGE = 0.015
_WORTH_A_LOOK = 0.02
_STRAIGHT = 0.25
"""Share of a side of its box that a thing fills where the box has cut it; what is round, furry or on legs fills less."""


def with_subjects_edge(found: list[Instance], rgb: Pixels, weights: WeightStore) -> list[Instance]:
    """The instances, those that are a part of the subject standing alone with its alpha. `rgb`: (H, W, 3) uint8 sRGB."""
    if not any(one.area > _WORTH_A_LOOK * rgb.shape[0] * rgb.shape[1] for one in found):
        return found
    alpha = salient(rgb, weights).alpha
    count, labels = cv2.connectedComponents((alpha > _SOLID).astype(np.uint8))
    if count < 2:
        return found
    parts = np.asarray(labels, np.int32)
    return [_matched(one, alpha, parts, alone=len(found) == 1) for one in found]


@remembered(pictures=2)
def salient(rgb: Pixels, weights: WeightStore) -> Salience:
    """What stands out in a picture, (H, W, 3) uint8 sRGB. Raises EngineUnavailable without the weight files."""
    return find_salient(Image(rgb), weights, lambda: None)


def _matched(one: Instance, alpha: Plane, labels: np.ndarray[tuple[int, ...], np.dtype[np.int32]], *, alone: bool) -> Instance:
    solid = one.mask.values > _SOLID
    if not solid.any():
        return one
    shares = np.bincount(labels[solid], minlength=2)[1:]
    part = labels == 1 + int(shares.argmax())
    if alone and cut_by_its_box(one) and np.count_nonzero(part & solid) > _SAME * np.count_nonzero(solid):
        return _instance(np.where(part | (labels == 0), alpha, np.float32(0)), one)
    either = np.count_nonzero(part | solid)
    if np.count_nonzero(part & solid) < _SAME * either:
        return one
    reach = 2 * max(1, round(_EDGE * max(alpha.shape))) + 1
    near = cv2.dilate(solid.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    others = (labels > 0) & ~part
    return _instance(np.where(near & ~others, alpha, np.float32(0)), one)


def cut_by_its_box(one: Instance) -> bool:
    """Whether it ends in a long straight line that is not the frame's: the detector's box was smaller than the thing."""
    top, left, bottom, right = one.box
    sides = (
        (one.values[0], top == 0),
        (one.values[-1], bottom == one.size[1]),
        (one.values[:, 0], left == 0),
        (one.values[:, -1], right == one.size[0]),
    )
    return any(float((line > _SOLID).mean()) > _STRAIGHT for line, framed in sides if not framed)


def _instance(alpha: Plane, like: Instance) -> Instance:
    values = np.asarray(alpha, np.float32)
    top, left, bottom, right = _box(values)
    held = np.ascontiguousarray(values[top:bottom, left:right])
    return Instance(held, (top, left, bottom, right), like.size, like.score, like.words)


def _box(values: Plane) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(values.max(axis=1) > 0), np.flatnonzero(values.max(axis=0) > 0)
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
