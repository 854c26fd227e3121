"""What must hold of a matte before anybody gets it. A wreck that is delivered costs more trust than an honest no."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Plane
from overpaint.regions.detection import Face
from overpaint.regions.salience.draft import Draft, narrower
from overpaint.regions.salience.looks import placed
from overpaint.regions.salience.things import reached

Fault = Literal["unclear_face", "unclear_part", "unclear_inside", "unclear_outline"]
"""Part of a face would be missing; part of somebody or something; it would be half transparent inside; or the network could not
tell the subject from the rest. The reasons of `regions.base` that start with `unclear`."""

_FACE, _DISC = 0.95, 0.06
_CORE = 0.94
_AT_BOTTOM, _EARLY = 0.97, 0.05
_GREY = 0.02
_UNDECIDED = 0.07
_SIDE = 512


def fault_of(alpha: Plane, draft: Draft) -> Fault | None:
    """The worst fault of a matte, (H, W) in [0, 1], drawn from a draft; None for a sound one."""
    factor = min(1.0, _SIDE / max(alpha.shape))
    size = (max(1, round(alpha.shape[1] * factor)), max(1, round(alpha.shape[0] * factor)))
    small = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
    if any(_face(small, face, factor) < _FACE for face in draft.faces):
        return "unclear_face"
    boxes = [placed(box, factor, size) for box in draft.things]
    if any(reached(small, box) < draft.reach or _ends_early(small, box) for box in boxes) or _lost(small, draft) < _CORE:
        return "unclear_part"
    if _grey(small) > _GREY:
        return "unclear_inside"
    if draft.undecided > _UNDECIDED:
        return "unclear_outline"
    return None


def _face(alpha: Plane, face: Face, factor: float) -> float:
    """The least alpha, a mean over a small square, of a face's eyes, nose and mouth; in profile, where half of them are guessed
    beside the face, of the better half."""
    radius = max(1, round(_DISC * factor * max(face.box[2] - face.box[0], face.box[3] - face.box[1])))
    means = []
    for row, column in face.points:
        y, x = round(row * factor), round(column * factor)
        near = alpha[max(0, y - radius) : y + radius + 1, max(0, x - radius) : x + radius + 1]
        if near.size and 0 <= y < alpha.shape[0] and 0 <= x < alpha.shape[1]:
            means.append(float(near.mean()))
    means.sort()
    return means[len(means) // 2 if _in_profile(face) else 0] if means else 1.0


def _in_profile(face: Face) -> bool:
    """Whether the nose is not between the eyes."""
    (right_y, right_x), (left_y, left_x), (nose_y, nose_x) = face.points[:3]
    across, down = left_x - right_x, left_y - right_y
    along = (nose_x - right_x) * across + (nose_y - right_y) * down
    return not 0.15 <= along / max(across * across + down * down, 1e-6) <= 0.85


def _ends_early(alpha: Plane, box: Box) -> bool:
    """Whether something that the picture's lower edge cuts off ends well above it."""
    if box[2] < _AT_BOTTOM * alpha.shape[0]:
        return False
    rows = np.flatnonzero((alpha[box[0] : box[2], box[1] : box[3]] > 0.5).any(axis=1))
    return rows.size == 0 or rows[-1] + 1 < (1 - _EARLY) * (box[2] - box[0])


def _lost(alpha: Plane, draft: Draft) -> float:
    """Mean alpha of the draft's core."""
    if draft.core is None:
        return 1.0
    core = cv2.resize(draft.core.view(np.uint8), alpha.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    return float(alpha[core].mean()) if core.any() else 1.0


def _grey(alpha: Plane) -> float:
    """Half transparent areas too wide for an edge or hair, against the subject's area."""
    half: NDArray[np.bool_] = (alpha > 0.15) & (alpha < 0.85)
    return float(np.count_nonzero(narrower(half, 0.012))) / max(float(alpha.sum()), 1.0)
