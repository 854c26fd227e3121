"""A part of a person in the picture: told at a small size from the person's own face, its edge along the picture's edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from overpaint.imaging.portraits.mesh import FaceMesh
from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.base import Instance
from overpaint.regions.outlining.by_parts import SIDE, Parts, parts_of
from overpaint.regions.outlining.finding import instance_of
from overpaint.regions.outlining.growing import edged
from overpaint.regions.outlining.looking import cut, enlarged

_SURE = 0.9
_LEAST = 26.0
"""Pixels of a face's width: of smaller ones too few are skin to learn from."""
_MARGIN = 0.03


def part_of(rgb: Pixels, person: Instance, faces: Sequence[FaceMesh], kind: str) -> Instance | None:
    """The part of a person in (H, W, 3) uint8 sRGB, `bare_skin`, `head_hair` or `clothing`; None where it can't be told."""
    own = [mesh for mesh in faces if _is_of(mesh, person)]
    mesh = max(own, key=lambda one: one.width, default=None)
    if mesh is None or mesh.score < _SURE or mesh.width < _LEAST:
        return None
    box = enlarged(person.box, _MARGIN, rgb.shape)
    part, values = cut(rgb, box), person.mask.values[box[0] : box[2], box[1] : box[3]]
    factor = min(1.0, SIDE / max(part.shape[:2]))
    size = max(1, round(part.shape[1] * factor)), max(1, round(part.shape[0] * factor))
    small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    belief = np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)
    plane = _plane(parts_of(small, belief, mesh.moved(box, factor)), kind)
    if plane is None:
        return None
    one = instance_of(np.minimum(edged(part, plane), values), box, rgb, person.score)
    return one and replace(one, words=person.words)


def _plane(parts: Parts, kind: str) -> Plane | None:
    return {"bare_skin": parts.skin, "head_hair": parts.hair}.get(kind, parts.clothes)


def _is_of(mesh: FaceMesh, person: Instance) -> bool:
    x, y = (round(float(at)) for at in mesh.points.mean(axis=0))
    top, left, bottom, right = person.box
    return top <= y < bottom and left <= x < right and float(person.values[y - top, x - left]) > 0.5
