"""Planes of a face's parts, drawn from its points. Each is (H, W) float32 in [0, 1] of the shape asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from overpaint.imaging.portraits.mesh import BROWS, EYES, LIDS, LIPS, MOUTH, NOSTRILS, OVAL, FaceMesh
from overpaint.imaging.values import Plane

_FINE = 4
"""Binary places of a pixel to which outlines are drawn."""

_OPEN_EYE = 0.12
"""How high an eye is, of its length, that is open."""


def drawn(mesh: FaceMesh, outlines: Iterable[Sequence[int]], shape: tuple[int, ...]) -> Plane:
    """What closed outlines, numbers of points each, hold inside."""
    plane = np.zeros(shape[:2], np.uint8)
    for outline in outlines:
        cv2.fillPoly(plane, [np.rint(mesh.points[list(outline)] * 2**_FINE).astype(np.int32)], 255, cv2.LINE_AA, _FINE)
    return np.asarray(plane * np.float32(1 / 255), np.float32)


def grown(plane: Plane, by: float) -> Plane:
    """A plane that reaches further by so many pixels; less far where negative."""
    size = 2 * max(0, round(abs(by))) + 1
    if size == 1:
        return plane
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.dilate(plane, around) if by > 0 else cv2.erode(plane, around, borderValue=0), np.float32)


def softened(plane: Plane, sigma: float) -> Plane:
    """The plane with soft edges; exactly 0 where next to nothing is left."""
    if sigma < 0.3:
        return plane
    soft = cv2.GaussianBlur(plane, (0, 0), sigma)
    soft[soft < 1 / 255] = 0
    return np.asarray(np.minimum(soft, 1.0), np.float32)


def oval(mesh: FaceMesh, shape: tuple[int, ...]) -> Plane:
    """The face from the hairline to the chin."""
    return drawn(mesh, [OVAL], shape)


def eyes(mesh: FaceMesh, shape: tuple[int, ...]) -> Plane:
    """What shows between the lids of eyes that are open."""
    return drawn(mesh, open_eyes(mesh), shape)


def open_eyes(mesh: FaceMesh) -> list[tuple[int, ...]]:
    """Outlines of the eyes that are open."""
    return [outline for outline in EYES if openness(mesh, outline) > _OPEN_EYE]


def openness(mesh: FaceMesh, eye: tuple[int, ...]) -> float:
    """How high the opening between the lids is, of its length."""
    corner, other = mesh.points[eye[0]], mesh.points[eye[8]]
    length = max(float(np.linalg.norm(other - corner)), 1e-3)
    high = [float(np.linalg.norm(mesh.points[eye[at]] - mesh.points[eye[-at]])) for at in (3, 4, 5)]
    return sum(high) / len(high) / length


def brows(mesh: FaceMesh, shape: tuple[int, ...]) -> Plane:
    """Both eyebrows, with the hairs at their rim."""
    return grown(drawn(mesh, BROWS, shape), 0.012 * mesh.width)


def lips(mesh: FaceMesh, shape: tuple[int, ...]) -> Plane:
    """Both lips, without what an open mouth shows."""
    return np.asarray(np.maximum(drawn(mesh, [LIPS], shape) - mouth(mesh, shape), 0.0), np.float32)


def mouth(mesh: FaceMesh, shape: tuple[int, ...]) -> Plane:
    """What an open mouth shows: teeth, tongue, dark."""
    return drawn(mesh, [MOUTH], shape)


def features(mesh: FaceMesh, shape: tuple[int, ...]) -> Plane:
    """What is no skin: the eyes with their lids, brows, lips and mouth, nostrils."""
    wide = mesh.width
    plane = np.maximum(grown(drawn(mesh, LIDS, shape), 0.01 * wide), grown(brows(mesh, shape), 0.012 * wide))
    plane = np.maximum(plane, grown(drawn(mesh, [LIPS], shape), 0.02 * wide))
    return np.asarray(np.maximum(plane, grown(drawn(mesh, [NOSTRILS], shape), 0.008 * wide)), np.float32)
