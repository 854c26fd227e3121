"""What small networks see in a picture: boxes, faces, persons, classes. No finder: finders use it."""

from overpaint.regions.detection.boxes import WEIGHT as BOXES_WEIGHT
from overpaint.regions.detection.boxes import Detected, boxes
from overpaint.regions.detection.class_heat import WEIGHT as CLASSES_WEIGHT
from overpaint.regions.detection.class_heat import ClassHeat, class_heat
from overpaint.regions.detection.faces import WEIGHT as FACES_WEIGHT
from overpaint.regions.detection.faces import Face, faces, seen_closely
from overpaint.regions.detection.persons import WEIGHTS as PERSONS_WEIGHTS
from overpaint.regions.detection.persons import PersonMasks, person_masks, selfie_mask

WEIGHTS = (BOXES_WEIGHT, FACES_WEIGHT, *PERSONS_WEIGHTS)

__all__ = [
    "BOXES_WEIGHT",
    "CLASSES_WEIGHT",
    "FACES_WEIGHT",
    "PERSONS_WEIGHTS",
    "WEIGHTS",
    "ClassHeat",
    "Detected",
    "Face",
    "PersonMasks",
    "boxes",
    "class_heat",
    "faces",
    "person_masks",
    "seen_closely",
    "selfie_mask",
]
