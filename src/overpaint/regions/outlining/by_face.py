"""Faces that are sure, with where their parts are, and ovals over them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from overpaint.imaging.portraits.mesh import FaceMesh
from overpaint.imaging.portraits.parts import grown, oval, softened
from overpaint.imaging.values import Box, Mask, Pixels
from overpaint.regions.base import Instance
from overpaint.regions.detection import Face, boxes
from overpaint.regions.detection.faces import faces_near_and_far
from overpaint.regions.detection.landmarks import mesh_of
from overpaint.regions.detection.remembering import remembered
from overpaint.weights import WeightStore

_VERY_SURE, _SURE_OF_PERSON = 0.85, 0.6
_SEEN = 0.7
"""Of what is no face the landmarks' score is below this; a dog's may be above."""
_ANIMALS = ("bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "teddy bear")
_WIDE, _HIGH, _UP = 0.5, 0.64, 0.12
"""Half axes of the oval and how far up its middle lies, as shares of the box: the detector's begins at the brows."""
_SOFT = 0.06
_PLAIN, _AROUND = 0.9, 0.06
"""Score from which on landmarks tell where a face ends, and how far around them it goes on, of its width."""


def ovals(rgb: Pixels, weights: WeightStore) -> tuple[Instance, ...]:
    """The faces in a picture, (H, W, 3) uint8 sRGB, largest first. Raises EngineUnavailable without the weight files."""
    masks = (
        (_along(mesh, rgb.shape) if mesh.score > _PLAIN else _oval(face, rgb.shape), face) for face, mesh in meshed(rgb, weights)
    )
    found = [Instance.of(mask, face.score) for mask, face in masks if not mask.is_empty]
    return tuple(sorted(found, key=lambda one: -one.area))


@remembered(pictures=3)
def meshed(rgb: Pixels, weights: WeightStore) -> tuple[tuple[Face, FaceMesh], ...]:
    """The faces in a picture, (H, W, 3) uint8 sRGB, with where their parts are: those whose parts are seen, or that are sure by
    themselves, as faces from the side are. Raises EngineUnavailable without the weight files.
    """
    things = boxes(rgb, weights)
    persons = [one.box for one in things if one.name == "person"]
    animals = [one.box for one in things if one.name in _ANIMALS]
    seen = faces_near_and_far(rgb, persons, weights)
    found = [(face, mesh_of(rgb, face, weights)) for face in seen]
    return tuple((face, mesh) for face, mesh in found if _is_sure(face, mesh, persons, animals))


def _is_sure(face: Face, mesh: FaceMesh, persons: Sequence[Box], animals: Sequence[Box]) -> bool:
    somebody = any(_inside(face, box) for box in persons)
    if not somebody and any(_inside(face, box) for box in animals):
        return False
    return mesh.score > _SEEN or face.score >= _VERY_SURE or (somebody and face.score >= _SURE_OF_PERSON)


def sure_faces(rgb: Pixels, weights: WeightStore) -> tuple[Face, ...]:
    """The faces of persons in a picture, (H, W, 3) uint8 sRGB. Raises EngineUnavailable without the weight files."""
    return tuple(face for face, _ in meshed(rgb, weights))


def meshes(rgb: Pixels, weights: WeightStore) -> tuple[FaceMesh, ...]:
    """The faces in a picture, (H, W, 3) uint8 sRGB, whose parts are seen. Raises EngineUnavailable without the weight files."""
    return tuple(mesh for _, mesh in meshed(rgb, weights) if mesh.score > _SEEN)


def faces_changed(picture: Pixels, before: Pixels, after: Pixels, weights: WeightStore) -> int:
    """How many of a picture's faces have a pixel that is another after an edit than before; all (H, W, 3) uint8 sRGB."""
    boxes_seen = (np.maximum(face.box, 0) for face in sure_faces(picture, weights))  # one may reach beyond the picture
    parts = [(slice(box[0], box[2]), slice(box[1], box[3])) for box in boxes_seen]
    return sum(not np.array_equal(before[part], after[part]) for part in parts)


def _inside(face: Face, box: Box) -> bool:
    row, column = (face.box[0] + face.box[2]) / 2, (face.box[1] + face.box[3]) / 2
    return box[0] <= row < box[2] and box[1] <= column < box[3]


def _along(mesh: FaceMesh, shape: tuple[int, ...]) -> Mask:
    """From the hairline to the chin, along the landmarks."""
    box = mesh.box(_AROUND + 3 * _SOFT, shape)
    part = mesh.moved(box, 1.0)
    around = grown(oval(part, (box[2] - box[0], box[3] - box[1])), _AROUND * mesh.width)
    plane = np.zeros(shape[:2], np.float32)
    plane[box[0] : box[2], box[1] : box[3]] = softened(around, max(1.0, _SOFT * mesh.width))
    return Mask(plane)


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
