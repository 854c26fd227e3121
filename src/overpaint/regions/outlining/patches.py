"""What of several things of a kind has a colour that somebody names: cups that fill a picture are outlined by their insides, and
hide each other, but their boxes say where they are and their colour says which pixels are theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.boxes import alike
from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.base import Instance
from overpaint.regions.detection import Detected, boxes
from overpaint.regions.outlining.finding import instance_of
from overpaint.regions.resolve.colour import soft_likeness
from overpaint.weights import WeightStore

_SIDE = 512
"""Pixels of the longer side at which the picture is looked at."""
_SEVERAL = 2
"""Boxes of a kind from which on it is clear that the picture is of such things."""
_SAME = 0.5
_ALIKE, _SMALLEST = 0.5, 0.0006
"""How far a pixel has the colour, and which share of the picture a patch is that is no speck."""
_INSIDE = 0.6
"""How much of a patch lies in the boxes: a sky behind blue boats doesn't."""
_PLAINLY, _SOME = 0.25, 0.1
"""Share of a box that has the colour: one must have it plainly, the others some of it, for they hide each other."""

Bools = NDArray[np.bool_]


def patches_of_colour(rgb: Pixels, classes: Sequence[str], colour: str, weights: WeightStore) -> tuple[Instance, ...]:
    """What has the colour `#rrggbb` of the things of these classes in (H, W, 3) uint8 sRGB, thing by thing, largest first;
    nothing where there are not several things, or none plainly has it. Raises EngineUnavailable without the weight files.
    """
    there = _boxes(boxes(rgb, weights), classes)
    if len(there) < _SEVERAL:
        return ()
    factor = min(1.0, _SIDE / max(rgb.shape[:2]))
    size = max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    cells = [_cells(box, factor, small.shape) for box in there]
    patches = _patches(soft_likeness(small, colour, broadly=True), cells)
    shares = [float(patches[top:bottom, left:right].mean()) for top, left, bottom, right in cells]
    if max(shares) < _PLAINLY:
        return ()
    meant = [box for box, share in zip(cells, shares, strict=True) if share >= _SOME]
    near = cv2.dilate(patches.astype(np.float32), np.ones((3, 3), np.uint8))
    plane = soft_likeness(rgb, colour, broadly=True) * cv2.resize(near, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    whose = cv2.resize(_nearest(meant, patches.shape), rgb.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    whole = (0, 0, rgb.shape[0], rgb.shape[1])
    parts = (np.asarray(np.where(whose == at, plane, 0), np.float32) for at in range(len(meant)))
    found = [one for part in parts if (one := instance_of(part, whole, rgb, 1.0)) and one.area > _SMALLEST * plane.size]
    return tuple(sorted(found, key=lambda one: -one.area))


def _boxes(seen: Sequence[Detected], classes: Sequence[str]) -> list[Box]:
    """The boxes of the classes; with them those of a class that several of them are called as well: cups from above are bowls."""
    named = [one.box for one in seen if one.name in classes]
    also = {
        name
        for name in {one.name for one in seen} - set(classes)
        if sum(any(alike(box, one.box) > _SAME for one in seen if one.name == name) for box in named) >= _SEVERAL
    }
    kept: list[Box] = []
    for box in [*named, *(one.box for one in seen if one.name in also)]:
        if all(alike(box, other) <= _SAME for other in kept):
            kept.append(box)
    return kept


def _patches(alike: Plane, cells: Sequence[Box]) -> Bools:
    """(h, w): the places of the colour, specks apart, most of each in the boxes."""
    inside = np.zeros(alike.shape, bool)
    for top, left, bottom, right in cells:
        inside[top:bottom, left:right] = True
    count, labels, facts, _ = cv2.connectedComponentsWithStats((alike > _ALIKE).astype(np.uint8))
    held = np.bincount(labels[inside], minlength=count)
    areas = facts[:, cv2.CC_STAT_AREA]
    kept = (areas >= _SMALLEST * alike.size) & (held >= _INSIDE * areas)
    kept[0] = False
    return np.asarray(kept[labels])


def _nearest(cells: Sequence[Box], shape: tuple[int, ...]) -> NDArray[np.int16]:
    """(h, w): which box each pixel is nearest to the middle of, by its own height and width."""
    rows, columns = np.arange(shape[0], dtype=np.float32)[:, None], np.arange(shape[1], dtype=np.float32)[None]
    best, which = np.full(shape[:2], np.inf, np.float32), np.zeros(shape[:2], np.int16)
    for at, (top, left, bottom, right) in enumerate(cells):
        down, across = np.abs(2 * rows - top - bottom) / (bottom - top), np.abs(2 * columns - left - right) / (right - left)
        off = np.maximum(down, across)
        which[off < best] = at
        best = np.minimum(best, off)
    return which


def _cells(box: Box, factor: float, shape: tuple[int, ...]) -> Box:
    top, left = min(round(box[0] * factor), shape[0] - 1), min(round(box[1] * factor), shape[1] - 1)
    return top, left, max(top + 1, round(box[2] * factor)), max(left + 1, round(box[3] * factor))
