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

_HIGHLIGHTS = 0.85
_SEEN = 0.02


def bokeh(linear: LinearPixels, weight: Plane, radius: float) -> LinearPixels:
    """(H, W, 3) linear light in [0, 1] blurred by a disc of `radius` pixels, counting each pixel by `weight`, (H, W) in [0, 1].

    A new array in [0, 1]. Where no pixel of weight lies within the disc, colours are spread in from the nearest ones that do.
    """
    light = _stretch(linear, _HIGHLIGHTS)
    light *= weight[..., None]
    blurred = disc(light, radius)
    amount = disc(weight, radius)
    divisor = np.maximum(amount, np.float32(_SEEN))
    blurred /= divisor[..., None]
    if float(amount.min()) < _SEEN:
        blurred = spread(blurred, np.clip(amount / np.float32(_SEEN), 0.0, 1.0) ** 4)
    return np.asarray(np.clip(_stretch(blurred, -_HIGHLIGHTS), 0.0, 1.0), np.float32)


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


def _stretch(light: LinearPixels, amount: float) -> LinearPixels:
    """x / (1 - amount x): white becomes 1 / (1 - amount), black stays; the negative amount undoes it."""
    return np.asarray(cv2.divide(light, np.float32(1.0) - np.float32(amount) * light), np.float32)
