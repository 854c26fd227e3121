"""What somebody points at: the thing in a box, or the things at points, without what is pointed away.

Points are asked about together as long as the segmenter's answer is sure and steady, for then they are of one thing; a point with
which it is not is another thing. What is pointed away is taken out as the thing that is there, or as what the segmenter leaves
out when it is told so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.outlining.by_segment import drawn, in_box
from overpaint.regions.outlining.growing import tidied
from overpaint.regions.segmenting import Prompt, Segment, segment
from overpaint.weights import WeightStore

Place = tuple[float, float]
"""(row, column) in pixels."""

_SURE, _STEADY = 0.85, 0.8
"""From here on what was asked together is one thing."""
_PARTED_SURE, _PARTED_STEADY = 0.75, 0.6
"""From here on what is left of a thing is believed: a part of something has a softer rim than the whole."""
_SETTLED = np.float32(0.1)
"""Logits that a cell has at least which was tidied to the other side."""


@dataclass(frozen=True, eq=False)
class Pointed:
    """`values`: (H, W) float32 in [0, 1], 1 = belongs to it. `sureness` in [0, 1]: of its least sure thing."""

    values: Plane
    sureness: float


def at_points(
    rgb: Pixels,
    on: tuple[Place, ...],
    off: tuple[Place, ...],
    box: Box | None,
    weights: WeightStore,
    check: Callable[[], None] = lambda: None,
) -> Pointed | None:
    """None where nothing is there, or where what is pointed away can't be told from the rest.

    `rgb`: (H, W, 3) uint8 sRGB, the whole picture. At least a box or a point `on`. `check` is called between questions, and may
    raise. Raises EngineUnavailable without the weight files.
    """
    asking = _Asking(rgb, weights, check)
    things = asking.things(on, box)
    for place in off:
        left = [asking.without(thing, place) if asking.holds(thing.solid, place) else thing for thing in things]
        things = [thing for thing in left if thing is not None]
        if len(things) < len(left):
            return None
    if not things or not all(thing.solid.any() for thing in things):
        return None
    values = np.zeros(rgb.shape[:2], np.float32)
    for thing in things:
        part, (top, left_edge, bottom, right) = asking.drawn(thing)
        inside = values[top:bottom, left_edge:right]
        np.maximum(inside, part, out=inside)
    return Pointed(values, min(thing.sureness for thing in things))


@dataclass(frozen=True, eq=False)
class _Thing:
    """`logits`: as of a segment, tidied. `whole`: nothing was taken out of it."""

    on: tuple[Place, ...]
    off: tuple[Place, ...]
    box: Box | None
    logits: Plane
    sureness: float
    whole: bool = True

    @property
    def solid(self) -> NDArray[np.bool_]:
        return np.asarray(self.logits > 0)


@dataclass(frozen=True, eq=False)
class _Asking:
    rgb: Pixels
    weights: WeightStore
    check: Callable[[], None]

    def things(self, on: tuple[Place, ...], box: Box | None) -> list[_Thing]:
        """One for each thing that is pointed at."""
        things = [] if box is None else [self._thing(Prompt(box=box))[0]]
        for place in on:
            if any(self.holds(thing.solid, place) for thing in things):
                continue
            for number, thing in enumerate(things):
                both, steady = self._thing(Prompt(thing.box, (*thing.on, place)))
                if steady and all(self.holds(both.solid, one) for one in both.on):
                    things[number] = both
                    break
            else:
                things.append(self._thing(Prompt(on=(place,)))[0])
        return things

    def without(self, thing: _Thing, place: Place) -> _Thing | None:
        """What is left of a thing when what is at a place goes; None where that can't be told."""
        there, steady = self._thing(Prompt(on=(place,)))
        whole_of_its_own = not any(self.holds(there.solid, one) for one in thing.on)
        if steady and whole_of_its_own and self.holds(there.solid, place):
            left = np.minimum(thing.logits, -there.logits)
            if (left > 0).any():
                return _Thing(thing.on, (*thing.off, place), thing.box, left, thing.sureness, whole=False)
        self.check()
        less = segment(self.rgb, Prompt(thing.box, thing.on, (*thing.off, place)), self.weights)
        left = np.minimum(thing.logits, _settled(less))
        told = less.sureness >= _PARTED_SURE and less.steadiness >= _PARTED_STEADY
        if not told or self.holds(left > 0, place) or not (left > 0).any():
            return None
        return _Thing(thing.on, (*thing.off, place), thing.box, left, less.sureness, whole=False)

    def holds(self, solid: NDArray[np.bool_], place: Place) -> bool:
        """Whether a place is inside, its neighbours counted: a finger is no needle."""
        cell = max(self.rgb.shape[:2]) / 256
        row, column = (int(at / cell) for at in place)
        return bool(solid[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2].any())

    def drawn(self, thing: _Thing) -> tuple[Plane, Box]:
        """(values, the box they lie in), at the picture's size."""
        if thing.whole and thing.box is not None and not thing.on:
            found = in_box(self.rgb, thing.box, self.weights)
            if found is not None:
                return found
        return drawn(self.rgb, Segment(thing.logits, thing.sureness), whole=False)

    def _thing(self, prompt: Prompt) -> tuple[_Thing, bool]:
        """What a prompt is answered with, and whether that is to be believed."""
        self.check()
        found = segment(self.rgb, prompt, self.weights)
        steady = found.sureness >= _SURE and found.steadiness >= _STEADY
        return _Thing(prompt.on, prompt.off, prompt.box, _settled(found), found.sureness), steady


def _settled(found: Segment) -> Plane:
    """Its logits, with small holes inside and crumbs outside."""
    solid = tidied(found.logits > 0)
    logits = np.where(solid, np.maximum(found.logits, _SETTLED), np.minimum(found.logits, -_SETTLED))
    return np.asarray(logits, np.float32)
