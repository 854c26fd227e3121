"""Colours of what a person shows, as shade leaves them: OKLab's a and b by its lightness.

Shade multiplies linear light, and with it all of OKLab alike, so that a and b by lightness are the surface's own.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Pixels, Plane

Colours = NDArray[np.float32]
"""(..., 3) float32: lightness in [0, 1], a and b of OKLab by lightness, about -0.4 to 0.4."""
Cells = NDArray[np.int32]
Bools = NDArray[np.bool_]

_DARK = 0.12
"""Lightness below which colour is noise."""
_BINS, _REACH = (24, 48, 48), 0.4
_VOLUME = (2 * _REACH) ** 2 / float(np.prod(_BINS))
_SOFT = 1.2

_DEEP, _STRENGTH, _TURN = 0.1, 0.28, 0.2
"""Standard deviations within which a person's skin keeps its colour: lightness, the logarithm of chroma, hue in radians."""
_WIDER = 1.5 * 1.48
"""Of the median deviation of a face's lightness: limbs are lit otherwise than faces."""

_SHADED = 0.6
"""How much less a lack of light counts: limbs are darker where they turn away."""

_APART = 0.3


def colours_of(rgb: Pixels) -> Colours:
    """(H, W, 3), without grain, of (H, W, 3) uint8 sRGB."""
    lab = np.asarray(to_oklab(to_linear(np.asarray(cv2.bilateralFilter(rgb, 5, 20, 3), np.uint8))), np.float32)
    return np.concatenate([lab[..., :1], lab[..., 1:] / np.maximum(lab[..., :1], _DARK)], axis=2)


def cells_of(colours: Colours) -> Cells:
    """(H, W): the cell of a grid over all colours in which each pixel's lies."""
    shares = (colours[..., 0], *(colours[..., at] / (2 * _REACH) + 0.5 for at in (1, 2)))
    light, first, second = (
        np.asarray(np.clip(share, 0, 0.9999) * count, np.int32) for share, count in zip(shares, _BINS, strict=True)
    )
    return np.asarray((light * _BINS[1] + first) * _BINS[2] + second, np.int32)


def density(cells: Cells, weight: Plane) -> Plane:
    """(H, W): how dense the colours of weighted pixels lie at each pixel's own; 1.6 if they lay everywhere alike."""
    counted = np.bincount(cells.ravel(), weights=weight.ravel(), minlength=int(np.prod(_BINS))).reshape(_BINS)
    smooth = gaussian_filter(counted.astype(np.float32), _SOFT)
    return np.asarray(smooth.ravel()[cells] / max(float(smooth.sum()) * _VOLUME, 1e-6), np.float32)


def skin_of_face(colours: Colours, face: Bools) -> tuple[Plane, Plane, Colours]:
    """(how far each pixel is from the skin of a face, squared, in standard deviations; its density; the skin's colour).

    `face`: (H, W), the pixels of it that are surely skin; at least one.
    """
    samples = colours[face]
    middle = np.asarray(np.median(samples, axis=0), np.float32)
    deep = max(_WIDER * float(np.median(np.abs(samples[:, 0] - middle[0]))), _DEEP)
    strength, usual = np.hypot(colours[..., 1], colours[..., 2]), max(float(np.hypot(middle[1], middle[2])), 0.01)
    away = (
        (np.where(colours[..., 0] < middle[0], _SHADED, 1.0) * (colours[..., 0] - middle[0]) / deep) ** 2
        + (np.log(np.maximum(strength, 1e-3) / usual) / _STRENGTH) ** 2
        + (turned(colours, middle) / _TURN) ** 2
    )
    peak = 1.0 / ((2 * np.pi) ** 1.5 * deep * _STRENGTH * _TURN * usual**2)
    return np.asarray(away, np.float32), np.asarray(peak * np.exp(-0.5 * np.maximum(away - 1.0, 0.0)), np.float32), middle


def turned(colours: Colours, from_: Colours) -> Plane:
    """How far the hue of each is from another's, in radians, -pi to pi."""
    turn = np.arctan2(colours[..., 2], colours[..., 1]) - np.arctan2(from_[2], from_[1])
    return np.asarray((turn + np.pi) % (2 * np.pi) - np.pi, np.float32)


def commoner(seeds: Bools, colours: Colours) -> Bools:
    """Of two kinds of colour among seeds the commoner, if one is far lighter than the other: hair beside a ribbon."""
    rows = np.ascontiguousarray(colours[seeds])
    if len(rows) < 20:
        return seeds
    cv2.setRNGSeed(1)
    start = np.zeros((len(rows), 1), np.int32)
    _, labels, centres = cv2.kmeans(rows, 2, start, (3, 20, 1e-3), 2, cv2.KMEANS_PP_CENTERS)
    if abs(float(centres[0, 0] - centres[1, 0])) < _APART:
        return seeds
    kept = seeds.copy()
    kept[seeds] = labels.ravel() == np.bincount(labels.ravel()).argmax()
    return kept
