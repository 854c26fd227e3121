"""Grey surfaces: where all three channels change alike, the surface has no colour of its own, and what it shows is the light's.

Grey pixels: Yang, Gao and Li 2015, Efficient illuminant estimation using grey pixels; their measure, the angle
of local log contrasts: Qian et al. 2019, On finding gray pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.adaptation import warming

Stops = NDArray[np.float64]
"""(3,): how much stronger each channel of a light is than green, in stops."""

_CONTRAST = 0.6
"""Least local contrast, in stops of the filter's scale, that says anything: below it is noise."""
_TAKEN = 0.01
_FEWEST = 30


def grey_pixels(logs: NDArray[np.float32], counts: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """(N, 3): colours, in stops beside green, of the pixels that look most like grey surfaces; None where too few do.

    `logs`: (H, W, 3) linear light in stops; `counts`: (H, W), where it counts.
    """
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


def by_locus(stops: Stops) -> tuple[Stops, Stops]:
    """A colour in stops beside green → its part along the line of black bodies and daylight, and the part beside it."""
    warm = np.log2(warming(60) @ np.ones(3))
    line = (warm - warm[1]) * (1, 0, 1)
    line = line / np.linalg.norm(line)
    along = line * float(stops @ line)
    return np.asarray(along, np.float64), np.asarray(stops - along, np.float64)
