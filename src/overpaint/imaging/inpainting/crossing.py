"""Lines that end at a hole's rim, where two grounds meet, and how they go on through it.

They are paired so that none crosses another, each parts the same two grounds all along, and goes on the way it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Labels = NDArray[np.int32]
Points = NDArray[np.float64]

_SHORTEST = 0.05
"""Of the hole's outline: less of a ground is a detail of what is beside it."""

_MOST_LINES = 6
"""Ends of lines at the rim; with more the hole lies across clutter, and which goes where can't be told."""

_TURN = np.deg2rad(38.0)
"""A line that would have to bend by more does not go on this way."""

_ONLY_TURN = np.deg2rad(65.0)
"""The same where there are but two ends, which can only belong together."""

_STRAIGHT = np.deg2rad(7.0)
_REACH = 0.09
"""Of the longer side: as far from the rim a line's direction is measured."""

_CLEAR, _LINEAR = 2, 2.5
"""Pixels from the rim within which a border is no line that comes from afar; how much longer than wide a line is."""

OPEN, OTHER = -2, -1
"""Along an outline: the picture ends there. In a map: what is none of the grounds."""


def outlines(hole: Flags) -> list[NDArray[np.int32]]:
    """Each part's outer outline, (n, 2) points (x, y), in order around it."""
    found, _ = cv2.findContours(hole.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return [np.asarray(one[:, 0, :], np.int32) for one in found if len(one) > 8]


@dataclass(frozen=True)
class _End:
    """A line's end at the rim: where, between which grounds, and the way it goes inwards: as it comes (`known`), or else square
    to the rim.
    """

    at: Points
    before: int
    after: int
    inwards: Points
    known: bool


def lines_through(outline: NDArray[np.int32], labels: Labels, hole: Flags) -> list[Points] | None:
    """Curves through the hole; empty for one ground, None where they can't be told."""
    along = _along(outline, labels)
    if along is None:
        return None
    ends = _ends(outline, along, labels, hole)
    if len(ends) > _MOST_LINES:
        return None
    paired = _paired(tuple(range(len(ends))), ends, is_open=bool((along == OPEN).any()), reach=float(max(hole.shape)))
    if paired is None:
        return None
    curves = []
    for first, last in paired[1]:
        curve = _curve(ends[first], ends[last]) if last is not None else _ray(ends[first], hole)
        if curve is None:
            return None
        curves.append(curve)
    return curves


def _along(outline: NDArray[np.int32], labels: Labels) -> NDArray[np.int32] | None:
    """(n,): the ground that each point of the outline borders on, OPEN at the picture's edge, without short pieces."""
    height, width = labels.shape
    x, y = outline[:, 0], outline[:, 1]
    along = nearest(_cores(labels))[y, x].copy()
    along[(x == 0) | (y == 0) | (x == width - 1) | (y == height - 1)] = OPEN
    shortest = max(3, round(_SHORTEST * len(along)))
    for _ in range(40):
        runs = _runs(along)
        if len(runs) < 2:
            break
        start, length = min((run for run in runs), key=lambda run: run[1])
        if length >= shortest:
            break
        before, after = along[start - 1], along[(start + length) % len(along)]
        beside = {int(runs[at][0]): runs[at] for at in range(len(runs))}
        order = sorted(beside)
        place = order.index(start)
        longer_before = beside[order[place - 1]][1] >= beside[order[(place + 1) % len(order)]][1]
        along[np.arange(start, start + length) % len(along)] = before if longer_before else after
    return None if (along == OPEN).all() or (along == OTHER).any() else along


def _cores(labels: Labels) -> Labels:
    """Without the strips a pixel or two wide that blended colours make between regions; all of it where nothing else is left."""
    least, most = (extreme(labels.astype(np.float32), np.ones((3, 3))) for extreme in (cv2.erode, cv2.dilate))
    cores = np.where(least == most, labels, OTHER).astype(np.int32)
    return cores if (cores >= 0).any() else labels


def _runs(along: NDArray[np.int32]) -> list[tuple[int, int]]:
    """(start, length) of each stretch of one ground around a closed outline."""
    starts = np.flatnonzero(along != np.roll(along, 1))
    if starts.size == 0:
        return [(0, len(along))]
    lengths = np.diff(np.append(starts, starts[0] + len(along)))
    return [(int(start), int(length)) for start, length in zip(starts, lengths, strict=True)]


def _ends(outline: NDArray[np.int32], along: NDArray[np.int32], labels: Labels, hole: Flags) -> list[_End]:
    apart = cv2.dilate(hole.astype(np.uint8), np.ones((3, 3)), iterations=_CLEAR) == 0
    ends = []
    for start, _ in _runs(along):
        before, after = int(along[start - 1]), int(along[start])
        if OPEN in (before, after) or before == after:
            continue
        at = (outline[start - 1] + outline[start]).astype(np.float64) / 2
        way = _inwards(at, before, after, labels, apart)
        square = way if way is not None else _square(outline, start)
        ends.append(_End(at, before, after, square, known=way is not None))
    return ends


def _inwards(at: Points, before: int, after: int, labels: Labels, apart: Flags) -> Points | None:
    """The direction in which the border of two grounds enters the hole, from how it comes; None where there is too little."""
    reach = max(8.0, _REACH * max(labels.shape))
    one, other = ((labels == ground).astype(np.uint8) for ground in (before, after))
    border = (cv2.dilate(one, np.ones((3, 3))) > 0) & (cv2.dilate(other, np.ones((3, 3))) > 0) & apart
    rows, columns = np.nonzero(border)
    points = np.stack([columns, rows], axis=1).astype(np.float64) - at
    near = points[np.linalg.norm(points, axis=1) <= reach]
    if len(near) < 6 or np.linalg.norm(near, axis=1).max() < 0.5 * reach:
        return None
    middle = near.mean(axis=0)
    (_, strengths, ways) = np.linalg.svd(near - middle, full_matrices=False)
    if strengths[0] < _LINEAR * strengths[1]:
        return None
    way = ways[0] if float(ways[0] @ middle) < 0 else -ways[0]
    return np.asarray(way, np.float64)


def _square(outline: NDArray[np.int32], place: int) -> Points:
    """The way into the hole at a place of its outline, which runs with the hole to its left or right as OpenCV draws it."""
    reach = max(3, len(outline) // 40)
    along = (outline[(place + reach) % len(outline)] - outline[place - reach]).astype(np.float64)
    way = np.array([along[1], -along[0]]) / max(float(np.linalg.norm(along)), 1e-6)
    centre = outline.mean(axis=0) - outline[place]
    area = cv2.contourArea(outline.reshape(-1, 1, 2), oriented=True)
    return np.asarray(way if area > 0 else -way if area < 0 else centre, np.float64)


Pairs = tuple[tuple[int, int | None], ...]


def _paired(left: tuple[int, ...], ends: Sequence[_End], *, is_open: bool, reach: float) -> tuple[float, Pairs] | None:
    """The cheapest way to join ends so that no line crosses another and each parts the same two grounds all along."""
    if not left:
        return 0.0, ()
    first, best = left[0], None
    for at in range(1, len(left), 2) if not is_open else range(1, len(left)):
        one, other = ends[first], ends[left[at]]
        if (one.before, one.after) != (other.after, other.before):
            continue
        turn = _turn(one, other.at) ** 2 + _turn(other, one.at) ** 2
        if not _goes_on(one, other, only=len(ends) == 2):
            continue
        inner = _paired(left[1:at], ends, is_open=is_open, reach=reach)
        outer = _paired(left[at + 1 :], ends, is_open=is_open, reach=reach)
        if inner is None or outer is None:
            continue
        cost = turn + 0.1 * float(np.linalg.norm(one.at - other.at)) / reach + inner[0] + outer[0]
        if best is None or cost < best[0]:
            best = cost, ((first, left[at]), *inner[1], *outer[1])
    if is_open and ends[first].known:  # it may run out of the picture
        rest = _paired(left[1:], ends, is_open=is_open, reach=reach)
        if rest is not None and (best is None or rest[0] + 0.5 < best[0]):
            best = rest[0] + 0.5, ((first, None), *rest[1])
    return best


def _goes_on(one: _End, other: _End, *, only: bool) -> bool:
    """Whether the line at one end may be that at the other."""
    turns = [_turn(end, to.at) for end, to in ((one, other), (other, one)) if end.known or not only]
    return bool(max(turns, default=0.0) <= (_ONLY_TURN if only else _TURN))


def _turn(end: _End, to: Points) -> float:
    """By how much the line would have to bend at its end to go there."""
    chord = to - end.at
    length = float(np.linalg.norm(chord))
    if length < 3:
        return 0.0
    return float(np.arccos(np.clip(float(end.inwards @ chord) / length, -1, 1)))


def _curve(one: _End, other: _End) -> Points:
    """From one end to the other, leaving each the way the line comes; straight where that hardly differs."""
    chord = other.at - one.at
    length = float(np.linalg.norm(chord))
    straight = max(_turn(one, other.at), _turn(other, one.at)) < _STRAIGHT
    ahead = chord / max(length, 1e-6)
    ways = [end.inwards if end.known and not straight else way for end, way in ((one, ahead), (other, -ahead))]
    handles = one.at + ways[0] * length / 3, other.at + ways[1] * length / 3
    t = np.linspace(0, 1, 33)[:, None]
    curve = (1 - t) ** 3 * one.at + 3 * t * (1 - t) ** 2 * handles[0] + 3 * t**2 * (1 - t) * handles[1] + t**3 * other.at
    before, after = curve[0] - 3 * ways[0], curve[-1] - 3 * ways[1]  # over the rim, so that no gap is left
    return np.asarray(np.vstack([before, curve, after]), np.float64)


def _ray(end: _End, hole: Flags) -> Points | None:
    """Straight on from an end to the picture's edge; None where it comes out of the hole before."""
    height, width = hole.shape
    for step in range(1, 2 * max(hole.shape)):
        x, y = end.at + step * end.inwards
        if not (0 <= x <= width - 1 and 0 <= y <= height - 1):
            return np.stack([end.at - 3 * end.inwards, end.at + (step + 2) * end.inwards])
        if step > 3 and not hole[round(y), round(x)]:
            return None
    return None


def nearest(labels: Labels) -> Labels:
    """Each pixel's own ground, or that of the nearest pixel that has one."""
    unknown = (labels < 0).astype(np.uint8)
    if unknown.all() or not unknown.any():
        return labels
    _, near = cv2.distanceTransformWithLabels(unknown, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    table = np.full(int(near.max()) + 1, OTHER, np.int32)
    known = unknown == 0
    table[near[known]] = labels[known]
    return np.asarray(table[near], np.int32)
