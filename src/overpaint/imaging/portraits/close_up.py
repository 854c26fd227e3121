"""One face at a size at which retouching is quick, and what was changed there put back into the picture.

Changes of skin are broad: they are worked out on a close-up of at most `_WORKING` pixels across the face and added to the picture
as differences, so that its texture comes through untouched at any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.portraits.mesh import FaceMesh
from overpaint.imaging.portraits.parts import oval
from overpaint.imaging.values import Box, Mask, Pixels, Plane

SMALLEST = 40
"""Pixels across a face below which its parts can't be told apart."""

_WORKING = 400
_MARGIN = 0.12
_MEANT = 0.3
"""Of a face inside the mask: less, and another face is meant."""

Change = NDArray[np.float32]
"""(H, W, 3) float32: what is added to sRGB codes, 0 to 255."""


class NoFace(ValueError):
    """No face is where one was to be retouched."""


class TooSmall(ValueError):
    """The faces are too small for their parts to be told apart."""


@dataclass(frozen=True, eq=False)
class CloseUp:
    """`rgb`: (h, w, 3) uint8 sRGB, `box` of the picture scaled by `factor` <= 1. `mesh`: in its pixels."""

    rgb: Pixels
    mesh: FaceMesh
    box: Box
    factor: float

    @property
    def unit(self) -> float:
        """Pixels of the close-up across the face."""
        return self.mesh.width


def faces_meant(faces: Sequence[FaceMesh], mask: Mask) -> list[FaceMesh]:
    """The faces inside a mask that are large enough. Raises NoFace where there is none, TooSmall where all are too small."""
    meant = [face for face in faces if _share_inside(face, mask) > _MEANT]
    if not meant:
        raise NoFace
    large = [face for face in meant if face.width >= SMALLEST]
    if not large:
        raise TooSmall
    return large


def _share_inside(face: FaceMesh, mask: Mask) -> float:
    if mask.is_whole:
        return 1.0
    box = face.box(0.0, mask.values.shape)
    whole = oval(face.moved(box, 1.0), (box[2] - box[0], box[3] - box[1])) if box[2] > box[0] and box[3] > box[1] else None
    if whole is None or whole.sum() == 0:
        return 0.0
    return float((whole * mask.values[box[0] : box[2], box[1] : box[3]]).sum() / whole.sum())


def close_up(rgb: Pixels, face: FaceMesh, working: float = _WORKING) -> CloseUp:
    """The face in a picture, (H, W, 3) uint8 sRGB, at most `working` pixels across."""
    box = face.box(_MARGIN, rgb.shape)
    part = np.ascontiguousarray(rgb[box[0] : box[2], box[1] : box[3]])
    wanted = min(1.0, working / face.width)
    if wanted == 1.0:
        return CloseUp(part, face.moved(box, 1.0), box, 1.0)
    size = max(1, round(part.shape[1] * wanted)), max(1, round(part.shape[0] * wanted))
    factor = size[0] / part.shape[1]
    small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    return CloseUp(small, face.moved(box, factor), box, factor)


def put_back(rgb: Pixels, view: CloseUp, change: Change) -> None:
    """Add a change of the close-up's shape to the picture, in place. Where it is 0, every byte stays."""
    rows, columns = slice(view.box[0], view.box[2]), slice(view.box[1], view.box[3])
    part = rgb[rows, columns]
    full = change if view.factor == 1.0 else cv2.resize(change, part.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    rgb[rows, columns] = np.clip(np.rint(part + full), 0, 255).astype(np.uint8)


def changed(view: CloseUp, change: Change) -> CloseUp:
    """The close-up with a change made, for what comes after it."""
    return replace(view, rgb=np.clip(np.rint(view.rgb + change), 0, 255).astype(np.uint8))


def mean_around(values: NDArray[np.float32], weights: Plane, sigma: float) -> NDArray[np.float32]:
    """Gaussian mean of values, (H, W) or (H, W, C), each counted by its weight, so that nothing bleeds in from outside."""
    total = gaussian(weights, sigma) + np.float32(1e-4)
    if values.ndim == 2:
        return np.asarray(gaussian(values * weights, sigma) / total, np.float32)
    return np.asarray(gaussian(values * weights[..., None], sigma) / total[..., None], np.float32)
