"""Whether a filled hole passes for a photograph: the result is looked at, not only what it was made of.

What gives a filling away: a seam along the hole's outline, lines that come to it and break off, smears smoother than what is
around, and patches that nothing fits. Weighed by a logistic fit to sixty removals on thirty photographs, looked at one by one;
fitted to half of them, over twenty ways to halve them, it lets 66 % of the other half's good ones through, and of what it lets
through 14 % is bad. How unlike the patches are, alone, let 74 % through, of which 26 % were bad.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.inpainting.filling import Filled, part_around
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

_UNLIKE, _SEAM, _BROKEN, _SMEARED, _START = 1.05, 0.52, 3.31, 0.79, -4.8
_MOST = 0.41
"""Chosen on the same sheet: what is let through below it is hardly ever bad."""

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


@dataclass(frozen=True)
class Verdict:
    """`doubt` in [0, 1]: how likely the filling is bad. `seam`: CIELAB distance a pixel across the outline. `broken`: share of
    the lines coming to it that break off. `smeared`: share of the hole without the fine structure that is around.
    """

    doubt: float
    seam: float
    broken: float
    smeared: float

    @property
    def passes(self) -> bool:
        return self.doubt <= _MOST


def judged(rgb: Pixels, filled: Filled, hole: Flags) -> Verdict:
    """What is to be thought of a filling. `rgb`: (H, W, 3) uint8 sRGB as it was before; `hole`: (H, W)."""
    box = part_around(hole)
    inside = hole[box]
    factor = min(1.0, _SIDE / max(inside.shape))
    size = max(8, round(inside.shape[1] * factor)), max(8, round(inside.shape[0] * factor))
    small = np.asarray(cv2.resize(filled.rgb[box], size, interpolation=cv2.INTER_AREA), np.uint8)
    there = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
    if not there.any() or there.all():
        return Verdict(0.0, 0.0, 0.0, 0.0)
    rim = _Rim.of(there)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2Lab), np.float32)
    seam, smeared = _seam(lab, rim), _smeared(lab, rim)
    broken = _broken(np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32), rim)
    share = float(hole.mean())
    unlike = filled.unlike * (1 + _LARGE * share) * (1 + _VARIED * share * variety_around(rgb, hole))
    logit = _UNLIKE * np.log(max(unlike, 1.0)) + _SEAM * np.log(seam + 0.3) + _BROKEN * broken + _SMEARED * smeared + _START
    return Verdict(float(1 / (1 + np.exp(-logit))), seam, broken, smeared)


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


def _seam(lab: Plane, rim: _Rim) -> float:
    even = cv2.GaussianBlur(lab, (0, 0), 0.8)
    x, y = (cv2.Sobel(even, cv2.CV_32F, *way, ksize=3) / 8 for way in ((1, 0), (0, 1)))
    steep = np.linalg.norm(x * rim.across[..., None] + y * rim.down[..., None], axis=2)
    return float(steep[rim.outline].mean())


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
