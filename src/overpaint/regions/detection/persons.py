"""Which pixels near a box are a person, by two networks that err differently.

Selfie segmentation (MediaPipe, Bazarevsky et al.) sees any person in the box and what they wear, and takes tables and hair's
surroundings along. The segmentation beside BlazePose's landmarks (Bazarevsky et al., "BlazePose", 2020) sees the one person in
the middle of the box, shoes and all, loses what the frame cuts off, and says how sure it is that somebody is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.weights import WeightStore

SELFIE, POSE = "selfie_segmentation", "pose_landmark"
WEIGHTS = (SELFIE, POSE)

_SIDE = 256
_MARGIN, _ROOM = 0.1, 1.25
_MASK, _PRESENCE = (1, _SIDE, _SIDE, 1), (1, 1)


@dataclass(frozen=True, eq=False)
class PersonMasks:
    """`selfie`, `pose`: (h, w) float32 in [0, 1], 1 = a person. `presence` in [0, 1]: below about 0.7 `pose` means nothing."""

    selfie: Plane
    pose: Plane
    presence: float


def person_masks(rgb: Pixels, box: Box, weights: WeightStore, size: tuple[int, int]) -> PersonMasks:
    """For the person of a box in a picture, (H, W, 3) uint8 sRGB. `size`: (width, height) of the planes, shaped as the picture.

    Raises EngineUnavailable without the weight files.
    """
    pose, presence = _pose(rgb, box, weights, size)
    return PersonMasks(selfie_mask(rgb, box, weights, size), pose, presence)


def selfie_mask(rgb: Pixels, box: Box, weights: WeightStore, size: tuple[int, int]) -> Plane:
    """(h, w) float32 in [0, 1]: what selfie segmentation takes for a person in a box and just around it; 0 elsewhere.

    `rgb`, `size` and errors as for `person_masks`.
    """
    height, width = rgb.shape[:2]
    margin = int(_MARGIN * max(box[2] - box[0], box[3] - box[1]))
    top, left = max(0, box[0] - margin), max(0, box[1] - margin)
    bottom, right = min(height, box[2] + margin), min(width, box[3] + margin)
    small = cv2.resize(rgb[top:bottom, left:right], (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    answer = weights.lite(SELFIE).run(small[None] * np.float32(1 / 255))[_MASK][0, ..., 0]
    x, y = size[0] / width, size[1] / height
    plane = np.zeros(size[::-1], np.float32)
    rows, columns = slice(round(top * y), max(round(bottom * y), 1)), slice(round(left * x), max(round(right * x), 1))
    part = plane[rows, columns]
    if part.size:
        plane[rows, columns] = np.clip(cv2.resize(answer, part.shape[::-1], interpolation=cv2.INTER_LINEAR), 0.0, 1.0)
    return plane


def _pose(rgb: Pixels, box: Box, weights: WeightStore, size: tuple[int, int]) -> tuple[Plane, float]:
    """A square around the box, a quarter larger; beyond the picture it is black."""
    factor = _SIDE / (max(box[2] - box[0], box[3] - box[1]) * _ROOM)
    middle = ((box[1] + box[3]) / 2, (box[0] + box[2]) / 2)
    there = np.array([[factor, 0, _SIDE / 2 - middle[0] * factor], [0, factor, _SIDE / 2 - middle[1] * factor]], np.float32)
    square = cv2.warpAffine(rgb, there, (_SIDE, _SIDE), flags=cv2.INTER_AREA)
    answers = weights.lite(POSE).run(square[None] * np.float32(1 / 255))
    mask = np.asarray(1 / (1 + np.exp(-np.clip(answers[_MASK][0, ..., 0], -30, 30))), np.float32)
    shrink = size[0] / rgb.shape[1]
    back = cv2.invertAffineTransform(there) * np.float32(shrink)
    return np.asarray(cv2.warpAffine(mask, back, size, flags=cv2.INTER_LINEAR), np.float32), float(answers[_PRESENCE].squeeze())
