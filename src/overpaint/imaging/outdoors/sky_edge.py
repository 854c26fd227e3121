"""Where land ends before the sky, to the pixel: its alpha and its own colours, freed of the sky that shone through.

About the coarse edge each pixel is taken for a mixture of the land's colour nearby and the sky's, both spread from where they are
sure, and what of it is land follows from where it lies between the two. Poles, wires and birds that a coarse mask gave to the
sky are found by being darker than all that is close around them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import luminance
from overpaint.imaging.spread import spread
from overpaint.imaging.values import LinearPixels, Plane

_REACH = 1 / 110
"""How far from the coarse edge a pixel may be mixed, as a share of the longer side."""

_APART = (0.02, 0.09)
"""Distance of the land's colour from the sky's, perceived light: below the first they can't be told apart, from the second on
what lies between tells all."""

_THIN, _DARKER, _BELOW = 1 / 60, 0.1, 0.85
"""Width of what is thin, as a share of the longer side; how much darker than what is close around it must be; and how far below
the darkest of the sky about: gaps between clouds are no wires.
"""

_CLOUDED = 0.03
"""How far half of a sky at most differs from what is around it, in perceived light: in rougher ones clouds are thin and
dark too."""

_POCKETS, _IDENTICAL = 4, 0.012
"""How far from the sky, in widths of the edge, its pockets may lie, and how alike they are, in perceived light."""

_SMALL = 640


def land_before(linear: LinearPixels, sky: Plane) -> tuple[Plane, LinearPixels, LinearPixels]:
    """(alpha of the land (H, W) in [0, 1], its colours, the old sky as if nothing stood before it; (H, W, 3) linear).

    `sky`: (H, W) in [0, 1], the coarse mask.
    """
    side = max(sky.shape)
    seen = np.sqrt(np.clip(linear, 0, 1))
    near = max(2, round(_REACH * side))
    sky = _with_pockets(seen, sky, near)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * near + 1, 2 * near + 1))
    sure_sky = cv2.erode((sky > 0.5).astype(np.uint8), kernel) > 0
    sure_land = cv2.erode((sky < 0.5).astype(np.uint8), kernel) > 0
    thin = _thin(seen, sky, side)
    behind = _spread(seen, (sure_sky & ~thin).astype(np.float32))
    before = _spread(seen, np.maximum(sure_land, _core(sky, near)).astype(np.float32))
    before = np.where(thin[..., None], cv2.erode(seen, _disc(side)), before)  # its own darkest, close by
    way = before - behind
    length = np.linalg.norm(way, axis=2)
    mixed = np.clip(((seen - behind) * way).sum(axis=2) / np.maximum(length * length, 1e-4), 0, 1)
    trust = np.clip((length - _APART[0]) / (_APART[1] - _APART[0]), 0, 1)
    coarse = 1 - sky
    band = cv2.GaussianBlur((~(sure_sky | sure_land)).astype(np.float32), (0, 0), max(1.0, near / 4))
    alpha = coarse + (mixed - coarse) * trust * np.where(thin, 1.0, np.clip(1.4 * band, 0, 1))
    alpha = np.asarray(np.where(sure_land, 1.0, alpha), np.float32)
    alpha = np.clip((alpha - 0.03) / 0.92, 0, 1).astype(np.float32)
    own = np.where(alpha[..., None] > 0.02, (seen - (1 - alpha[..., None]) * behind) / np.maximum(alpha[..., None], 0.02), before)
    firm = np.clip((alpha - 0.15) / 0.7, 0, 1)[..., None]
    own = np.clip(own * firm + before * (1 - firm), 0, 1)
    colours = np.where(alpha[..., None] >= 1, linear, own * own)
    return alpha, np.asarray(colours, np.float32), np.asarray(behind * behind, np.float32)


def _with_pockets(seen: LinearPixels, sky: Plane, near: int) -> Plane:
    """The coarse mask with what looks exactly as the sky beside it does: between a spire and a lamp post there is some."""
    inner = cv2.erode((sky > 0.9).astype(np.uint8), np.ones((3, 3), np.uint8), iterations=near)
    behind = _spread(seen, inner.astype(np.float32))
    reach = 2 * _POCKETS * near + 1
    close = cv2.dilate((sky > 0.5).astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    same = (np.abs(seen - behind).max(axis=2) < _IDENTICAL) & close
    firm = cv2.morphologyEx(same.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)) > 0
    return np.asarray(np.where(firm, 1.0, sky), np.float32)


def _core(sky: Plane, near: int) -> Plane:
    """The middle of what the coarse mask has for land, thin parts too: where the sure land has none."""
    land = np.asarray(sky < 0.08, np.uint8)
    depth = cv2.distanceTransform(land, cv2.DIST_L2, 3)
    ridge = (depth >= cv2.dilate(depth, np.ones((3, 3)))) & (depth >= 2) & (depth < near)
    return np.asarray(ridge, np.float32)


def _disc(side: int) -> NDArray[np.uint8]:
    width = max(3, round(_THIN * side)) | 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)), np.uint8)


def _thin(seen: LinearPixels, sky: Plane, side: int) -> NDArray[np.bool_]:
    """(H, W): what is thin, dark and inside the sky, with the pixels right about it."""
    grey, nothing = luminance(np.asarray(seen, np.float32)), np.zeros(sky.shape, np.bool_)
    inside = cv2.erode((sky > 0.9).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    rough = np.abs(grey - cv2.GaussianBlur(grey, (0, 0), side / 40))[inside]
    if not rough.size or float(np.median(rough)) > _CLOUDED:
        return nothing
    disc = _disc(side)
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, disc)
    stands_out = (closed - grey) / np.maximum(closed, 0.15) > _DARKER
    dark = cv2.GaussianBlur(cv2.erode(np.where(sky > 0.5, closed, 1.0), disc), (0, 0), disc.shape[0] / 2)
    darkest = np.minimum(np.minimum(dark, closed), np.float32(np.percentile(grey[inside], 3)))
    found = stands_out & (grey < _BELOW * darkest) & (cv2.dilate(sky, np.ones((3, 3), np.uint8)) > 0.3)
    return np.asarray(cv2.dilate(found.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _spread(colours: LinearPixels, weight: Plane) -> LinearPixels:
    """Colours where the weight is 1, carried to everywhere else; smooth, at a reduced size."""
    height, width = weight.shape
    factor = min(1.0, _SMALL / max(height, width))
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    weighted = cv2.resize(colours * weight[..., None], size, interpolation=cv2.INTER_AREA)
    known = np.asarray(weighted / np.maximum(small, 1e-4)[..., None], np.float32)
    filled = spread(known, np.asarray(np.minimum(small * 2, 1), np.float32))
    return np.asarray(cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
