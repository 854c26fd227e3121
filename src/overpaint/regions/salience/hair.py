"""Heads, drawn again with a wider band of doubt: hair sticks out of what any network believes, and has gaps.

Around a head all that lies near the believed outline is taken for unknown and solved from the colours (`laplacian`), as coarsely
as hair still shows; `refine` then finds the strands. Below the eyes the outline is skin's and cloth's, and stays as it was.
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import Box, Image, Pixels, Plane
from overpaint.regions.detection import Face
from overpaint.regions.salience.laplacian import solve
from overpaint.regions.salience.matting import refine

_ABOVE, _BESIDE = 0.9, 0.7
_FROM, _TO = 0.55, 0.9
_RIM = 0.1
"""Of a face's height: how far a head goes beyond it, where the new outline fades out, and how, at the sides."""
_INSIDE, _OUTSIDE = 0.045, 0.055
_FACE, _LEAST = 120, 24
"""Pixels of a face's height: at which it is solved, and below which no hair is seen."""
_MOST = 8
_STEPS = 60
_LOW, _HIGH = 0.08, 0.92
_BELIEVED = 0.4, 0.6


def with_hair(image: Image, mask: Plane, alpha: Plane, faces: tuple[Face, ...]) -> Plane:
    """(H, W) alpha in [0, 1], another one about the heads of these faces. `mask`: the belief that `alpha` was drawn from."""
    drawn = alpha.copy()
    for face in sorted(faces, key=lambda face: face.box[0] - face.box[2])[:_MOST]:
        high = face.box[2] - face.box[0]
        if high >= _LEAST:
            top, left, bottom, right = zone = _zone(face.box, alpha.shape)
            here = slice(top, bottom), slice(left, right)
            again = _solved(np.ascontiguousarray(image.rgb[here]), mask[here], alpha[here], high)
            drawn[here] += _share(zone, face.box, alpha.shape) * (again - drawn[here])
    return drawn


def _zone(box: Box, shape: tuple[int, ...]) -> Box:
    top, left, bottom, right = box
    high = bottom - top
    rows = max(0, round(top - _ABOVE * high)), min(shape[0], round(top + _TO * high))
    columns = max(0, round(left - _BESIDE * high)), min(shape[1], round(right + _BESIDE * high))
    return rows[0], columns[0], rows[1], columns[1]


def _solved(rgb: Pixels, mask: Plane, alpha: Plane, high: int) -> Plane:
    factor = min(1.0, _FACE / high)
    size = max(3, round(rgb.shape[1] * factor)), max(3, round(rgb.shape[0] * factor))
    small, belief, start = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (rgb, mask, alpha))
    inside = cv2.erode((belief > _BELIEVED[1]).view(np.uint8), _disc(_INSIDE * high * factor)) > 0
    outside = cv2.dilate((belief > _BELIEVED[0]).view(np.uint8), _disc(_OUTSIDE * high * factor)) == 0
    coarse = solve(
        np.asarray(small, np.uint8),
        inside.astype(np.float32),
        np.asarray(~inside & ~outside),
        np.asarray(start, np.float32),
        _STEPS,
    )
    full = cv2.resize(coarse, rgb.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return refine(Image(rgb), np.asarray(np.clip((full - _LOW) / (_HIGH - _LOW), 0.0, 1.0), np.float32))


def _share(zone: Box, face: Box, shape: tuple[int, ...]) -> Plane:
    """How much of the new outline counts: all of it about the hair, none at the zone's edges but where they are the frame's."""
    high = face[2] - face[0]
    row, column = np.arange(zone[0], zone[2], dtype=np.float32), np.arange(zone[1], zone[3], dtype=np.float32)
    down = np.clip((face[0] + _TO * high - row) / ((_TO - _FROM) * high), 0.0, 1.0)
    if zone[0] > 0:
        down = np.minimum(down, np.clip((row - zone[0]) / (_RIM * high), 0.0, 1.0))
    across = np.ones_like(column)
    if zone[1] > 0:
        across = np.minimum(across, (column - zone[1]) / (_RIM * high))
    if zone[3] < shape[1]:
        across = np.minimum(across, (zone[3] - 1 - column) / (_RIM * high))
    return np.asarray(down[:, None] * np.clip(across, 0.0, 1.0), np.float32)


def _disc(radius: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    side = 2 * max(1, int(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
