"""The thing in a detected box: as the segmenter sees it, or what stands out there, grown over its colours, inside the box."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.outlining import by_segment
from overpaint.regions.outlining.growing import edged, grown, smaller, tidied
from overpaint.regions.outlining.looking import cut, enlarged, stands_out
from overpaint.weights import WeightStore

_MARGIN, _LEAK = 0.22, 0.03
_BELIEVED = 0.35
_FILLED, _TOO_FULL = 0.3, 0.93
_PROBABLE, _SURE, _NOT = 0.35, 0.85, 0.3
_FAR = 0.1


def outline(rgb: Pixels, box: Box, weights: WeightStore, *, closely: bool = True) -> tuple[Plane, Box]:
    """(values (h, w) float32 in [0, 1], the box they lie in). `closely`: the salience network looks at the box alone as well.

    `rgb`: (H, W, 3) uint8 sRGB, the whole picture. Raises EngineUnavailable without the weight file.
    """
    if (seen := by_segment.in_box(rgb, box, weights)) is not None:
        return seen
    around = enlarged(box, _MARGIN, rgb.shape)
    part = cut(rgb, around)
    inside = _shifted(box, around)
    allowed = np.zeros(part.shape[:2], np.uint8)
    top, left, bottom, right = enlarged(inside, _LEAK, part.shape, 2)
    allowed[top:bottom, left:right] = 1
    belief, worth = _best(rgb, around, part, allowed, weights, closely)
    small = smaller(part)
    size = small.shape[1::-1]
    where = cv2.resize(allowed, size, interpolation=cv2.INTER_NEAREST) > 0
    believed = np.asarray(cv2.resize(belief, size, interpolation=cv2.INTER_AREA), np.float32)
    if worth > _BELIEVED:
        mask = grown(small, _by_belief(believed, where)) | ((believed > _SURE) & where)
    else:
        mask = grown(small, _by_ellipse(inside, part.shape[0] / small.shape[0], where))
    return edged(part, tidied(mask).astype(np.float32)), around


def _shifted(box: Box, around: Box) -> Box:
    return box[0] - around[0], box[1] - around[1], box[2] - around[0], box[3] - around[1]


def _best(
    rgb: Pixels, around: Box, part: Pixels, allowed: NDArray[np.uint8], weights: WeightStore, closely: bool
) -> tuple[Plane, float]:
    """The look, from far, from near or both, that fills the box best and leaks least out of it; and how well it does."""
    far = np.asarray(cut(stands_out(rgb, weights), around), np.float32)  # type: ignore[arg-type]
    looks = [far]
    if closely:
        near = stands_out(part, weights)
        looks += [near, np.maximum(far, near)]
    worths = [_worth(look, allowed > 0) for look in looks]
    best = int(np.argmax(worths))
    return looks[best], worths[best]


def _worth(look: Plane, allowed: NDArray[np.bool_]) -> float:
    """0 to 1: how far it spans the box, without what lies outside, nearly nothing or nearly all of it."""
    seen = look > 0.5
    inside = seen & allowed
    if not inside.any():
        return 0.0
    leak = np.count_nonzero(seen & ~allowed) / np.count_nonzero(seen)
    fill = np.count_nonzero(inside) / np.count_nonzero(allowed)
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    spanned = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1) / np.count_nonzero(allowed)
    return float(spanned * (1 - leak) * min(1.0, fill / _FILLED) * (1.0 if fill < _TOO_FULL else 0.6))


def _by_belief(seen: Plane, where: NDArray[np.bool_]) -> NDArray[np.uint8]:
    labels = np.full(seen.shape, cv2.GC_BGD, np.uint8)
    labels[where] = cv2.GC_PR_BGD
    labels[where & (seen > _PROBABLE)] = cv2.GC_PR_FGD
    labels[where & (seen > _SURE)] = cv2.GC_FGD
    distance = cv2.distanceTransform((seen < _NOT).astype(np.uint8), cv2.DIST_L2, 3)
    labels[distance > _FAR * max(seen.shape)] = cv2.GC_BGD  # a gate, or colours run away
    return labels


def _by_ellipse(inside: Box, factor: float, where: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Nothing stands out: the middle of the box is taken for the thing."""
    top, left, bottom, right = (edge / factor for edge in inside)
    y, x = np.mgrid[: where.shape[0], : where.shape[1]]
    out = ((x - (left + right) / 2) / max((right - left) / 2, 1)) ** 2 + (
        (y - (top + bottom) / 2) / max((bottom - top) / 2, 1)
    ) ** 2
    labels = np.full(where.shape, cv2.GC_BGD, np.uint8)
    labels[where] = cv2.GC_PR_FGD
    labels[where & (out > 1.15)] = cv2.GC_PR_BGD
    labels[out < 0.08] = cv2.GC_FGD
    return labels
