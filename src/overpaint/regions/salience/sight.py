"""What the detectors see in a picture, as the matte needs it: persons with their masks, and other things."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from overpaint.imaging.boxes import area, common
from overpaint.imaging.values import Box, Plane
from overpaint.regions.detection import Detected, Face, boxes, faces, person_masks, seen_closely, selfie_mask
from overpaint.regions.salience.looks import Looks, grown

_PERSON = "person"
_PRESENT = 0.7
_FACE_INSIDE = 0.7
_WORTH_A_LOOK = 0.1
_MOST_PERSONS = 10
_LARGE_FACE, _AROUND_FACE, _FADING = 0.12, 1.2, 0.15
"""Of a picture's longer side; of a face's."""


@dataclass(frozen=True, eq=False)
class Person:
    """`selfie`, `pose`: on the canvas, in [0, 1], what two networks take for a person near the box; `pose` None where nobody is.

    `presence` in [0, 1]: how sure the second is that somebody is there. `faces`: those inside the box.
    `at_head`: on the canvas, in [0, 1], where `selfie` is a look at the head alone.
    """

    box: Box
    score: float
    faces: tuple[Face, ...]
    selfie: Plane
    pose: Plane | None
    presence: float
    at_head: Plane | None = None


@dataclass(frozen=True, eq=False)
class Sight:
    """Largest person first; those far smaller are left out."""

    persons: tuple[Person, ...]
    things: tuple[Detected, ...]


def look_for(looks: Looks) -> Sight:
    """What is detected. Raises EngineUnavailable without the weight files."""
    detected = boxes(looks.rgb, looks.weights)
    somebody = sorted((one for one in detected if one.name == _PERSON), key=lambda one: area(one.box), reverse=True)
    seen = faces(looks.rgb, looks.weights) if somebody else ()
    large = [one for one in somebody[:_MOST_PERSONS] if area(one.box) >= _WORTH_A_LOOK * area(somebody[0].box)]
    persons = [_person(one, seen, looks) for one in large]
    looks.check()
    return Sight(tuple(persons), tuple(one for one in detected if one.name != _PERSON))


def _person(one: Detected, seen: tuple[Face, ...], looks: Looks) -> Person:
    masks = person_masks(looks.rgb, one.box, looks.weights, looks.size)
    inside = tuple(face for face in seen if common(face.box, one.box) >= _FACE_INSIDE * area(face.box))
    inside = tuple(seen_closely(face, looks.rgb, looks.weights) for face in inside)
    selfie, at_head = masks.selfie, np.zeros_like(masks.selfie)
    for face in inside:
        selfie, at_head = _with_head(selfie, at_head, face, looks)
    pose = masks.pose if masks.presence >= _PRESENT else None
    return Person(one.box, one.score, inside, selfie, pose, masks.presence, at_head)


def _with_head(selfie: Plane, at_head: Plane, face: Face, looks: Looks) -> tuple[Plane, Plane]:
    """The selfie network's mask of a person, about a small face as it sees the head alone: from afar it takes along what is
    behind, or loses dark hair before the dark. And where that is."""
    high = max(face.box[2] - face.box[0], face.box[3] - face.box[1])
    if high > _LARGE_FACE * max(looks.rgb.shape[:2]):
        return selfie, at_head
    near = selfie_mask(looks.rgb, grown(face.box, _AROUND_FACE, looks.rgb.shape), looks.weights, looks.size)
    top, left, bottom, right = looks.boxed(face.box, _AROUND_FACE - 2 * _FADING)
    window = np.zeros(selfie.shape, np.float32)
    window[top:bottom, left:right] = 1
    share = cv2.GaussianBlur(window, (0, 0), max(1.0, _FADING * high * looks.size[0] / looks.rgb.shape[1]))
    return np.asarray(selfie + share * (near - selfie), np.float32), np.asarray(np.maximum(at_head, share), np.float32)
