"""Whether a filled hole passes for a photograph: the result is looked at, not only what it was made of.

What gives a filling away: lines that come to the hole and break off, smears smoother than what is around, patches that nothing
fits, and that come from all over; and, where those leave it open, whether a segmenter that is pointed at the hole's middle sees
its shape. Weighed by a logistic fit to sixty removals on thirty photographs, looked at one by one; fitted to half of them, over
sixty ways to halve them, it lets 74 % of the other half's good ones through, and of what it lets through 11 % is bad.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.inpainting.filling import Filled, Piece, part_around
from overpaint.imaging.inpainting.hole import variety_around
from overpaint.imaging.values import Pixels

Flags = NDArray[np.bool_]
Plane = NDArray[np.float32]

_SIDE = 512
"""Longer side of the part around the hole at which the result is looked at."""

_LARGE, _VARIED = 6.0, 0.3
"""How much more unlikeness counts in a large hole, and in one that lies across several things, whose borders would have to be
found again.
"""

_WHOLE = 0.7
"""Power with which what comes from one place, as it was, makes up for patches that fit less."""

_UNLIKE, _BROKEN, _SMEARED, _START = 1.33, 2.21, 1.78, -5.08
_MOST, _HOPELESS = 0.4, 0.8
"""Weights without a segmenter. Up to the first doubt a filling passes, and from the second on nothing saves it."""

_ASKED_UNLIKE, _ASKED_BROKEN, _ASKED_SMEARED, _ASKED_SHAPE, _ASKED_START = 1.07, 1.76, 2.15, 1.12, -2.36
_ASKED_MOST = 0.48
_LEAST_SHAPE = 0.03
"""The same where it is asked: how much of what it sees and of the hole agree, which counts by its logarithm from so much on."""

_RING = 24
_NEAR = (2.0, 5.0)
_FINE, _SMEAR = 1.5, 0.7
_LINE = 6.0
_STEPS = (3.0, 6.0)
_LOOK = 2
_ENOUGH = 0.6
_FEW_LINES = 0.3
"""In pixels: the ring around the hole, where lines come to it, sigma of fine structure, steps inside at which lines are looked
for, and how far around. Natural logarithm of how much finer structure may be lost; levels a pixel that make a line; share of its
strength that is left of it inside; lines a pixel of the outline below which a broken one counts less.
"""


PointedAt = Callable[[Pixels, tuple[float, float]], Flags | None]
"""(H, W): what a segmenter sees at (row, column) of a picture, (H, W, 3) uint8 sRGB; None where there is none to ask."""


@dataclass(frozen=True)
class Verdict:
    """`doubt` in [0, 1]: how likely the filling is bad. `broken`: share of the lines coming to it that break off. `smeared`:
    share of the hole without the fine structure that is around.
    """

    doubt: float
    broken: float
    smeared: float
    passes: bool


_NOTHING = Verdict(0.0, 0.0, 0.0, passes=True)


def judged(rgb: Pixels, filled: Filled, pointed_at: PointedAt | None = None) -> Verdict:
    """What is to be thought of a filling: of its worst piece. `rgb`: (H, W, 3) uint8 sRGB as it was before."""
    worst = _NOTHING
    for piece in filled.pieces:
        verdict = _of_piece(rgb, filled.rgb, piece, pointed_at)
        worst = max(worst, verdict, key=lambda one: (not one.passes, one.doubt))
        if not worst.passes:
            break
    return worst


def _of_piece(rgb: Pixels, answer: Pixels, piece: Piece, pointed_at: PointedAt | None) -> Verdict:
    box = part_around(piece.hole)
    inside = piece.hole[box]
    factor = min(1.0, _SIDE / max(inside.shape))
    size = max(8, round(inside.shape[1] * factor)), max(8, round(inside.shape[0] * factor))
    small = np.asarray(cv2.resize(answer[box], size, interpolation=cv2.INTER_AREA), np.uint8)
    there = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
    if not there.any() or there.all():
        return _NOTHING
    rim = _Rim.of(there)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2Lab), np.float32)
    smeared = _smeared(lab, rim)
    broken = _broken(np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32), rim)
    share = float(piece.hole.mean())
    hard = max(piece.unlike, 1.0) * (1 + _LARGE * share) * (1 + _VARIED * share * variety_around(rgb, piece.hole))
    unlike = float(np.log(hard * (1.05 - piece.whole) ** _WHOLE))
    doubt = _odds(_UNLIKE * unlike + _BROKEN * broken + _SMEARED * smeared + _START)
    if doubt <= _MOST or doubt >= _HOPELESS or pointed_at is None:
        return Verdict(doubt, broken, smeared, passes=doubt <= _MOST)
    seen = pointed_at(np.ascontiguousarray(answer[box]), _middle(inside))
    if seen is None:
        return Verdict(doubt, broken, smeared, passes=False)
    shape = float(np.log(np.count_nonzero(seen & inside) / np.count_nonzero(seen | inside) + _LEAST_SHAPE))
    weighed = _ASKED_UNLIKE * unlike + _ASKED_BROKEN * broken + _ASKED_SMEARED * smeared
    doubt = _odds(weighed + _ASKED_SHAPE * shape + _ASKED_START)
    return Verdict(doubt, broken, smeared, passes=doubt <= _ASKED_MOST)


def _odds(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def _middle(hole: Flags) -> tuple[float, float]:
    """(row, column) that lies deepest inside."""
    depth = cv2.distanceTransform(np.pad(hole, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return float(row), float(column)


@dataclass(frozen=True)
class _Rim:
    """A hole's outline: how deep inside and how far outside each pixel lies, and the way inwards (x, y)."""

    depth: Plane
    away: Plane
    across: Plane
    down: Plane

    @classmethod
    def of(cls, hole: Flags) -> _Rim:
        sides = (np.asarray(cv2.distanceTransform(side.astype(np.uint8), cv2.DIST_L2, 5), np.float32) for side in (hole, ~hole))
        depth, away = sides
        signed = cv2.GaussianBlur(np.where(hole, depth, -away).astype(np.float32), (0, 0), 2.0)
        x, y = (cv2.Sobel(signed, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))
        length = np.hypot(x, y) + np.float32(1e-6)
        return cls(depth, away, x / length, y / length)

    @property
    def outline(self) -> Flags:
        return np.asarray((self.depth <= 1.5) & (self.away <= 1.5))


def _smeared(lab: Plane, rim: _Rim) -> float:
    fine = np.abs(lab - cv2.GaussianBlur(lab, (0, 0), _FINE)).mean(axis=2)
    ring = (rim.away > 1) & (rim.away <= _RING)
    around = _mean_of(fine, ring, max(6.0, float(rim.depth.max())))
    lost = np.log((around + 0.15) / (_mean_of(fine, rim.depth > 0, 3.0) + 0.15))
    inner = rim.depth > 2
    return float((lost[inner if inner.any() else rim.depth > 0] > _SMEAR).mean())


def _mean_of(plane: Plane, where: Flags, sigma: float) -> Plane:
    weight = where.astype(np.float32)
    total = np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma), np.float32(1e-4))
    return np.asarray(cv2.GaussianBlur(plane * weight, (0, 0), sigma) / total, np.float32)


def _broken(grey: Plane, rim: _Rim) -> float:
    """Share of the lines that come to the outline and do not go on inside; less where there are few."""
    even = cv2.GaussianBlur(grey, (0, 0), 1.2)
    x, y = (cv2.Sobel(even, cv2.CV_32F, *way) / 8 for way in ((1, 0), (0, 1)))
    strength = np.hypot(x, y)
    entering = (np.abs(x * rim.across + y * rim.down) < 0.5 * strength) & (strength > _LINE)
    rows, columns = np.nonzero(entering & (rim.away > _NEAR[0]) & (rim.away <= _NEAR[1]))
    if rows.size == 0:
        return 0.0
    own_x, own_y, own = x[rows, columns], y[rows, columns], strength[rows, columns]
    along = np.stack([-own_y, own_x], axis=1) / own[:, None]
    inwards = np.stack([rim.across[rows, columns], rim.down[rows, columns]], axis=1)
    along = np.where((along * inwards).sum(axis=1, keepdims=True) < 0, -along, along)
    goes_on = np.zeros(rows.size)
    for step in _STEPS:
        ahead = (rim.away[rows, columns] + step)[:, None] * along
        at_row, at_column = np.rint(rows + ahead[:, 1]).astype(int), np.rint(columns + ahead[:, 0]).astype(int)
        best = np.full(rows.size, -np.inf)
        for up in range(-_LOOK, _LOOK + 1):
            for left in range(-_LOOK, _LOOK + 1):
                r, c = np.clip(at_row + up, 0, grey.shape[0] - 1), np.clip(at_column + left, 0, grey.shape[1] - 1)
                best = np.maximum(best, (x[r, c] * own_x + y[r, c] * own_y) / own)
        goes_on += np.clip(best / own / _ENOUGH, 0, 1) / len(_STEPS)
    few = min(1.0, float(own.sum()) / max(1, int(np.count_nonzero(rim.outline))) / _FEW_LINES)
    return float((own * (1 - goes_on)).sum() / own.sum()) * few
