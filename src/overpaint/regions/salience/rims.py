"""Take the background's own colours out of a belief's rim: wall between strands of hair, a fringe of sky beside a cheek.

A network that sees 320 pixels believes a little beyond the outline, and there it is as sure as inside. What lies within a rim, is
coloured as the background just there, where that is even, has hardly any of the subject's colours, and hangs together with the
outside, is background. Where the subject's inside has the background's colours nothing is taken.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.salience.colour_odds import colour_odds
from overpaint.regions.salience.draft import disc, narrower, wider

Flags = NDArray[np.bool_]

_DEEP, _OFF, _AROUND = 0.035, 0.006, 0.03
"""Shares of the longer side: how deep a rim is, how far off the belief its background is sure, over what it is averaged."""
_EVEN, _LEAST_SPREAD, _LIKE = 0.045, 0.012, 2.6
_FOREIGN, _RATHER, _JUST = -0.5, -0.2, 1.0
"""A colour is foreign by its odds; by weaker ones where it is just what is beside it."""
_ENOUGH = 0.02
_MOST = 0.03
"""Of the subject's area: more than this is no rim."""


def without_background(belief: Plane, rgb: Pixels, kept: Flags | None) -> Plane:
    """(h, w) belief in [0, 1] and the picture, (h, w, 3) uint8 sRGB, of the same size → the belief without such parts of its rim.

    `kept`: (h, w), what is the subject's in any case.
    """
    inside = belief > 0.5
    outside = ~wider(belief > 0.03, _OFF)
    core = narrower(inside, _DEEP)
    if not core.any() or not outside.any():
        return belief
    lab = to_oklab(to_linear(np.ascontiguousarray(rgb)))
    share, spread, off = _local(lab, outside)
    odds = colour_odds(rgb, core, outside)
    foreign = (odds < _FOREIGN) | ((odds < _RATHER) & (off < _JUST))
    like = (share > _ENOUGH) & (spread < _EVEN) & (off < _LIKE) & foreign & ~core
    if kept is not None:
        like &= ~kept
    taken = _from_outside(like & (belief > 0.03), outside | (belief <= 0.03))
    if not taken.any() or np.count_nonzero(taken & inside) > _MOST * np.count_nonzero(inside):
        return belief
    fading = cv2.GaussianBlur(cv2.erode(taken.astype(np.float32), disc(0.0015, belief.shape)), (0, 0), 1.2)
    return np.asarray(belief * (1 - fading), np.float32)


def _local(lab: Plane, where: Flags) -> tuple[Plane, Plane, Plane]:
    """Of these pixels about each place: their share and spread, and how far off their mean it is, in spreads."""
    width = 2 * round(_AROUND * max(where.shape)) + 1
    weight = where.astype(np.float32)
    share = cv2.blur(weight, (width, width))
    safe = np.maximum(share, np.float32(1e-4))
    mean = cv2.blur(lab * weight[..., None], (width, width)) / safe[..., None]
    square = cv2.blur((lab * lab).sum(axis=-1) * weight, (width, width)) / safe
    spread = np.sqrt(np.maximum(square - (mean * mean).sum(axis=-1), 0) / 3)
    off = np.linalg.norm((lab - mean) / np.maximum(spread, _LEAST_SPREAD)[..., None], axis=-1) / np.sqrt(3)
    return np.asarray(share, np.float32), np.asarray(spread, np.float32), np.asarray(off, np.float32)


def _from_outside(parts: Flags, outside: Flags) -> Flags:
    """Those parts that touch the outside."""
    near = cv2.dilate(outside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    _, labels = cv2.connectedComponents(parts.astype(np.uint8), connectivity=4)
    touching = np.unique(labels[near & parts])
    return np.asarray(np.isin(labels, touching) & parts)
