"""What colour the light had, told by grey surfaces: where all three channels change alike, the surface has no colour of its own.

Grey pixels: Yang, Gao and Li 2015, Efficient illuminant estimation using grey pixels; their measure, the angle
of local log contrasts: Qian et al. 2019, On finding gray pixels. It is believed only where the grey pixels agree, lie where
lights do, and the picture has other colours than theirs: a sea, a meadow or a wooden table has no say about its light.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.adaptation import warming
from overpaint.imaging.colour import to_linear
from overpaint.imaging.values import Pixels, Plane

Stops = NDArray[np.float64]
"""(3,): how much stronger each channel of a light is than green, in stops."""

_SIDE = 384
_DARKEST, _BRIGHTEST = 0.004, 0.92
_CONTRAST = 0.6
"""Least local contrast, in stops of the filter's scale, that says anything: below it is noise."""
_TAKEN = 0.01
_FEWEST = 30

_AGREE, _DISAGREE = 0.13, 0.25
"""Median distance of grey pixels from their middle, in stops: believed up to the first, not at all from the second on."""
_NEAR, _OFF = 0.20, 0.34
"""Distance from the lights of lamps, sun and sky, in stops, likewise."""
_OTHER = 0.4
_LEAST_OTHER = 0.08
"""Stops from the light's colour at which a pixel has a colour of its own, and the least share of such pixels."""
_LEAST_GREY = 0.06
_UNSEEN = 0.10
_MOST = 1.5
"""A cast that nobody notices, and the strongest that is taken out, in stops."""


def light_of(rgb: Pixels, weight: Plane) -> Stops:
    """(H, W, 3) uint8 and (H, W) weights of where it counts → the cast to take out; zeros where nothing is sure."""
    scale = min(1.0, _SIDE / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    if min(size) < 16:
        return np.zeros(3)
    light = to_linear(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8))
    counts = cv2.resize(weight, size, interpolation=cv2.INTER_AREA) > 0.5
    counts = counts & (light.max(axis=2) < _BRIGHTEST) & (light.min(axis=2) > _DARKEST)
    logs = np.log2(np.maximum(cv2.blur(light, (3, 3)), 1e-4))
    greys = _grey_pixels(logs, counts)
    if greys is None:
        return np.zeros(3)
    middle = np.median(greys, axis=0)
    apart = float(np.median(np.linalg.norm(greys - middle, axis=1)))
    sure = _down(apart, _AGREE, _DISAGREE) * _down(_off_locus(middle), _NEAR, _OFF) * _has_colours(light, middle)
    size_of_cast = float(np.linalg.norm(middle))
    kept = min(max(0.0, size_of_cast - _UNSEEN) * sure, _MOST)
    return np.asarray(middle * kept / max(size_of_cast, 1e-6), np.float64)


def _grey_pixels(logs: NDArray[np.float32], counts: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """(N, 3): colours, in stops beside green, of the pixels that look most like grey surfaces; None where too few do."""
    soft = (np.ascontiguousarray(cv2.GaussianBlur(logs[..., at], (0, 0), 0.8)) for at in range(3))
    contrast = np.dstack([cv2.Laplacian(plane, cv2.CV_32F, ksize=5) for plane in soft])
    strength = np.linalg.norm(contrast, axis=2)
    cosine = np.abs(contrast.sum(axis=2)) / np.maximum(strength, 1e-6) / np.sqrt(3)
    angle = np.arccos(np.clip(cosine, 0, 1)) + 9.0 * ((strength < _CONTRAST) | ~counts)
    angle = cv2.blur(angle.astype(np.float32), (3, 3)).ravel()
    taken = max(_FEWEST, int(_TAKEN * angle.size))
    chosen = np.argpartition(angle, min(taken, angle.size - 1))[:taken]
    chosen = chosen[angle[chosen] < 3.0]
    if chosen.size < _FEWEST:
        return None
    colours = logs.reshape(-1, 3)[chosen].astype(np.float64)
    return np.asarray(colours - colours[:, 1:2], np.float64)


def _off_locus(stops: Stops) -> float:
    """How far a colour lies beside the line of black bodies and daylight, in stops."""
    warm = np.log2(warming(60) @ np.ones(3))
    along = (warm - warm[1])[[0, 2]]
    along = along / np.linalg.norm(along)
    return float(abs(stops[0] * along[1] - stops[2] * along[0]))


def _has_colours(light: NDArray[np.float32], stops: Stops) -> float:
    """1 where the picture has surfaces of that light's colour and others; 0 where it is all of one colour."""
    seen = (light.max(axis=2) > 0.02) & (light.max(axis=2) < 0.95)
    if not seen.any():
        return 0.0
    logs = np.log2(np.maximum(light[seen], 1e-3))
    away = np.linalg.norm(logs - logs[:, 1:2] - stops, axis=1)
    others, greys = float((away > _OTHER).mean()), float((away < 0.25).mean())
    return min(1.0, others / _LEAST_OTHER) * min(1.0, greys / _LEAST_GREY)


def _down(value: float, first: float, last: float) -> float:
    return min(1.0, max(0.0, (last - value) / (last - first)))
