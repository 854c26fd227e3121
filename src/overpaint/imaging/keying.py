"""A graphic freed of the plain ground it was saved on: a logo on white becomes one that can be laid on anything.

Pixels of the ground's colour that hang together with the rim go, and the holes of letters; white on a coloured disc stays. What
lies between ground and graphic is a mixture of both: how much of it is graphic follows from how far it is from the ground towards
the purest ink near it, and the ground's share is taken out of its colour (Smith & Blinn, "Blue screen matting", 1996). On sRGB
values, as programs draw such edges.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Image, Pixels, Plane

_NEAR = 0.035
_RIM_FLAT = 0.92
"""OKLab distance below which a pixel is the ground, and the share of the rim that must be."""

_EDGE = 3
_LEAST_INK = 0.12
"""Pixels beside the ground that may be a mixture; OKLab distance from the ground from which one is surely ink."""

_STROKE, _AROUND = 2.2, 3.0
_LEAST_HOLE, _MOST_HOLES = 6, 400
"""A hole is one if the ink around it, as far as `_AROUND` times its thickness, is no thicker than `_STROKE` times that: the
counter of a letter is, a white letter on a disc is not."""


_LEAST_LEFT = 0.001
"""Share of a picture below which there is no graphic in it."""


def freed_of_ground(graphic: Image) -> Image | None:
    """RGBA without its plain ground, cut to what is left; None for a picture that has no plain ground. Alpha is kept as it is."""
    if graphic.alpha is not None and (graphic.alpha == 0).any():
        return trimmed(graphic)
    rgb = graphic.rgb
    lab = to_oklab(to_linear(rgb))
    rim = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    ground = np.median(rim, axis=0)
    if (np.linalg.norm(rim - ground, axis=1) < _NEAR).mean() < _RIM_FLAT:
        return None
    away = np.linalg.norm(lab - ground, axis=2).astype(np.float32)
    plain = _ground(away)
    alpha = _shares(away, plain)
    if alpha.mean() < _LEAST_LEFT:
        return None
    rim_rgb = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    code = np.median(rim_rgb, axis=0).astype(np.float32)
    return trimmed(Image(_unmixed(rgb, alpha, code)))


def trimmed(image: Image) -> Image:
    """An RGBA picture cut to the box of what is not clear; as it is where all of it is clear."""
    left, top, width, height = cv2.boundingRect((image.pixels[..., 3] > 2).view(np.uint8))
    if width == 0:
        return image
    return Image(np.ascontiguousarray(image.pixels[top : top + height, left : left + width]))


def _ground(away: Plane) -> NDArray[np.bool_]:
    """(H, W): what is ground: what hangs together with the rim, and holes in thin strokes, as letters have."""
    like = away < _NEAR
    ringed = cv2.copyMakeBorder(like.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ringed, connectivity=4)
    labels = labels[1:-1, 1:-1]
    outside = int(cv2.connectedComponents(ringed, connectivity=4)[1][0, 0])
    inside = cv2.distanceTransform(like.astype(np.uint8), cv2.DIST_L2, 3)
    inks = cv2.distanceTransform((~like).astype(np.uint8), cv2.DIST_L2, 3)
    ground = labels == outside
    for number in range(1, min(count, _MOST_HOLES)):
        left, top, width, height, area = boxes[number]
        if number == outside or area < _LEAST_HOLE:
            continue
        hole = labels == number
        thick = float(inside[hole].max())
        reach = round(_AROUND * thick)
        around = inks[max(0, top - reach) : top + height + reach, max(0, left - reach) : left + width + reach]
        if float(around.max()) <= _STROKE * thick:
            ground |= hole
    return np.asarray(ground, np.bool_)


def _shares(away: Plane, plain: NDArray[np.bool_]) -> Plane:
    """(H, W) in [0, 1]: how much of each pixel is graphic."""
    reach = np.ones((2 * _EDGE + 1, 2 * _EDGE + 1), np.uint8)
    edge = (cv2.dilate(plain.astype(np.uint8), reach) > 0) & ~plain
    purest = np.maximum(cv2.dilate(away, reach), np.float32(_LEAST_INK))
    share = np.clip((away - np.float32(_NEAR) * 0.5) / (purest - np.float32(_NEAR) * 0.5), 0, 1)
    return np.asarray(np.where(plain, 0, np.where(edge, share, 1)), np.float32)


def _unmixed(rgb: Pixels, alpha: Plane, ground: NDArray[np.float32]) -> Pixels:
    """RGBA: the graphic's own colours, the ground's share taken out."""
    share = np.maximum(alpha, np.float32(1 / 255))[..., None]
    own = (rgb.astype(np.float32) - (1 - share) * ground) / share
    own = np.where(alpha[..., None] < 1, np.clip(own, 0, 255), rgb)
    pixels = np.dstack([np.rint(own).astype(np.uint8), np.rint(alpha * np.float32(255)).astype(np.uint8)])
    pixels[pixels[..., 3] == 0] = 0
    return pixels
