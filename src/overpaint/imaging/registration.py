"""Lay one picture over another that shows the same, a few pixels aside: shift, zoom and shear, found on their edges.

Evangelidis and Psarakis, "Parametric image alignment using enhanced correlation coefficient maximization" (2008), by OpenCV,
on gradients rather than tones: a redrawn picture is brighter here and flatter there, but its edges are where they were.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Image, Pixels, Plane, Size

# Longer sides of the pyramid, coarse to fine: finer than the last, the answer does not get better.
_SIDES = (128, 256, 512)
_ITERATIONS, _EPSILON = 40, 1e-4
# The gradient, in levels a pixel, that counts half as much as the strongest.
_EVEN = 6.0
# How far corners must move, in pixels, for it to be worth sampling the picture anew: each time it gets a little softer.
_STILL = 0.25
# No redrawn picture is further off than this, as a share of its longer side: what says so went astray.
_FURTHEST = 0.06
# The share of gradients, the strongest differences, that is left out when it is aligned a second time.
_OUTLIERS = 0.10


@dataclass(frozen=True, eq=False)
class Registered:
    """`image`: the second picture, laid over the first. `covered`: (H, W) bool, where it has any of it. `correlation` of their
    edges, in [-1, 1]; 0 where they can't be laid over each other. `moved`: how far the corners moved, in pixels.
    """

    image: Image
    covered: NDArray[np.bool_]
    correlation: float
    moved: float


def register(fixed: Image, moving: Image) -> Registered:
    """`moving` laid over `fixed`; both of one size, without alpha."""
    found = _found(fixed, moving)
    everywhere = np.ones((fixed.height, fixed.width), np.bool_)
    if found is None:
        return Registered(moving, everywhere, 0.0, 0.0)
    warp, correlation = found
    moved = _moved(warp, fixed.size)
    if moved > _FURTHEST * max(fixed.size):
        return Registered(moving, everywhere, 0.0, moved)
    if moved < _STILL:
        return Registered(moving, everywhere, correlation, moved)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    pixels: Pixels = np.asarray(cv2.warpAffine(moving.pixels, warp, fixed.size, flags=flags, borderMode=cv2.BORDER_REPLICATE))
    inside = cv2.warpAffine(
        everywhere.view(np.uint8), warp, fixed.size, flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP, borderValue=0
    )
    return Registered(Image(pixels), inside > 0, correlation, moved)


def _found(fixed: Image, moving: Image) -> tuple[NDArray[np.float64], float] | None:
    """The map from pixels of `fixed` to those of `moving`, (2, 3), and the correlation there; None where there is none."""
    sides = [side for side in _SIDES if side < max(fixed.size)] or [max(fixed.size)]
    warp = np.eye(2, 3, dtype=np.float32)
    correlation, size = 0.0, fixed.size
    for side in sides:
        scale = side / max(fixed.size)
        grown = max(16, round(fixed.width * scale)), max(16, round(fixed.height * scale))
        warp[:, 2] *= grown[0] / size[0] if size != fixed.size else 1.0
        size = grown
        edges = _edges(fixed, size), _edges(moving, size)
        everywhere = np.ones((size[1], size[0]), np.uint8)
        if (aligned := _aligned(*edges, warp, everywhere)) is None:
            return None
        warp, correlation = aligned
    # What was changed is no reason to move the rest: once more without it.
    laid = cv2.warpAffine(edges[1], warp, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    unlike = cv2.GaussianBlur(np.abs(laid - edges[0]), (0, 0), 4.0)
    alike = (unlike <= np.quantile(unlike, 1 - _OUTLIERS)).astype(np.uint8)
    if (aligned := _aligned(*edges, warp.copy(), alike)) is not None:
        warp, correlation = aligned
    return _enlarged(warp, size, fixed.size), correlation


def _aligned(
    fixed: Plane, moving: Plane, warp: NDArray[np.float32], within: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], float] | None:
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _ITERATIONS, _EPSILON)
    try:
        correlation, found = cv2.findTransformECC(fixed, moving, warp, cv2.MOTION_AFFINE, criteria, within, 3)
    except cv2.error:  # it does not converge, or one of them has no edges
        return None
    return np.asarray(found, np.float32), float(correlation)


def _edges(image: Image, size: Size) -> Plane:
    grey = cv2.cvtColor(cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY).astype(np.float32)
    soft = cv2.GaussianBlur(grey, (0, 0), 1.0)
    strength = cv2.magnitude(cv2.Scharr(soft, cv2.CV_32F, 1, 0), cv2.Scharr(soft, cv2.CV_32F, 0, 1)) / 16
    return np.asarray(strength / (strength + _EVEN), np.float32)  # one new thing of high contrast must not outweigh the rest


def _enlarged(warp: NDArray[np.float32], small: Size, size: Size) -> NDArray[np.float64]:
    """The same map for pictures of `size`. Pixels are squares: the middle of the first lies at half a pixel."""
    up = np.array([[size[0] / small[0], 0, 0], [0, size[1] / small[1], 0], [0, 0, 1]])
    up[:2, 2] = (up.diagonal()[:2] - 1) / 2
    whole = np.vstack([warp.astype(np.float64), [0, 0, 1]])
    return np.asarray((up @ whole @ np.linalg.inv(up))[:2])


def _moved(warp: NDArray[np.float64], size: Size) -> float:
    corners = np.array([[x, y, 1] for x in (0, size[0] - 1) for y in (0, size[1] - 1)], np.float64)
    return float(np.linalg.norm(corners @ warp.T - corners[:, :2], axis=1).max())
