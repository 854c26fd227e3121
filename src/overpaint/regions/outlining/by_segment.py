"""The thing in a box, or where class heat is, as the segmenter sees it: several prompts, of whose answers the best is believed.

Nothing is answered where none is sure, steady and fills the box: then whoever asks has other ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.outlining.growing import SIDE, edged, tidied
from overpaint.regions.outlining.looking import cut, enlarged
from overpaint.regions.segmenting import Prompt, Segment, segment
from overpaint.weights import WeightStore

_SURE, _STEADY = 0.9, 0.85
_INSIDE, _SPANNED = 0.9, 0.75
_FULL, _HELD = 0.95, 0.93
_TIMID = 0.035
"""By how much the network foretells too little where it is told so much that it gives one reading instead of three."""
_MARGIN = 0.06
_GAP, _JUST_INSIDE = 0.05, 0.04
"""Of a box's side: how far from it a thing may end, and where a point is put if it ends before."""
_HOT, _WARM = 0.6, 0.45
_COVERED, _TIMES = 0.5, 6.0
"""Of the hot core how much must be inside, and how many times the warm area the whole may be: heat shows the middle of things."""


def in_box(rgb: Pixels, box: Box, weights: WeightStore) -> tuple[Plane, Box] | None:
    """(values (h, w) float32 in [0, 1], the box they lie in) of the thing that fills a box; None where it can't be told.

    `rgb`: (H, W, 3) uint8 sRGB, the whole picture. Raises EngineUnavailable without the weight files.
    """
    cells = _Cells(rgb, box)
    first = segment(rgb, Prompt(box=box), weights)
    middle = cells.deepest(first)
    asked = [first, _told_more(rgb, box, (middle,), weights)]
    if missing := cells.beyond(max(asked, key=cells.worth)):
        asked.append(_told_more(rgb, box, (middle, *missing), weights))
    good = [one for one in asked if cells.is_filled_by(one)]
    if not good:
        return None
    best = max(good, key=lambda one: cells.worth(one) * _agreed(one, asked))
    fuller = [one for one in good if _held(best, one) > _HELD and missing and not cells.beyond(one)]
    return drawn(rgb, max(fuller, key=cells.worth, default=best))


def at_heat(rgb: Pixels, box: Box, heat: Plane, weights: WeightStore) -> tuple[Plane, Box] | None:
    """The same for a spot of class heat. `heat`: (H, W) float32 in [0, 1], of this spot alone; `box`: around it."""
    row, column = np.unravel_index(int(heat.argmax()), heat.shape)
    peak = float(row), float(column)
    asked = (
        segment(rgb, Prompt(on=(peak,)), weights),
        segment(rgb, Prompt(box=box), weights),
        _told_more(rgb, box, (peak,), weights),
    )
    good = [one for one in asked if _agrees(one, heat)]
    sure = [one for one in good if one.sureness >= _SURE and one.steadiness >= _STEADY]
    return drawn(rgb, max(sure, key=_trust)) if sure else None


def _count(plane: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(plane))


def drawn(rgb: Pixels, found: Segment, *, whole: bool = True) -> tuple[Plane, Box]:
    """A segment at the picture's size, its edge along the picture's: (values, the box they lie in). `whole`: without small
    holes and crumbs.
    """
    solid = tidied(found.logits > 0) if whole else found.logits > 0
    y, x = rgb.shape[0] / solid.shape[0], rgb.shape[1] / solid.shape[1]
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    tight = int(rows[0] * y), int(columns[0] * x), round((rows[-1] + 1) * y), round((columns[-1] + 1) * x)
    around = enlarged(tight, _MARGIN, rgb.shape)
    part = cut(rgb, around)
    factor = min(1.0, max(SIDE, *solid.shape) / max(part.shape[:2]))
    size = max(1, round(part.shape[1] * factor)), max(1, round(part.shape[0] * factor))
    logits = np.where(solid, np.maximum(found.logits, np.float32(0.1)), np.minimum(found.logits, np.float32(-0.1)))
    across, down = part.shape[1] / size[0] / x, part.shape[0] / size[1] / y
    where = np.array(
        [[across, 0, across / 2 + around[1] / x - 0.5], [0, down, down / 2 + around[0] / y - 0.5]], np.float64
    )  # from pixels of the small part to cells, centres on centres
    small = cv2.warpAffine(
        np.asarray(logits, np.float32),
        where,
        size,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return edged(part, (small > 0).astype(np.float32)), around


def _told_more(rgb: Pixels, box: Box, on: tuple[tuple[float, float], ...], weights: WeightStore) -> Segment:
    one = segment(rgb, Prompt(box=box, on=on), weights)
    return replace(one, sureness=min(1.0, one.sureness + _TIMID))


def _agreed(one: Segment, asked: Sequence[Segment]) -> float:
    """How much it is what the other answers are too, on average."""
    solid = one.logits > 0
    others = [other.logits > 0 for other in asked if other is not one]
    return sum(_count(solid & other) / max(1, _count(solid | other)) for other in others) / len(others)


def _held(one: Segment, other: Segment) -> float:
    """How much of one the other holds."""
    solid = one.logits > 0
    return _count(solid & (other.logits > 0)) / max(1, _count(solid))


def _trust(one: Segment) -> float:
    return one.sureness * one.steadiness


def _agrees(one: Segment, heat: Plane) -> bool:
    """Whether it holds the hot core and is not far larger than what is warm."""
    solid = one.logits > 0
    small = cv2.resize(heat, solid.shape[::-1], interpolation=cv2.INTER_AREA)
    core, warm = small > _HOT * small.max(), small > _WARM * small.max()
    covered = _count(solid & core) / max(1, _count(core))
    return covered > _COVERED and _count(solid) < _TIMES * max(1, _count(warm))


class _Cells:
    """A box in the cells of the segmenter's answers, and how well they fill it."""

    def __init__(self, rgb: Pixels, box: Box) -> None:
        self.cell = max(rgb.shape[:2]) / 256
        self.edges = tuple(edge / self.cell for edge in box)

    def inside(self, one: Segment) -> float:
        """Share of it that lies in the box."""
        solid = one.logits > 0
        top, left, bottom, right = (round(edge) for edge in self.edges)
        return float(np.count_nonzero(solid[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1])) / max(
            1, int(solid.sum())
        )

    def spanned(self, one: Segment) -> float:
        """How much of the box's height, and of its width, it reaches over, multiplied."""
        reach = self._reach(one)
        if reach is None:
            return 0.0
        top, left, bottom, right = self.edges
        high = (min(reach[2], bottom) - max(reach[0], top)) / max(bottom - top, 1e-6)
        wide = (min(reach[3], right) - max(reach[1], left)) / max(right - left, 1e-6)
        return float(min(high / _FULL, 1.0) * min(wide / _FULL, 1.0))

    def is_filled_by(self, one: Segment) -> bool:
        """Whether it may be the thing that the box was drawn around."""
        sure = one.sureness >= _SURE and one.steadiness >= _STEADY
        return sure and self.inside(one) >= _INSIDE and self.spanned(one) >= _SPANNED

    def worth(self, one: Segment) -> float:
        """0 to 1: how much it is to be believed."""
        return _trust(one) * self.inside(one) * self.spanned(one)

    def deepest(self, one: Segment) -> tuple[float, float]:
        """(row, column) in pixels of the picture of the point farthest from its outline."""
        depth = cv2.distanceTransform(np.pad((one.logits > 0).astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        return (float(row) + 0.5) * self.cell, (float(column) + 0.5) * self.cell

    def beyond(self, one: Segment) -> tuple[tuple[float, float], ...]:
        """Points just inside the box's top and bottom where it ends before them: the foot of a glass, the tip of a mast."""
        reach = self._reach(one)
        if reach is None:
            return ()
        top, bottom = self.edges[0], self.edges[2]
        high, column = bottom - top, (reach[1] + reach[3]) / 2
        ends = (
            (reach[0] - top > _GAP * high, top + _JUST_INSIDE * high),
            (bottom - reach[2] > _GAP * high, bottom - _JUST_INSIDE * high),
        )
        return tuple((row * self.cell, column * self.cell) for short, row in ends if short)

    def _reach(self, one: Segment) -> tuple[float, float, float, float] | None:
        solid = one.logits > 0
        rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
        return None if rows.size == 0 else (float(rows[0]), float(columns[0]), float(rows[-1] + 1), float(columns[-1] + 1))
