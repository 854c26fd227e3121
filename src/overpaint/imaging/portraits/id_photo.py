"""Pictures for passports and identity cards: where the head lies, whether it may be used, and the frame around it.

Sizes in millimetres, as the offices publish them (ICAO 9303 and the sites of the countries). The crown is not among a face's
points: it lies about a third of the way from chin to hairline above the hairline. Heads are kept on the small side of what is
allowed, so that hair has room.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.geometry import crop
from overpaint.imaging.portraits.mesh import LEFT_EYE, RIGHT_EYE, FaceMesh
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image, Pixels


class Unfit(Exception):
    """This picture can't become such a photo. `reason`: a key of the refusals' messages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Standard:
    """Millimetres: `width` and `height` of the print, `head` from chin to crown, `above` the crown to the edge."""

    width: float
    height: float
    head: float
    above: float

    def pixels(self, dpi: int) -> tuple[int, int]:
        """(width, height) at so many dots an inch."""
        return round(self.width * dpi / _INCH), round(self.height * dpi / _INCH)


_INCH = 25.4
STANDARDS = {
    "35x45": Standard(35, 45, 33, 5),
    "us": Standard(50.8, 50.8, 30, 8),
    "canada": Standard(50, 70, 33, 10),
    "china": Standard(33, 48, 30, 4.5),
    "one inch": Standard(25, 35, 21, 4),
    "two inch": Standard(35, 49, 30, 5.5),
    "small two inch": Standard(35, 45, 29, 5),
}

_FOREHEAD, _CHIN, _NOSE, _RIGHT_SIDE, _LEFT_SIDE = 10, 152, 1, 234, 454
_CROWN = 1.36
"""From chin to crown, by the way from chin to hairline."""
_SMALLEST = 0.5
"""Pixels of a head in the picture, by those it has in the print, at least: more enlarged it is a blur."""
_RIVAL = 0.5
_TURNED = 1.75
"""How many times nearer the nose may lie to one side of the face than to the other."""
_TILTED = 12.0
_CUT_CROWN, _CUT_SIDE, _CUT_BELOW = 0.04, 0.05, 0.02
"""Shares of the head's height, the print's width and height that may be missing from the picture."""


def standard_for(width: float, height: float) -> Standard:
    """A print of this size in millimetres: that of a standard if it is one, else with a head as large as most have it."""
    known = (one for one in STANDARDS.values() if abs(one.width - width) < 0.9 and abs(one.height - height) < 0.9)
    head = min(0.70 * height, 0.90 * width)
    return next(known, Standard(width, height, head, 0.1 * height))


def id_photo(image: Image, faces: Sequence[FaceMesh], standard: Standard, dpi: int) -> Image:
    """The head upright, as large and as high as the standard has it, at its size in pixels.

    What lies beyond the picture above the head is continued from its edge: another background comes there. Raises Unfit.
    """
    face = _only(faces)
    points = face.points.astype(np.float64)
    tilt = _tilt(points)
    _check_turn(points, tilt)
    size = standard.pixels(dpi)
    pixels, points = _levelled(image.pixels, points, tilt)
    chin, hairline = points[_CHIN], points[_FOREHEAD]
    head = _CROWN * abs(float(chin[1] - hairline[1]))
    if head < _SMALLEST * standard.head * dpi / _INCH:
        raise Unfit("head_too_small")
    millimetre = head / standard.head
    crown = float(chin[1]) - head
    if crown < -_CUT_CROWN * head:
        raise Unfit("head_cut")
    middle = float(np.mean([points[_RIGHT_SIDE][0], points[_LEFT_SIDE][0], *(points[list(eye)][:, 0].mean() for eye in _EYES)]))
    wide, high = standard.width * millimetre, standard.height * millimetre
    top, left = crown - standard.above * millimetre, middle - wide / 2
    box = round(top), round(left), round(top + high), round(left + wide)
    return resize(_framed(Image(pixels), box), size)


_EYES = (RIGHT_EYE, LEFT_EYE)


def _only(faces: Sequence[FaceMesh]) -> FaceMesh:
    if not faces:
        raise Unfit("no_head")
    order = sorted(faces, key=lambda face: -face.width)
    if len(order) > 1 and order[1].width > _RIVAL * order[0].width:
        raise Unfit("several_heads")
    return order[0]


def _tilt(points: NDArray[np.float64]) -> float:
    """Degrees, clockwise, by which the line through the eyes falls to the right of the picture."""
    right, left = (points[list(eye)].mean(axis=0) for eye in _EYES)
    return math.degrees(math.atan2(left[1] - right[1], left[0] - right[0]))


def _check_turn(points: NDArray[np.float64], tilt: float) -> None:
    if abs(tilt) > _TILTED:
        raise Unfit("head_turned")
    one, other = (abs(float(points[_NOSE][0] - points[side][0])) for side in (_RIGHT_SIDE, _LEFT_SIDE))
    if max(one, other) > _TURNED * max(min(one, other), 1e-6):
        raise Unfit("head_turned")


def _levelled(pixels: Pixels, points: NDArray[np.float64], tilt: float) -> tuple[Pixels, NDArray[np.float64]]:
    """The picture turned about the face so that the eyes lie level, and the points in it."""
    if abs(tilt) < 0.7:
        return pixels, points
    centre = points.mean(axis=0)
    matrix = cv2.getRotationMatrix2D((float(centre[0]), float(centre[1])), tilt, 1.0)
    size = (pixels.shape[1], pixels.shape[0])
    turned = cv2.warpAffine(pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8), np.asarray(np.c_[points, np.ones(len(points))] @ matrix.T, np.float64)


def _framed(image: Image, box: tuple[int, int, int, int]) -> Image:
    """What lies inside `box`, (top, left, bottom, right), which may reach beyond the picture. Raises Unfit where too far."""
    top, left, bottom, right = box
    beside = max(-left, right - image.width, 0)
    if beside > _CUT_SIDE * (right - left):
        raise Unfit("too_close")
    if bottom - image.height > _CUT_BELOW * (bottom - top):
        raise Unfit("shoulders_cut")
    room = (max(0, -top), max(0, bottom - image.height), max(0, -left), max(0, right - image.width))
    pixels = np.asarray(cv2.copyMakeBorder(image.pixels, *room, cv2.BORDER_REPLICATE), np.uint8)
    down, over = room[0], room[2]
    return crop(Image(pixels), (top + down, left + over, bottom + down, right + over))
