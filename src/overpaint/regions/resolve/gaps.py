"""Things of a mask that stand apart from each other: what somebody means by "the left one" where no finder tells them apart."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from overpaint.imaging.values import Mask
from overpaint.regions.base import Instance

_SOLID = 0.5
_LEAST = 0.1
"""Of the largest one's area: what is smaller is a part of the thing next to it, such as a hand behind a pole."""


def by_gaps(whole: Instance) -> tuple[Instance, ...]:
    """Its connected parts, each with the soft edge and the crumbs that are nearest to it; together exactly the whole."""
    solid = (whole.values > _SOLID).astype(np.uint8)
    _, labels, facts, _ = cv2.connectedComponentsWithStats(solid)
    areas = facts[1:, cv2.CC_STAT_AREA]
    large = 1 + np.flatnonzero(areas >= _LEAST * areas.max()) if areas.size else areas
    if large.size < 2:
        return (whole,)
    elsewhere = np.isin(labels, large, invert=True).astype(np.uint8)
    _, nearest = cv2.distanceTransformWithLabels(elsewhere, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_CCOMP)
    return tuple(_part(whole, np.asarray(nearest == nearest[labels == label][0])) for label in large)


def _part(whole: Instance, inside: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Instance:
    part = Instance.of(Mask(np.where(inside, whole.values, np.float32(0.0))), whole.score, whole.words)
    top, left = whole.box[:2]
    box = (part.box[0] + top, part.box[1] + left, part.box[2] + top, part.box[3] + left)
    return replace(part, values=part.values.copy(), box=box, size=whole.size)
