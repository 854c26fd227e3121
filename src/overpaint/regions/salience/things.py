"""Animals and things: the salience network's belief, held to the boxes of what a detector names; alone where it names nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.boxes import alike, area, common
from overpaint.imaging.resize import resize_plane
from overpaint.imaging.values import Box, Plane
from overpaint.regions.detection import Detected
from overpaint.regions.salience.draft import Draft, narrower, parts, softened, wider
from overpaint.regions.salience.looks import Looks, agreement, placed
from overpaint.regions.salience.sight import Sight
from overpaint.regions.salience.tidying import doubt_of, tidy, undecided

_SURFACES = frozenset({"dining table", "bed", "couch", "chair", "bench", "tie", "traffic light", "person"})
_SURE, _HALF_SURE, _ALL, _TWO = 0.4, 0.35, 0.8, 0.7
_SAME, _OF_LARGEST = 0.55, 0.15
_SHARE, _FILLED, _MOSTLY = 0.25, 0.4, 0.85
_COVERED, _HARD_COVERED, _GROWN, _ABOUT = 0.92, 0.8, 0.87, 0.8
_SURELY, _CLEAR, _NAMED, _SURELY_THERE = 0.13, 0.4, 0.6, 0.8
_LARGE, _SMALL = 0.6, 0.12
_ROUNDS, _GRAB_SIDE = 3, 360
_AN_INKLING = 0.002
_SOFT = frozenset(
    {"bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "potted plant", "teddy bear"}
)
_VEHICLES = frozenset({"bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat"})
"""Before their own shadow and dark leaves the network is sure of what is none of theirs."""
_IN_DOUBT = 0.12
_FAINTEST = 0.3, 0.8
_DOUBTFUL, _STILL = 0.06, 0.75
"""On 38 photographs of one thing, looked at again with an eighth more on each side: wrecks shared 0.19 to 0.69 of what either
look saw, sound ones 0.8 or more; below so much doubt all were sound."""


def chosen(sight: Sight, looks: Looks) -> tuple[Detected, ...]:
    """The things that the picture is about: where most of what stands out lies; none if that is nowhere near the boxes."""
    seen = looks.on_canvas(looks.whole)
    total = max(float(seen.sum()), 1e-6)
    found: list[Detected] = []
    for thing in sorted(sight.things, key=lambda thing: -thing.score):
        box = looks.boxed(thing.box)
        inside = seen[box[0] : box[2], box[1] : box[3]]
        share = float(inside.sum()) / total
        sure = thing.score >= _SURE or (thing.score >= _HALF_SURE and share > _ALL)
        stands_out = share >= _SHARE or float(inside.mean()) >= _FILLED
        if thing.name in _SURFACES or not sure or not stands_out:
            continue
        if all(alike(thing.box, other.box) <= _SAME for other in found):
            found.append(thing)
    largest = max((area(thing.box) for thing in found), default=0)
    found = [thing for thing in found if area(thing.box) >= _OF_LARGEST * largest and not _holds_two(thing, found)]
    held = _boxes(seen.shape, tuple(thing.box for thing in found), looks, 0.0)
    return tuple(found) if float(seen[held].sum()) > _MOSTLY * total else ()


def surely(things: tuple[Detected, ...]) -> tuple[tuple[Box, ...], float]:
    """The boxes of what is there in any case, whoever is asked, and how far any draft must reach in them."""
    return tuple(thing.box for thing in things if thing.score >= _NAMED), _COVERED


def _holds_two(thing: Detected, others: list[Detected]) -> bool:
    """Whether a box is one around several others of its kind."""
    inside = [other for other in others if other is not thing and other.name == thing.name]
    return sum(common(thing.box, other.box) > _TWO * area(other.box) for other in inside) >= 2


@dataclass(frozen=True, eq=False)
class _Seen:
    """`belief`: on the canvas, tidied. `doubt`: how much half belief there was, `undecided`: how much of it had to be decided."""

    belief: Plane
    doubt: float
    undecided: float


def drafts(things: tuple[Detected, ...], looks: Looks) -> Iterator[Draft]:
    """First the belief, held to the boxes unless the network was sure of it without them; then, where it leaves part of a box
    empty, grown over what looks like it."""
    boxes = tuple(thing.box for thing in things)
    seen = _at_first(looks)
    sure = seen.doubt < _SURELY
    share = area(looks.boxed(_union(boxes))) / seen.belief.size
    covered = least_covered(seen.belief, boxes, looks)
    if not looks.fine and share < _LARGE and (share < _SMALL or not sure or covered < _ABOUT):
        seen = _from_near(seen, boxes, looks, min(thing.score for thing in things) > _SURELY_THERE)
    elif not looks.fine and not sure:
        seen = _mirrored_too(seen, looks)
    belief = seen.belief if sure else _held_to(seen.belief, boxes, looks)
    hard = not any(thing.name in _SOFT for thing in things)
    if hard:
        belief = _firm(belief)
    reach = _ABOUT if sure else _HARD_COVERED if hard else _COVERED
    firm = hard and (doubt_of(looks.whole) > _IN_DOUBT or any(thing.name in _VEHICLES for thing in things))
    yield Draft(belief, things=boxes, haired=not hard, reach=reach, doubt=seen.doubt, undecided=seen.undecided, firm=firm)
    grown = _regrown(belief, boxes, looks)
    lost = float(seen.undecided >= 1)
    yield Draft(grown, things=boxes, haired=not hard, reach=_GROWN, sure=False, doubt=seen.doubt, undecided=lost, firm=hard)


def alone(looks: Looks) -> Iterator[Draft]:
    """Where nothing is detected: the belief as it is, and of a small subject the look from near where both agree."""
    seen = _at_first(looks)
    share = float((looks.whole > 0.5).mean())
    if 0 < share < 0.04 and seen.doubt < 1 and (seen.belief > 0.5).any() and not looks.fine:
        seen = _closer(seen, looks)
    elif _DOUBTFUL < seen.doubt < 1 and not looks.fine:
        if not _stands(looks):
            seen = replace(seen, undecided=1.0)
        elif seen.doubt > _SURELY:
            seen = _mirrored_too(seen, looks)
    yield Draft(seen.belief, doubt=seen.doubt, undecided=seen.undecided, firm=doubt_of(looks.whole) > _IN_DOUBT)


def _stands(looks: Looks) -> bool:
    """Whether the network sees the same subject when the picture goes on beyond its frame."""
    return agreement(looks.whole, looks.unframed) > _STILL


def _mirrored_too(seen: _Seen, looks: Looks) -> _Seen:
    """The mean of the first look and one at the mirror image, where a closer one would show nothing more: what either only
    guessed at, a fork or a screen behind, is settled by the other."""
    both = np.asarray((looks.whole + looks.mirrored) / 2, np.float32)
    return replace(seen, belief=looks.on_canvas(tidy(both, looks.rgb)))


def _at_first(looks: Looks) -> _Seen:
    tidied = tidy(looks.whole, looks.rgb)
    return _Seen(looks.on_canvas(tidied), doubt_of(looks.whole), undecided(looks.whole, tidied))


def least_covered(belief: Plane, boxes: tuple[Box, ...], looks: Looks) -> float:
    """How much of its box's width or height, whichever is less, the worst covered thing reaches: 0 to 1."""
    return min(reached(belief, looks.boxed(box)) for box in boxes)


def reached(belief: Plane, box: Box) -> float:
    """How much of a box's width or height, whichever is less, what is believed in spans: 0 to 1."""
    inside = belief[box[0] : box[2], box[1] : box[3]] > 0.5
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if rows.size == 0:
        return 0.0
    return float(min((rows[-1] + 1 - rows[0]) / inside.shape[0], (columns[-1] + 1 - columns[0]) / inside.shape[1]))


def _union(boxes: tuple[Box, ...]) -> Box:
    tops, lefts, bottoms, rights = zip(*boxes, strict=True)
    return min(tops), min(lefts), max(bottoms), max(rights)


def _boxes(shape: tuple[int, ...], boxes: tuple[Box, ...], looks: Looks, margin: float) -> NDArray[np.bool_]:
    flags = np.zeros(shape, bool)
    for box in boxes:
        top, left, bottom, right = looks.boxed(box, margin)
        flags[top:bottom, left:right] = True
    return flags


def _from_near(seen: _Seen, boxes: tuple[Box, ...], looks: Looks, there: bool) -> _Seen:
    """One closer look at all the things; it replaces the first wherever it is clear and reaches as far in their boxes.

    `there`: whether the detector is sure of them.
    """
    near = _near(*looks.look_closer(_union(boxes), 0.1), looks)
    if near.doubt * (1 if seen.doubt < 1 or there else 2) >= _CLEAR:  # what little but the box speaks for must be clear from near
        return seen if seen.doubt < 1 else replace(seen, undecided=1.0)
    if least_covered(near.belief, boxes, looks) >= least_covered(seen.belief, boxes, looks) - 0.05:
        return replace(near, belief=np.asarray(np.maximum(near.belief, seen.belief * (seen.belief > 0.9)), np.float32))
    return replace(seen, belief=np.asarray(np.maximum(near.belief, seen.belief), np.float32))


def _closer(seen: _Seen, looks: Looks) -> _Seen:
    rows, columns = np.flatnonzero((seen.belief > 0.5).any(axis=1)), np.flatnonzero((seen.belief > 0.5).any(axis=0))
    edges = (int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)
    height, width = looks.rgb.shape[:2]
    near = _near(*looks.look_closer(placed(edges, width / looks.size[0], (width, height)), 0.08), looks)
    one, other = seen.belief > 0.5, near.belief > 0.5
    return near if np.count_nonzero(one & other) > 0.7 * np.count_nonzero(one | other) else seen


def _near(part: Box, answer: Plane, looks: Looks) -> _Seen:
    """A look at a part of the picture: nothing elsewhere."""
    belief = np.zeros(looks.size[::-1], np.float32)
    top, left, bottom, right = looks.boxed(part)
    tidied = tidy(answer, looks.rgb[part[0] : part[2], part[1] : part[3]])
    belief[top:bottom, left:right] = np.clip(resize_plane(tidied, (right - left, bottom - top)), 0.0, 1.0)
    return _Seen(belief, doubt_of(answer), undecided(answer, tidied))


def _held_to(seen: Plane, boxes: tuple[Box, ...], looks: Looks) -> Plane:
    """The belief inside the boxes, and of what goes on outside only what the network is sure of: a saucer, a tail."""
    inside = _boxes(seen.shape, boxes, looks, 0.05)
    sure = (looks.on_canvas(looks.whole) > 0.85) & (seen > 0.5)
    attached = np.zeros(seen.shape, bool)
    for part in parts(sure | (inside & (seen > 0.5))):
        if inside[part].mean() > 0.3:
            attached |= part
    within = np.maximum(softened(inside, 0.004), softened(wider(attached, 0.008)))
    return np.asarray(seen * np.minimum(1.2 * within, 1.0), np.float32)


def _firm(belief: Plane) -> Plane:
    """Without the faint plumes that what lies beside a car or a bag leaves: such things have no hair that needs them."""
    low, high = _FAINTEST
    return np.asarray(np.clip((belief - low) / (high - low), 0.0, 1.0), np.float32)


def _regrown(belief: Plane, boxes: tuple[Box, ...], looks: Looks) -> Plane:
    """Grow the belief over all in its boxes that has its colours and not the surroundings' (GrabCut: Rother et al., 2004)."""
    inside = _boxes(belief.shape, boxes, looks, 0.02)
    labels = np.full(belief.shape, cv2.GC_BGD, np.uint8)
    labels[inside & (looks.believed() > _AN_INKLING)] = cv2.GC_PR_BGD
    labels[inside & (belief > 0.35)] = cv2.GC_PR_FGD
    labels[narrower(belief > 0.9, 0.006)] = cv2.GC_FGD
    factor = min(1.0, _GRAB_SIDE / max(belief.shape))
    size = (max(1, round(belief.shape[1] * factor)), max(1, round(belief.shape[0] * factor)))
    labels = np.asarray(cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    known = np.bincount(labels.ravel(), minlength=4)
    if known[cv2.GC_FGD] + known[cv2.GC_PR_FGD] < 20 or known[cv2.GC_BGD] + known[cv2.GC_PR_BGD] < 20:
        return belief
    small = np.asarray(cv2.resize(looks.small, size, interpolation=cv2.INTER_AREA), np.uint8)
    cv2.setRNGSeed(1)  # its mixtures start from random centres: the same picture, the same matte
    cv2.grabCut(small, labels, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), _ROUNDS, cv2.GC_INIT_WITH_MASK)
    grown = _main_parts(np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)))
    full = cv2.resize(grown.astype(np.float32), belief.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return softened(np.asarray(full > 0.5))


def _main_parts(shape: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without what is tiny beside the largest part."""
    sizes = [(int(np.count_nonzero(part)), part) for part in parts(shape)]
    kept = np.zeros(shape.shape, bool)
    for size, part in sizes:
        if size > 0.05 * max(count for count, _ in sizes):
            kept |= part
    return kept
