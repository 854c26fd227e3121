"""Spread known colours over the pixels around them: push-pull on a pyramid (Gortler et al., "The Lumigraph", 1996).

Near a known pixel its colour rules, far from all of them a smooth mean of many. Linear in the number of pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import LinearPixels, Plane, Size


def spread(colours: LinearPixels, weight: Plane) -> LinearPixels:
    """(H, W, 3) float32 of any range, known where `weight`, (H, W) in [0, 1], is above 0 → the same with every pixel filled.

    At weight 1 a pixel keeps its colour (to 1e-5 of it), at 0 it takes what its surroundings know. Zero if nothing is known.
    """
    levels = [(colours, weight)]
    weighted = _by_weight(cv2.multiply, colours, weight)
    while max(weight.shape) > 1:
        size = ((weight.shape[1] + 1) // 2, (weight.shape[0] + 1) // 2)
        weighted = _scaled(weighted, size, cv2.INTER_AREA)
        weight = _scaled(weight, size, cv2.INTER_AREA)[..., 0]
        levels.append((_by_weight(cv2.divide, weighted, np.maximum(weight, np.float32(1e-6))), weight))
    filled = levels.pop()[0]
    for known, certainty in reversed(levels):
        filled = _scaled(filled, (certainty.shape[1], certainty.shape[0]), cv2.INTER_LINEAR)
        blended = cv2.blendLinear(filled, known, np.float32(1.0) - certainty, certainty)
        filled = np.asarray(blended, np.float32).reshape(known.shape)
    return filled


def _by_weight(arithmetic: Callable[..., Any], colours: LinearPixels, weight: Plane) -> LinearPixels:
    """Multiply or divide every channel by the weight: OpenCV on three equal planes is faster than broadcasting."""
    return np.asarray(arithmetic(colours, cv2.merge([weight] * 3)), np.float32).reshape(colours.shape)


def _scaled(array: NDArray[np.float32], size: Size, interpolation: int) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(array, size, interpolation=interpolation), np.float32).reshape(size[1], size[0], -1)
