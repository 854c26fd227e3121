"""From scene light to display light: exposure, bloom and tone mapping of HDR radiance.

HDR arrays are (H, W, 3) float32 linear RGB, >= 0 and without upper limit; what comes out is linear in [0, 1].
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import LinearPixels

Hdr = NDArray[np.float32]
"""(H, W, 3) float32 linear RGB, >= 0."""

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
_GREY = 0.18
_BAND = 64  # rows tone-mapped at once: stays in the processor's cache
_BLOOM = ((4.0, 0.46), (16.0, 0.28), (64.0, 0.16), (180.0, 0.10))  # sigma in pixels of a 1024-pixel picture, weight


def key_exposure(radiance: Hdr, key: float) -> float:
    """Factor that brings the picture's log-mean luminance to `key` (0.18 = medium grey, 0.3 = bright, 0.06 = night).

    Source: E. Reinhard et al., "Photographic Tone Reproduction for Digital Images" (2002). Read from every fourth pixel.
    """
    luminance = radiance[::4, ::4] @ _LUMINANCE
    return float(key / np.exp(np.log(np.maximum(luminance, 1e-7)).mean()))


def bloom(radiance: Hdr, share: float) -> Hdr:
    """Spread `share` of the light as a lens and eye do: a sum of Gaussians from 4 to 180 pixels (of 1024). Overwrites
    `radiance`."""
    height, width = radiance.shape[:2]
    scale = float(np.sqrt(height * width)) / 1024.0
    spread = np.zeros_like(radiance)
    for sigma, weight in _BLOOM:
        factor = max(1.0, sigma * scale / 2.0)
        small_size = max(1, round(width / factor)), max(1, round(height / factor))
        small = cv2.resize(radiance, small_size, interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), max(sigma * scale / factor, 0.3), borderType=cv2.BORDER_REPLICATE)
        cv2.scaleAdd(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), weight, spread, spread)
    return np.asarray(cv2.addWeighted(radiance, 1.0 - share, spread, share, 0.0, dst=radiance), np.float32)


def tone_map(
    radiance: Hdr,
    exposure: float,
    *,
    white: tuple[float, float, float] = (1.0, 1.0, 1.0),
    saturation: float = 1.0,
    contrast: float = 1.3,
    mixing: float = 0.10,
) -> LinearPixels:
    """Film-like curve for each channel, in a space whose primaries are drawn in by `mixing` so that bright colours pale, not
    shift.

    `white`: gains for white balance. `contrast`: slope at medium grey, which stays where it is. (H, W, 3) float32 in [0, 1].
    The curve is Naka and Rushton's; drawing in the primaries follows T. Sobotka's AgX.
    """
    inset = (1.0 - mixing) * np.eye(3) + mixing / 3.0
    balance = np.diag(np.asarray(white, np.float64) * exposure)
    grey = np.outer(np.ones(3), _LUMINANCE.astype(np.float64))
    into = (inset @ (saturation * np.eye(3) + (1.0 - saturation) * grey) @ balance).astype(np.float32)
    back = np.linalg.inv((1.0 - 0.85 * mixing) * np.eye(3) + 0.85 * mixing / 3.0).astype(np.float32)
    half = np.float32(_GREY**contrast * (1.0 - _GREY) / _GREY)
    mapped = np.empty_like(radiance)
    for top in range(0, radiance.shape[0], _BAND):
        light = np.asarray(cv2.transform(radiance[top : top + _BAND], into), np.float32)
        np.maximum(light, 0.0, out=light)
        np.power(light, np.float32(contrast), out=light)
        light /= light + half
        np.clip(cv2.transform(light, back), 0.0, 1.0, out=mapped[top : top + _BAND])
    return mapped
