"""One picture laid over another: where it stands, how large it is, how much of it shows."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Literal, TypeAlias

import cv2
import numpy as np

from overpaint.imaging.fitting import fit_image
from overpaint.imaging.lettering.room import Place, placed
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Box, Image, Mask, Pixels, Plane, Size

Spread: TypeAlias = Literal["once", "tiled", "cover"]

_WIDEST = 0.92
_APART = (0.9, 1.1)
"""Room between repeated ones, as shares of their width and height."""


@dataclass(frozen=True)
class Laid:
    """How a picture lies on another. `size`: root of its area as a share of the shorter side; `width`: share of the width, 0 for
    `size`. `margin`: share of the shorter side. `opacity`: in [0, 1]. `spread`: once, again and again, or over everything.
    """

    place: Place = "bottom_right"
    size: float = 0.2
    width: float = 0.0
    margin: float = 0.03
    opacity: float = 1.0
    spread: Spread = "once"


def lay_over(image: Image, mask: Mask, upper: Image, laid: Laid) -> Image:
    """The picture with `upper` over it, in sRGB values; nothing changes outside `mask`, in whose box it is placed.

    What was clear below shows `upper` as far as that covers it.
    """
    frame = _box_of(mask)
    if frame is None or laid.opacity <= 0:
        return image
    layer = np.zeros((image.height, image.width, 4), np.uint8)
    top, left, bottom, right = frame
    room: Size = (right - left, bottom - top)
    if laid.spread == "cover":
        layer[top:bottom, left:right] = _with_alpha(fit_image(upper, room, "crop").image)
    else:
        rim = round(laid.margin * min(room))
        piece = _with_alpha(resize(upper, _size_in(upper.size, room, laid, rim)))
        if laid.spread == "tiled":
            layer[top:bottom, left:right] = _repeated(piece, room)
        else:
            inner = top + rim, left + rim, bottom - rim, right - rim
            box = placed(inner, piece.shape[0], piece.shape[1], laid.place)
            layer[box[0] : box[2], box[1] : box[3]] = piece
    return _over(image, layer, mask.values * (layer[..., 3] * np.float32(laid.opacity / 255)))


def _box_of(mask: Mask) -> Box | None:
    left, top, width, height = cv2.boundingRect((mask.values > 0.5).astype(np.uint8))
    return (top, left, top + height, left + width) if width else None


def _size_in(upper: Size, room: Size, laid: Laid, rim: int) -> Size:
    scale = laid.width * room[0] / upper[0] if laid.width else laid.size * min(room) / sqrt(upper[0] * upper[1])
    most = min((room[0] - 2 * rim) / upper[0], (room[1] - 2 * rim) / upper[1])
    scale = min(scale, most if laid.width else _WIDEST * most)
    return max(1, round(upper[0] * scale)), max(1, round(upper[1] * scale))


def _repeated(piece: Pixels, room: Size) -> Pixels:
    """(h, w, 4): the piece again and again, every other row half a step aside."""
    height, width = piece.shape[:2]
    across, down = width + max(1, round(_APART[0] * width)), height + max(1, round(_APART[1] * height))
    rows, columns = ceil(room[1] / down) + 1, ceil(room[0] / across) + 2
    sheet = np.zeros((rows * down, columns * across, 4), np.uint8)
    for row in range(rows):
        for column in range(columns):
            left = column * across - (across // 2 if row % 2 else 0)
            if left >= 0:
                sheet[row * down : row * down + height, left : left + width] = piece
    top, left = (down - height) // 2, across // 2
    sheet = np.roll(sheet, top, axis=0)
    return sheet[: room[1], left : left + room[0]]


def _with_alpha(image: Image) -> Pixels:
    if image.has_alpha:
        return image.pixels
    return np.dstack([image.pixels, np.full(image.pixels.shape[:2], 255, np.uint8)])


def _over(image: Image, layer: Pixels, share: Plane) -> Image:
    """The layer's colours over the picture's by `share`; exactly the picture's where that is 0."""
    there = share > 0
    rgb = image.rgb.copy()
    own = np.ones(image.pixels.shape[:2], np.float32) if image.alpha is None else image.alpha * np.float32(1 / 255)
    below, part = own[there], share[there]
    alpha = part + below * (1 - part)
    mixed = (layer[..., :3][there] * part[:, None] + rgb[there] * (below * (1 - part))[:, None]) / np.maximum(alpha, 1e-6)[
        :, None
    ]
    rgb[there] = np.rint(mixed).astype(np.uint8)
    if image.alpha is None:
        return Image(rgb)
    grown = image.alpha.copy()
    grown[there] = np.rint(alpha * 255).astype(np.uint8)
    return Image(np.dstack([rgb, grown]))
