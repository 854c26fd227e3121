"""The blur of a lens out of focus, over the part of a picture that is there to be blurred.

Every point of light becomes a disc; clipped highlights are first given back some of the light they had, so that they make bright
discs instead of grey ones. Pixels of no weight give nothing and take what is around them (normalised convolution: Knutsson and
Westin, 1993), so nothing bleeds out of a subject that stands in front.
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.blur import disc
from overpaint.imaging.spread import spread
from overpaint.imaging.values import LinearPixels, Plane

LAYERS = 3
"""Radii between none and the full one that stand for all of them."""

# Below the knee light is taken as it is; a clipped highlight is taken for this many times white.
_KNEE = 0.45
_WHITE = 6.0
_BEND = (1 - (1 - _KNEE) / (_WHITE - _KNEE)) / (1 - _KNEE)
_SEEN = 0.02


def bokeh(linear: LinearPixels, weight: Plane, radius: float) -> LinearPixels:
    """(H, W, 3) linear light in [0, 1] blurred by a disc of `radius` pixels, counting each pixel by `weight`, (H, W) in [0, 1].

    A new array in [0, 1]. Where no pixel of weight lies within the disc, colours are spread in from the nearest ones that do.
    """
    light = _stretch(linear)
    light *= weight[..., None]
    blurred = disc(light, radius)
    amount = disc(weight, radius)
    # Little weight is rounding noise of the Fourier transform: it hardly counts below.
    blurred /= np.maximum(amount, np.float32(0.1 * _SEEN))[..., None]
    if float(amount.min()) < _SEEN:
        blurred = spread(blurred, np.clip(amount / np.float32(_SEEN), 0.0, 1.0) ** 4)
    return np.asarray(np.clip(_squeeze(blurred), 0.0, 1.0), np.float32)


def bokeh_by_row(linear: LinearPixels, weight: Plane, radius: float, shares: Plane) -> LinearPixels:
    """`bokeh` with another radius in each row: `shares`, (H,) in [0, 1], of `radius`; at least 1 / LAYERS of it."""
    result = bokeh(linear, weight, radius)
    depth = np.maximum(shares, 1 / LAYERS) * LAYERS
    for layer in range(LAYERS - 1, 0, -1):
        rows = np.flatnonzero(depth < layer + 1)
        if rows.size == 0:
            break
        margin = int(np.ceil(radius)) + 1
        near = slice(max(0, rows[0] - margin), rows[-1] + 1 + margin)
        lesser = bokeh(linear[near], weight[near], radius * layer / LAYERS)[rows - near.start]
        share = np.clip(depth[rows] - layer, 0.0, 1.0)[:, None, None]
        result[rows] = lesser + share * (result[rows] - lesser)
    return result


def _stretch(light: LinearPixels) -> LinearPixels:
    """Bend what is above the knee upwards, white to `_WHITE`; a smooth curve that `_squeeze` undoes."""
    above = np.maximum(light - np.float32(_KNEE), 0.0)
    return np.asarray(light + cv2.divide(above, np.float32(1.0) - np.float32(_BEND) * above) - above, np.float32)


def _squeeze(light: LinearPixels) -> LinearPixels:
    above = np.maximum(light - np.float32(_KNEE), 0.0)
    return np.asarray(light + cv2.divide(above, np.float32(1.0) + np.float32(_BEND) * above) - above, np.float32)
