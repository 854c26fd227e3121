"""Faces, and where their eyes, nose and mouth are.

MediaPipe's full-range detector (Bazarevsky et al., "BlazeFace", 2019, in its sparse variant for faces some metres away).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.boxes import alike
from overpaint.imaging.values import Box, Pixels
from overpaint.regions.detection.remembering import remembered
from overpaint.weights import WeightStore

WEIGHT = "face_detection"

_LEAST = 0.5
_OVERLAP = 0.3
_PART, _INSIDE, _LEAST_NEAR = 0.42, 0.4, 0.35
_MOST_PERSONS = 24
_ROOM = 0.4
_SMALL, _ABOUT = 0.1, 1.0
_SIDE, _CELL = 192, 4
_POINTS = 4
_BOXES, _SCORES = (1, 2304, 16), (1, 2304, 1)


@dataclass(frozen=True)
class Face:
    """`box`: in pixels of the picture. `points`: (row, column) of both eyes, nose and mouth. `score` in [0, 1].

    Alone it is no proof: bread, knots and headlights are found as well.
    """

    box: Box
    points: tuple[tuple[float, float], ...]
    score: float

    def moved(self, down: int, right: int, factor: float = 1.0) -> Face:
        """The same in a picture of which this one's is a part, so many pixels from its top and left, before it was shrunk by
        `factor`.
        """
        top, left, bottom, right_edge = (round(edge / factor) for edge in self.box)
        points = tuple((row / factor + down, column / factor + right) for row, column in self.points)
        return replace(self, box=(top + down, left + right, bottom + down, right_edge + right), points=points)


@remembered(pictures=3)
def faces(rgb: Pixels, weights: WeightStore) -> tuple[Face, ...]:
    """The faces in a picture, (H, W, 3) uint8 sRGB; best score first. Raises EngineUnavailable without the weight file."""
    return tuple(_seen(rgb, weights))


def _seen(rgb: Pixels, weights: WeightStore, least: float = _LEAST) -> list[Face]:
    height, width = rgb.shape[:2]
    factor = _SIDE / max(height, width)
    size = max(1, int(width * factor)), max(1, int(height * factor))
    square = np.zeros((1, _SIDE, _SIDE, 3), np.float32)
    square[0, : size[1], : size[0]] = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    answers = weights.lite(WEIGHT).run(square / np.float32(127.5) - np.float32(1.0))
    scores = 1 / (1 + np.exp(-np.clip(answers[_SCORES][0, :, 0], -80, 80)))
    found: list[Face] = []
    for cell in sorted(np.flatnonzero(scores > least), key=lambda cell: -scores[cell]):
        face = _face(answers[_BOXES][0, cell], int(cell), float(scores[cell]), factor, (height, width))
        if all(alike(face.box, other.box) < _OVERLAP for other in found):
            found.append(face)
    return found


def faces_near_and_far(rgb: Pixels, persons: Sequence[Box], weights: WeightStore) -> tuple[Face, ...]:
    """The same, small and very large ones too: looked for in the picture, in its parts, at the heads of persons who are far away,
    and with room around the picture.

    `persons`: their boxes. Some of what is found is no face: whoever asks looks whether its parts are seen (`landmarks`). Faces
    are found from a fortieth of the picture's width on, those of persons from fifteen pixels on.
    """
    height, width = rgb.shape[:2]
    longer = max(height, width)
    side = min(max(round(_PART * longer), _SIDE), longer)
    corners = [(top, left, side) for top in _starts(height, side) for left in _starts(width, side)]
    far = [box for box in persons if box[2] - box[0] < _PART * longer]
    found = [*faces(rgb, weights), *_filling(rgb, weights)]
    for top, left, size in [*corners, *map(_head, far[:_MOST_PERSONS])]:
        part = np.ascontiguousarray(rgb[top : top + size, left : left + size])
        found += [face.moved(top, left) for face in _seen(part, weights, _LEAST_NEAR)]
    kept: list[Face] = []
    for face in sorted(found, key=lambda one: -one.score):
        if all(_covered(face.box, other.box) < _INSIDE for other in kept):
            kept.append(face)
    return tuple(kept)


def seen_closely(face: Face, rgb: Pixels, weights: WeightStore) -> Face:
    """A face that is small in the picture, as a look at its surroundings sees it: from afar its parts are half a face off.

    The same where nothing nearby is seen from near. Raises EngineUnavailable without the weight file.
    """
    top, left, bottom, right = face.box
    if max(bottom - top, right - left) > _SMALL * max(rgb.shape[:2]):
        return face
    around = round(_ABOUT * max(bottom - top, right - left))
    up, before = max(0, top - around), max(0, left - around)
    part = np.ascontiguousarray(rgb[up : bottom + around, before : right + around])
    found = [one.moved(up, before) for one in _seen(part, weights, _LEAST_NEAR)]
    same = [one for one in found if _covered(one.box, face.box) > _INSIDE]
    return same[0] if same else face


def _filling(rgb: Pixels, weights: WeightStore) -> list[Face]:
    """Faces that fill the picture, which the detector sees only with room around them. Their boxes may reach beyond it."""
    factor = min(1.0, 2 * _SIDE / max(rgb.shape[:2]))
    size = max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor))
    down, right = round(_ROOM * size[1]), round(_ROOM * size[0])
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    framed = np.asarray(cv2.copyMakeBorder(small, down, down, right, right, cv2.BORDER_CONSTANT, value=(127, 127, 127)), np.uint8)
    found = _seen(framed, weights, _LEAST_NEAR)
    return [face.moved(-round(down / factor), -round(right / factor), factor) for face in found]


def _head(box: Box) -> tuple[int, int, int]:
    """(top, left, side) of a square around the upper half of a person."""
    top, left, bottom, right = box
    side = round(max(1.3 * (right - left), 0.5 * (bottom - top)))
    return max(0, top - round(0.15 * side)), max(0, (left + right - side) // 2), side


def _starts(length: int, side: int) -> list[int]:
    """Where parts of this side begin, each over a quarter of the one before."""
    room = max(length - side, 0)
    count = math.ceil(room / (0.75 * side)) + 1
    return [round(number * room / max(count - 1, 1)) for number in range(count)]


def _covered(one: Box, other: Box) -> float:
    """How much of the smaller box the other holds."""
    down = max(0, min(one[2], other[2]) - max(one[0], other[0]))
    across = max(0, min(one[3], other[3]) - max(one[1], other[1]))
    return down * across / max(min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)), 1)


def _face(values: NDArray[np.float32], cell: int, score: float, factor: float, shape: tuple[int, int]) -> Face:
    across = _SIDE // _CELL
    x, y = (cell % across + 0.5) * _CELL, (cell // across + 0.5) * _CELL
    middle_x, middle_y, wide, high = x + values[0], y + values[1], values[2], values[3]
    edges = (middle_y - high / 2, middle_x - wide / 2, middle_y + high / 2, middle_x + wide / 2)
    top, left, bottom, right = (int(edge / factor) for edge in edges)
    box = max(0, top), max(0, left), min(shape[0], bottom), min(shape[1], right)
    points = tuple(
        (float((y + values[5 + 2 * point]) / factor), float((x + values[4 + 2 * point]) / factor)) for point in range(_POINTS)
    )
    return Face(box, points, score)
