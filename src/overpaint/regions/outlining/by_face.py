"""Ovals over detected faces."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import Mask, Pixels
from overpaint.regions.base import Instance
from overpaint.regions.detection import Face, boxes, faces
from overpaint.weights import WeightStore

_VERY_SURE = 0.85
_WIDE, _HIGH, _UP = 0.5, 0.64, 0.12
"""Half axes of the oval and how far up its middle lies, as shares of the box: the detector's begins at the brows."""
_SOFT = 0.06


def ovals(rgb: Pixels, weights: WeightStore) -> tuple[Instance, ...]:
    """The faces in a picture, (H, W, 3) uint8 sRGB, largest first. Raises EngineUnavailable without the weight files."""
    seen = faces(rgb, weights)
    persons = [one.box for one in boxes(rgb, weights) if one.name == "person"] if seen else []
    sure = [face for face in seen if face.score >= _VERY_SURE or any(_inside(face, box) for box in persons)]
    found = [Instance.of(mask, face.score) for face in sure if not (mask := _oval(face, rgb.shape)).is_empty]
    return tuple(sorted(found, key=lambda one: -one.area))


def _inside(face: Face, box: tuple[int, int, int, int]) -> bool:
    row, column = (face.box[0] + face.box[2]) / 2, (face.box[1] + face.box[3]) / 2
    return box[0] <= row < box[2] and box[1] <= column < box[3]


def _oval(face: Face, shape: tuple[int, ...]) -> Mask:
    top, left, bottom, right = face.box
    wide, high = right - left, bottom - top
    (eye_row, eye_column), (other_row, other_column) = face.points[:2]
    turn = float(np.degrees(np.arctan2(other_row - eye_row, other_column - eye_column)))
    turn = (turn + 90) % 180 - 90  # whichever eye comes first
    up = np.radians(turn)
    middle = (left + right) / 2 + np.sin(up) * _UP * high, (top + bottom) / 2 - np.cos(up) * _UP * high
    plane = np.zeros(shape[:2], np.float32)
    cv2.ellipse(plane, (middle, (2 * _WIDE * wide, 2 * _HIGH * high), turn), 1.0, -1)
    soft = cv2.GaussianBlur(plane, (0, 0), max(1.0, _SOFT * wide))
    soft[soft < 1 / 255] = 0
    return Mask(np.asarray(soft, np.float32))
