"""Gaussian blur, and the disc blur of a lens. Borders are mirrored, so nothing darkens towards an edge.

`gaussian` follows cv2.GaussianBlur; a wide one is done on a smaller picture, as image pyramids do (Burt & Adelson 1983).
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import LinearPixels

_WIDEST_DIRECT = 8.0
_SIGMA_ON_SMALL = 5.0


def gaussian(array: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Blur (H, W) or (H, W, C up to 4) float32 by a Gaussian of `sigma` pixels. A new array; sigma 0 gives a copy.

    Above sigma 8 the picture is shrunk first, and what shrinking and growing blur themselves is taken off the sigma: within 1 %
    of the step of an edge of the direct way, and many times faster. Raises ValueError for a negative sigma.
    """
    if sigma < 0:
        raise ValueError(f"sigma must not be negative, got {sigma}")
    if sigma == 0:
        return array.copy()
    height, width = array.shape[:2]
    factor = min(int(sigma / _SIGMA_ON_SMALL), height // 4, width // 4)
    if sigma <= _WIDEST_DIRECT or factor < 2:
        return _direct(array, sigma, sigma)
    small_size = (math.ceil(width / factor), math.ceil(height / factor))
    small = np.asarray(cv2.resize(array, small_size, interpolation=cv2.INTER_AREA), np.float32)
    blurred = _direct(small, _rest(sigma, width / small_size[0]), _rest(sigma, height / small_size[1]))
    return np.asarray(cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR), np.float32).reshape(array.shape)


def _rest(sigma: float, factor: float) -> float:
    """Sigma left to do, in small pixels: a box has variance f²/12, the tent of linear interpolation f²/6."""
    return math.sqrt(sigma**2 - factor**2 / 4) / factor


def _direct(array: NDArray[np.float32], sigma_x: float, sigma_y: float) -> NDArray[np.float32]:
    blurred = cv2.GaussianBlur(array, (0, 0), sigma_x, sigmaY=sigma_y, borderType=cv2.BORDER_REFLECT)
    return np.asarray(blurred, np.float32).reshape(array.shape)


def disc(linear: LinearPixels, radius: float) -> LinearPixels:
    """Defocus as a lens does: every point becomes a sharp-edged disc of `radius` pixels (fractions count).

    (H, W) or (H, W, C) float32 **linear** light, HDR welcome: highlights brighter than 1 make the bright discs of bokeh. Pixels
    with alpha: give them premultiplied. A new array; radius 0 gives a copy. Raises ValueError for a negative radius.
    """
    if radius < 0:
        raise ValueError(f"radius must not be negative, got {radius}")
    if radius == 0:
        return linear.copy()
    blurred = cv2.filter2D(linear, cv2.CV_32F, _disc_kernel(radius), borderType=cv2.BORDER_REFLECT)
    # Wide kernels run through a Fourier transform, whose rounding can leave light a hair below zero.
    return np.maximum(blurred, min(0.0, float(linear.min()))).reshape(linear.shape).astype(np.float32, copy=False)


def _disc_kernel(radius: float) -> NDArray[np.float32]:
    """A disc with an antialiased rim, sum 1."""
    reach = math.ceil(radius)
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    distance = np.hypot(offsets[:, None], offsets[None, :])
    kernel = np.clip(radius + 0.5 - distance, 0.0, 1.0)
    return np.asarray(kernel / kernel.sum(), np.float32)
