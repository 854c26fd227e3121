"""A rough mask grown over what has its colours, and its edge drawn along the picture's own.

GrabCut (Rother et al., "GrabCut: Interactive Foreground Extraction Using Iterated Graph Cuts", 2004) at a small size, then a
guided filter (He et al., "Guided Image Filtering", 2010).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Plane

SIDE = 360
"""Pixels of the longer side at which masks are grown."""

_ROUNDS = 4
_LEAST_PART = 0.06
_HOLE = 0.01
_REACH, _EPSILON = 3, 1e-4
_FEWEST = 20


def smaller(rgb: Pixels) -> Pixels:
    """The picture at the size at which masks are grown; never enlarged."""
    factor = SIDE / max(rgb.shape[:2])
    if factor >= 1:
        return rgb
    size = max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def grown(small: Pixels, labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """What GrabCut makes of its labels; as they are where they leave nothing to learn from."""
    known = np.bincount(labels.ravel(), minlength=4)
    if known[cv2.GC_FGD] + known[cv2.GC_PR_FGD] >= _FEWEST and known[cv2.GC_BGD] + known[cv2.GC_PR_BGD] >= _FEWEST:
        cv2.setRNGSeed(1)  # its mixtures start from random centres: the same picture, the same mask
        cv2.grabCut(small, labels, (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65)), _ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))


def tidied(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without crumbs beside the largest part, and without small holes."""
    count, labels, facts, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    areas = facts[1:, cv2.CC_STAT_AREA]
    if count < 2:
        return mask
    kept = np.isin(labels, 1 + np.flatnonzero(areas > _LEAST_PART * areas.max()))
    closed = cv2.morphologyEx(kept.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, facts, _ = cv2.connectedComponentsWithStats(1 - closed)
    holes = [at for at in range(1, len(facts)) if facts[at, cv2.CC_STAT_AREA] < _HOLE * mask.size and facts[at, :2].min() > 0]
    return np.asarray((closed > 0) | np.isin(labels, holes))


def edged(rgb: Pixels, mask: Plane) -> Plane:
    """(H, W) mask of any size in [0, 1] → of the picture's size, its edge along the picture's edges."""
    factor = max(rgb.shape[:2]) / max(mask.shape)
    large = cv2.resize(mask, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    guide = rgb.astype(np.float32) / np.float32(255)
    filtered = cv2.ximgproc.guidedFilter(guide, large, max(2, round(_REACH * factor)), _EPSILON)
    return np.asarray(np.clip(1.25 * filtered - 0.125, 0.0, 1.0), np.float32)
