"""The networks' looks at one picture: one at the whole, and closer ones at parts of it, joined on a canvas.

A network sees the same few pixels whatever it looks at, so what is small in the picture is seen coarsely, or not at all. A closer
look costs as much as the first: the callers say where one is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np

from overpaint.imaging.resize import resize_plane
from overpaint.imaging.values import Box, Pixels, Plane, Size
from overpaint.regions.salience.networks import probabilities, side
from overpaint.weights import WeightStore

_SIDE = 640
"""Pixels of the canvas's longer side: what a look at half of the picture still resolves."""
_BEYOND = 8


@dataclass
class Looks:
    """`rgb`: (H, W, 3). `check` is called after each look. Raises EngineUnavailable when a weight file is missing or damaged."""

    rgb: Pixels
    weights: WeightStore
    check: Callable[[], None]
    _closer: list[tuple[Box, Plane]] = field(default_factory=list)

    @cached_property
    def size(self) -> Size:
        """Of the canvas: (width, height), as the picture is shaped."""
        height, width = self.rgb.shape[:2]
        factor = min(1.0, max(_SIDE, side(self.weights)) / max(height, width))
        return max(1, round(width * factor)), max(1, round(height * factor))

    @cached_property
    def fine(self) -> bool:
        """Whether the whole is seen as finely as the canvas, so that closer looks gain nothing."""
        return side(self.weights) > _SIDE

    @cached_property
    def whole(self) -> Plane:
        """(side, side) probabilities, as the network answers."""
        answer = probabilities(self.rgb, self.weights)
        self.check()
        return answer

    @cached_property
    def mirrored(self) -> Plane:
        """(side, side): the answer for the mirror image, turned back; what the network only guessed at it sees otherwise."""
        answer = probabilities(np.ascontiguousarray(self.rgb[:, ::-1]), self.weights)
        self.check()
        return np.ascontiguousarray(answer[:, ::-1])

    @cached_property
    def unframed(self) -> Plane:
        """(side, side): the answer for the picture as it goes on, mirrored, beyond its frame; of that the picture alone.

        What it only took for a subject because of where the frame lies, a part of a house or two of many cups, it then sees
        elsewhere.
        """
        height, width = self.rgb.shape[:2]
        down, across = max(1, height // _BEYOND), max(1, width // _BEYOND)
        wide = cv2.copyMakeBorder(self.rgb, down, down, across, across, cv2.BORDER_REFLECT_101)
        answer = probabilities(np.asarray(wide, np.uint8), self.weights)
        self.check()
        full = cv2.resize(answer, (width + 2 * across, height + 2 * down))[down : down + height, across : across + width]
        return np.asarray(np.clip(cv2.resize(full, self.whole.shape[::-1], interpolation=cv2.INTER_AREA), 0.0, 1.0), np.float32)

    @cached_property
    def small(self) -> Pixels:
        """The picture on the canvas."""
        return np.asarray(cv2.resize(self.rgb, self.size, interpolation=cv2.INTER_AREA), np.uint8)

    def on_canvas(self, plane: Plane) -> Plane:
        """A plane of the whole picture, of whatever size, on the canvas, in [0, 1]."""
        if plane.shape[::-1] == self.size:
            return plane
        return np.asarray(np.clip(resize_plane(plane, self.size), 0.0, 1.0), np.float32)

    def boxed(self, box: Box, margin: float = 0.0) -> Box:
        """A box of the picture on the canvas, wider by `margin` of its longer side, never empty."""
        return placed(grown(box, margin, self.rgb.shape), self.size[0] / self.rgb.shape[1], self.size)

    def believed(self, beside: Plane | None = None) -> Plane:
        """On the canvas: the whole look (or `beside` instead of it), and wherever a closer one was taken, the higher of both."""
        joined = self.on_canvas(self.whole).copy() if beside is None else beside.copy()
        for box, answer in self._closer:
            top, left, bottom, right = self.boxed(box)
            near = np.clip(resize_plane(answer, (right - left, bottom - top)), 0.0, 1.0)
            joined[top:bottom, left:right] = np.maximum(joined[top:bottom, left:right], near)
        return joined

    def look_closer(self, box: Box, margin: float) -> tuple[Box, Plane]:
        """Look at a part: the box, wider by `margin`. → the part looked at, and what the network answers there."""
        part = grown(box, margin, self.rgb.shape)
        top, left, bottom, right = part
        answer = probabilities(np.ascontiguousarray(self.rgb[top:bottom, left:right]), self.weights)
        self.check()
        self._closer.append((part, answer))
        return part, answer


def grown(box: Box, margin: float, shape: tuple[int, ...]) -> Box:
    """A box wider by `margin` of its longer side on each side, within a picture of that shape."""
    top, left, bottom, right = box
    more = round(margin * max(bottom - top, right - left))
    return max(0, top - more), max(0, left - more), min(shape[0], bottom + more), min(shape[1], right + more)


def placed(box: Box, factor: float, size: Size) -> Box:
    """A box scaled by `factor` onto a plane of `size`, at least a pixel wide and high."""
    top, left, bottom, right = (round(edge * factor) for edge in box)
    top, left = min(top, size[1] - 1), min(left, size[0] - 1)
    return top, left, min(max(bottom, top + 1), size[1]), min(max(right, left + 1), size[0])


def agreement(one: Plane, other: Plane) -> float:
    """What two looks both believe in, of what either does, in [0, 1]; 0 where neither believes in anything."""
    first, second = one > 0.5, other > 0.5
    return np.count_nonzero(first & second) / max(int(np.count_nonzero(first | second)), 1)
