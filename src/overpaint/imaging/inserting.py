"""Where a thing from another picture stands in this one, and how large: like who is there already, else as it stood before."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeAlias

import cv2
import numpy as np

from overpaint.imaging.resize import resize, resize_plane
from overpaint.imaging.values import Box, Image, Mask, Pixels, Plane

Place: TypeAlias = Literal["auto", "left", "centre", "right"]

_CUT = 0.02
"""Share of a side of the frame that a thing covers when the frame cuts it there."""

_SOLID = 0.5
_SMALLEST, _TALLEST = 0.08, 0.96
_FEET = 0.94
"""Heights of a thing and the line it stands on, as shares of the picture's height."""

_STANDING, _USUAL = 0.62, 0.8
_TRIES = 25
_SOFT = 2.2
"""From this enlargement on it would look soft beside the rest."""


class Unplaceable(Exception):
    """`reason`: a key of the refusals' messages."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, eq=False)
class Cutout:
    """A thing cut to its box: `colours` (h, w, 3) sRGB and `alpha` (h, w); `cut`: sides (top, left, bottom, right) where its
    picture's frame cuts it; `share`: its height as a share of its picture's. `head`: height of its largest head in pixels, or 0.
    """

    colours: Pixels
    alpha: Plane
    cut: tuple[bool, bool, bool, bool]
    share: float
    head: float


def cutout_of(colours: Pixels, alpha: Plane, heads: tuple[Box, ...]) -> Cutout:
    """The thing that `alpha`, (H, W), shows of a picture with these colours. Raises Unplaceable where that is nothing."""
    left, top, width, height = cv2.boundingRect((alpha > 0.05).astype(np.uint8))
    if width < 2 or height < 2:
        raise Unplaceable("no_cut_out")
    solid = alpha > _SOLID
    cut = tuple(float(line.mean()) > _CUT for line in (solid[0], solid[:, 0], solid[-1], solid[:, -1]))
    box = slice(top, top + height), slice(left, left + width)
    tall = [
        bottom - first for first, at, bottom, to in heads if solid[(first + bottom) // 2, min((at + to) // 2, solid.shape[1] - 1)]
    ]
    return Cutout(
        np.ascontiguousarray(colours[box]),
        np.ascontiguousarray(alpha[box]),
        (cut[0], cut[1], cut[2], cut[3]),
        height / alpha.shape[0],
        max(tall, default=0.0),
    )


def placed_in(
    image: Image, thing: Cutout, there: Mask | None, heads: tuple[Box, ...], place: Place, size: float
) -> tuple[Pixels, Plane, bool]:
    """Colours (H, W, 3) and alpha (H, W) of the thing where it goes in a picture, and whether it stands there on its own feet.

    `there`: the subject that is in the picture. `heads`: of people in it. `size`: height as a share, 0 as fits.
    Raises Unplaceable for what the frame cuts above or on both sides, and for what would be too small or too soft.
    """
    cut_top, cut_left, cut_bottom, cut_right = thing.cut
    if cut_top or (cut_left and cut_right):
        raise Unplaceable("cut_by_frame")
    tall = _height(image, thing, there, heads, size)
    scale = tall / thing.alpha.shape[0]
    if scale > _SOFT:
        raise Unplaceable("too_soft")
    wide = max(1, round(thing.alpha.shape[1] * scale))
    bottom = image.height if cut_bottom else _line(image, there)
    top = bottom - tall
    left = _column(image, there, wide, tall, top, place, cut_left=cut_left, cut_right=cut_right)
    small = resize(Image(thing.colours), (wide, tall)).rgb
    matte = np.clip(resize_plane(thing.alpha, (wide, tall)), 0, 1)
    colours, alpha = image.rgb.copy(), np.zeros((image.height, image.width), np.float32)
    y, x = slice(max(0, top), min(image.height, top + tall)), slice(max(0, left), min(image.width, left + wide))
    within = slice(y.start - top, y.stop - top), slice(x.start - left, x.stop - left)
    colours[y, x], alpha[y, x] = small[within], matte[within]
    return colours, alpha, not cut_bottom


def _height(image: Image, thing: Cutout, there: Mask | None, heads: tuple[Box, ...], size: float) -> int:
    """Pixels from top to bottom: heads as large as those that are there; else as tall as who stands there; else as it was."""
    if size:
        tall = size * image.height
    elif thing.head and heads:
        tall = thing.alpha.shape[0] * float(median(bottom - top for top, _, bottom, _ in heads)) / thing.head
    elif thing.cut[2]:
        tall = thing.share * image.height
    else:
        stands = _box(there) if there is not None and not heads else None
        whole = stands is not None and stands[2] < 0.99 * image.height
        tall = (
            float(stands[2] - stands[0]) * _USUAL if stands is not None and whole else min(thing.share, _STANDING) * image.height
        )
    if tall < _SMALLEST * image.height:
        raise Unplaceable("too_small")
    return round(min(tall, _TALLEST * image.height))


def _box(mask: Mask) -> Box:
    left, top, width, height = cv2.boundingRect((mask.values > _SOLID).astype(np.uint8))
    return top, left, top + height, left + width


def _line(image: Image, there: Mask | None) -> int:
    """Where it stands: on the line of who is there, if the frame does not cut that."""
    if there is not None:
        bottom = _box(there)[2]
        if _STANDING * image.height < bottom < 0.985 * image.height:
            return bottom
    return round(_FEET * image.height)


def _column(
    image: Image, there: Mask | None, wide: int, tall: int, top: int, place: Place, *, cut_left: bool, cut_right: bool
) -> int:
    """Its left edge: against the frame where that cuts it; else where it hides least of who is there, near to them."""
    last = image.width - wide
    if cut_left or cut_right:
        return 0 if cut_left else last
    if place != "auto" and there is None:
        return round({"left": 0.08, "centre": 0.5, "right": 0.92}[place] * last)
    if there is None:
        return round(0.5 * last)
    occupied = cv2.integral(np.ascontiguousarray(there.values, np.float32))
    y0, y1 = max(0, top), min(image.height, top + tall)
    box = _box(there)
    middle = (box[1] + box[3]) / 2
    low, high = {"left": (0.0, 0.5), "right": (0.5, 1.0), "centre": (0.35, 0.65), "auto": (0.0, 1.0)}[place]

    def cost(left: int) -> float:
        x0, x1 = max(0, left), min(image.width, left + wide)
        hidden = float(occupied[y1, x1] - occupied[y0, x1] - occupied[y1, x0] + occupied[y0, x0]) / max(1.0, occupied[-1, -1])
        return float(hidden * 4 + abs(left + wide / 2 - middle) / image.width * 0.35)

    tries = [round(last * (low + (high - low) * at / (_TRIES - 1))) for at in range(_TRIES)]
    return min(tries, key=cost)
