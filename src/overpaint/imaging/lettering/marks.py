"""Marks that belong to a line of writing without being letters of it: the emblem beside a name, a bar, letters the reader missed.

They have the letters' colour, are near, and end: what runs on out of their neighbourhood is something else that is so coloured.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.lettering.written import Line
from overpaint.imaging.values import Pixels

Flags = NDArray[np.bool_]

_INKED, _ALIKE = 0.55, 45.0
"""How far a mark's colour lies at least on the way from the ground's to the letters', which are thin and blended with it, or on
beyond; sRGB levels by which it may be off that way.
"""

_APART = 50.0
"""Levels by which letters must differ from their ground: others have no colour of their own."""

_BESIDE, _ABOVE = 6.0, 3.0
_NEAR = 1.5
_LEAST, _HIGHEST = 0.12, 4.5
"""Of a line's height: how far beside and above it marks are looked for; how near to it, or to another mark, one has to be; the
least side of a square as large as one; and how high one may be.
"""

_RIM = 0.12
"""Of a line's height: how far marks' soft edges reach."""

_EVEN, _FEW = 14.0, 6
"""Levels by which the colour of what is painted over a picture differs within it, at most; pixels to tell."""

_PURE, _AROUND = 0.06, 0.3
"""Of a line's frame: the pixels that differ most from the ground, which are letters and nothing else; of its height: as far
around it the ground is looked at.
"""


def marks_of(rgb: Pixels, line: Line, written: Flags) -> Flags:
    """(H, W): marks that belong to a line in a picture, (H, W, 3) uint8 sRGB, with their soft rim; nothing where there are none.
    `written`: (H, W), the frames of all lines, whose letters are no marks.
    """
    marks = np.zeros(rgb.shape[:2], bool)
    found = _ground_and_ink(rgb, line)
    if found is None:
        return marks
    ground, ink = found
    high = line.height
    top, left, bottom, right = line.box(rgb.shape)
    window = (
        slice(max(0, int(top - _ABOVE * high)), min(rgb.shape[0], int(bottom + _ABOVE * high))),
        slice(max(0, int(left - _BESIDE * high)), min(rgb.shape[1], int(right + _BESIDE * high))),
    )
    apart, way = rgb[window].astype(np.float32) - ground, ink - ground
    along = (apart @ way) / float(way @ way)
    beside = np.linalg.norm(apart - along[..., None] * way, axis=2)
    alike = cv2.morphologyEx(((along > _INKED) & (beside < _ALIKE)).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))) > 0
    frame = line.plane((rgb.shape[0], rgb.shape[1]))[window] > 0
    alike &= frame | ~written[window]
    count, labels, facts, _ = cv2.connectedComponentsWithStats(alike.astype(np.uint8), connectivity=8)
    core = cv2.erode(alike.astype(np.uint8), np.ones((3, 3))) > 0
    waiting = [
        at
        for at in range(1, count)
        if _may_be_one(facts[at], alike.shape, high, window, rgb.shape) and _is_even(apart, labels == at, core)
    ]
    belonging = frame.copy()
    grew = True
    while grew:
        near = cv2.distanceTransform((~belonging).astype(np.uint8), cv2.DIST_L2, 5) <= _NEAR * high
        joined = [at for at in waiting if near[labels == at].any()]
        waiting = [at for at in waiting if at not in joined]
        belonging |= np.isin(labels, joined)
        grew = bool(joined)
    marks[window] = belonging & ~frame & ~written[window]
    rim = max(2, round(_RIM * high))
    return np.asarray(cv2.dilate(marks.astype(np.uint8), np.ones((3, 3)), iterations=rim) > 0) if marks.any() else marks


def _may_be_one(
    facts: NDArray[np.int32], shape: tuple[int, ...], high: float, window: tuple[slice, slice], picture: tuple[int, ...]
) -> bool:
    left, top, wide, tall, area = (int(fact) for fact in facts)
    runs_on = (
        (left == 0 and window[1].start > 0)
        or (top == 0 and window[0].start > 0)
        or (left + wide == shape[1] and window[1].stop < picture[1])
        or (top + tall == shape[0] and window[0].stop < picture[0])
    )
    return not runs_on and area >= (_LEAST * high) ** 2 and tall <= _HIGHEST * high


def _is_even(colours: NDArray[np.float32], mark: Flags, core: Flags) -> bool:
    """Whether it is painted over the picture: one even colour, which nothing in the picture has."""
    inside = mark & core
    if np.count_nonzero(inside) < _FEW:
        return False
    return float(colours[inside].std(axis=0).max()) <= _EVEN


def _ground_and_ink(rgb: Pixels, line: Line) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
    """The colours around its letters and of them; None where they can't be told apart."""
    top, left, bottom, right = line.box(rgb.shape)
    frame = line.plane((rgb.shape[0], rgb.shape[1])) > 0
    reach = max(2, round(_AROUND * line.height))
    rows, columns = slice(max(0, top - reach), bottom + reach), slice(max(0, left - reach), right + reach)
    inside = frame[rows, columns]
    around = (cv2.dilate(inside.astype(np.uint8), np.ones((3, 3)), iterations=reach) > 0) & ~inside
    if not inside.any() or not around.any():
        return None
    part = rgb[rows, columns].astype(np.float32)
    ground = np.asarray(np.median(part[around], axis=0), np.float32)
    apart = np.abs(part - ground).max(axis=2)
    pure = inside & (apart >= np.quantile(apart[inside], 1 - _PURE))
    if float(np.median(apart[pure])) < _APART:
        return None
    return ground, np.asarray(np.median(part[pure], axis=0), np.float32)
