"""What the detectors see in a picture, as the matte needs it: persons with their masks, and other things."""

from __future__ import annotations

from dataclasses import dataclass

from overpaint.imaging.values import Box, Plane
from overpaint.regions.detection import Detected, Face, boxes, faces, person_masks
from overpaint.regions.salience.looks import Looks, area, common

_PERSON = "person"
_PRESENT = 0.7
_FACE_INSIDE = 0.7
_WORTH_A_LOOK = 0.1
_MOST_PERSONS = 10


@dataclass(frozen=True, eq=False)
class Person:
    """`selfie`, `pose`: on the canvas, in [0, 1], what two networks take for a person near the box; `pose` None where nobody is.

    `presence` in [0, 1]: how sure the second is that somebody is there. `faces`: those inside the box.
    """

    box: Box
    score: float
    faces: tuple[Face, ...]
    selfie: Plane
    pose: Plane | None
    presence: float


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
    return Person(one.box, one.score, inside, masks.selfie, masks.pose if masks.presence >= _PRESENT else None, masks.presence)
