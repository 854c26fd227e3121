"""Faces made unrecognisable: blurred, in coarse blocks, or under a black bar.

All three follow the size of each face: what hides a small one would leave a large one as it is. Blurred and averaged light is
linear, as behind frosted glass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import to_linear, to_srgb
from overpaint.imaging.values import Box, Pixels, Plane

Style = Literal["blur", "pixelate", "bar", "eye_bar"]

_SOFTEST, _SOFTEST_AT_MOST = 0.1, 0.25
"""Sigma of the blur, of the face's width. A face is known again up to a sigma of about 0.08."""
_FINEST, _COARSEST = 12, 5
"""Blocks across a face."""
_EYES_AT, _EYES_HIGH = -0.14, 0.24
"""How far below the middle of a face the bar over its eyes lies and how high it is, of the face's height."""
_SMALLEST = 4


@dataclass(frozen=True, eq=False)
class Place:
    """One stretch of a mask. `box`: with room around it. `share`: (h, w) in [0, 1] inside it. `across`, `along`: pixels.

    `middle`: x, y in the picture; `down`: the direction from brow to chin, a unit vector.
    """

    box: Box
    share: Plane
    across: float
    along: float
    middle: NDArray[np.float64]
    down: NDArray[np.float64]


def hidden(rgb: Pixels, mask: Plane, style: Style, strength: float) -> Pixels:
    """`rgb`: (H, W, 3) uint8 sRGB. `mask`: (H, W), 1 = a face; each stretch of it is hidden by its own size.

    `strength` in [0, 1]. Blur and blocks change nothing where the mask is 0; bars are rectangles around it.
    """
    answer = rgb.copy()
    for place in places_of(mask):
        if style in ("bar", "eye_bar"):
            _bar(answer, place, eyes=style == "eye_bar")
            continue
        rows, columns = slice(place.box[0], place.box[2]), slice(place.box[1], place.box[3])
        part = np.ascontiguousarray(rgb[rows, columns])
        unlike = _blurred(part, place, strength) if style == "blur" else _blocks(part, place, strength)
        share = place.share[..., None]
        answer[rows, columns] = np.rint(part + (unlike.astype(np.float32) - part) * share).astype(np.uint8)
    return answer


def places_of(mask: Plane) -> tuple[Place, ...]:
    """The stretches of a mask that are large enough for a face."""
    return tuple(_stretches(mask))


def _stretches(mask: Plane) -> Iterator[Place]:
    count, labels, rows, _ = cv2.connectedComponentsWithStats((mask > 0.5).astype(np.uint8))
    for number in range(1, count):
        left, top, wide, high, _ = (int(value) for value in rows[number])
        if min(wide, high) < _SMALLEST:
            continue
        inside = (labels[top : top + high, left : left + wide] == number).astype(np.uint8)
        outline, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        corners = cv2.boxPoints(cv2.minAreaRect(np.concatenate(outline) + np.array([left, top]))).astype(np.float64)
        sides = corners[1] - corners[0], corners[3] - corners[0]
        down, side = sorted(sides, key=lambda one: -abs(one[1]) / max(np.linalg.norm(one), 1e-6))
        along, across = float(np.linalg.norm(down)) + 1, float(np.linalg.norm(side)) + 1
        room = round(0.6 * across)
        box = (max(0, top - room), max(0, left - room), min(len(mask), top + high + room))
        whole = (*box, min(mask.shape[1], left + wide + room))
        near = cv2.dilate((labels == number)[whole[0] : whole[2], whole[1] : whole[3]].astype(np.uint8), _around(across))
        share = np.clip(2.0 * mask[whole[0] : whole[2], whole[1] : whole[3]], 0.0, 1.0) * near
        direction = down / np.linalg.norm(down) * (1 if down[1] >= 0 else -1)
        yield Place(whole, np.asarray(share, np.float32), across, along, corners.mean(axis=0), direction)


def _around(across: float) -> Pixels:
    """What of a soft edge belongs to one face and not to the next."""
    return np.ones((2 * max(1, round(0.12 * across)) + 1,) * 2, np.uint8)


def _blurred(part: Pixels, place: Place, strength: float) -> Pixels:
    sigma = (_SOFTEST + (_SOFTEST_AT_MOST - _SOFTEST) * strength) * place.across
    return to_srgb(gaussian(to_linear(part), sigma))


def _blocks(part: Pixels, place: Place, strength: float) -> Pixels:
    side = place.across / (_FINEST + (_COARSEST - _FINEST) * strength)
    size = max(1, round(part.shape[1] / side)), max(1, round(part.shape[0] / side))
    coarse = np.asarray(cv2.resize(to_linear(part), size, interpolation=cv2.INTER_AREA), np.float32)
    return np.asarray(cv2.resize(to_srgb(coarse), part.shape[1::-1], interpolation=cv2.INTER_NEAREST), np.uint8)


def _bar(rgb: Pixels, place: Place, *, eyes: bool) -> None:
    """A black rectangle, in place, that lies as the face does."""
    side = np.array([-place.down[1], place.down[0]])
    middle = place.middle + (_EYES_AT * place.along if eyes else 0.0) * place.down
    half = (_EYES_HIGH if eyes else 1.0) * place.along / 2 * place.down, place.across / 2 * side
    corners = [middle + up * half[0] + across * half[1] for up, across in ((-1, -1), (-1, 1), (1, 1), (1, -1))]
    cv2.fillPoly(rgb, [np.rint(np.array(corners) * 16).astype(np.int32)], (0, 0, 0), cv2.LINE_AA, 4)
