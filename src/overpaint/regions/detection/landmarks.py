"""Where the parts of a face are: MediaPipe's face landmarks, asked of the square around a detected face, turned upright.

Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs" (2019). They tell faces from what is
none: of what the detector took for one in sixty pictures without people, none passed.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.portraits.mesh import COUNT, FaceMesh
from overpaint.imaging.values import Pixels
from overpaint.regions.detection.faces import Face
from overpaint.weights import WeightStore

WEIGHT = "face_landmark"

_SIDE = 192
_ROOM = 1.5
"""Side of the square that is looked at, of the detected box's."""
_POINTS, _PRESENCE = (1, 1, 1, 3 * COUNT), (1, 1, 1, 1)


def mesh_of(rgb: Pixels, face: Face, weights: WeightStore) -> FaceMesh:
    """The points of a detected face in (H, W, 3) uint8 sRGB; its score says how sure it is that one is there.

    Raises EngineUnavailable without the weight file.
    """
    there = _upright(face)
    seen = cv2.warpAffine(rgb, there, (_SIDE, _SIDE), flags=cv2.INTER_AREA)
    answers = weights.lite(WEIGHT).run(seen[None] * np.float32(1 / 255))
    points = answers[_POINTS].reshape(COUNT, 3)[:, :2]
    back = (points - there[:, 2]) @ np.linalg.inv(there[:, :2]).T
    return FaceMesh(np.asarray(back, np.float32), float(1 / (1 + np.exp(-answers[_PRESENCE].ravel()[0]))))


def _upright(face: Face) -> NDArray[np.float64]:
    """(2, 3): from the picture to the network's square, with both eyes on one level."""
    (row, column), (other_row, other_column) = face.points[:2]
    turn = np.arctan2(other_row - row, other_column - column)
    top, left, bottom, right = face.box
    factor = _SIDE / (_ROOM * max(bottom - top, right - left, 1))
    turned = factor * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    return np.column_stack([turned, _SIDE / 2 - turned @ middle])
