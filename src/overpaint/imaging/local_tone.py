"""Light that depends on the surroundings: an edge-aware base, and gains read from it.

Fast guided filter: He and Sun 2015, arXiv:1505.00996.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.curves import decode
from overpaint.imaging.tone import grey, scale_light, through_curve
from overpaint.imaging.values import Pixels, Plane

# Side of the picture the filter's coefficients are worked out on, the window's share of it, and the contrast (in sRGB values)
# that counts as an edge. Larger windows or contrasts leave halos, smaller ones flatten texture.
_SMALL_SIDE = 384
_WINDOW = 0.04
_EDGE = 0.12

# How far the base may move: the slope of the curve at its end is 1 + reach, in sRGB values.
_REACH = 0.9
# Part of the scale, from its own end, that shadows (or highlights) take in.
_SPAN = 0.62

# Gain that lifts a channel of that sRGB code to white: more would clip it.
_ROOM = (1 / np.maximum(decode(np.arange(256) / 255), 1e-3)).astype(np.float32)


def relight(rgb: Pixels, shadows: float, highlights: float) -> Pixels:
    """(H, W, 3) uint8: dark surroundings lightened by `shadows`, bright ones by `highlights`.

    `shadows` in [-1, 2.4], `highlights` in [-2.4, 1]: beyond, the curve of the base would turn back.
    """
    strongest = np.asarray(cv2.max(cv2.max(rgb[..., 0].copy(), rgb[..., 1].copy()), rgb[..., 2].copy()), np.uint8)
    # A vivid colour of little luminance is no shadow: lifting it would only clip its strongest channel.
    base = edge_aware_base(np.asarray(cv2.addWeighted(grey(rgb), 0.5, strongest, 0.5, 0), np.uint8))
    gain = np.minimum(through_curve(base, lambda codes: _gain(codes, shadows, highlights)), cv2.LUT(strongest, _ROOM))
    return scale_light(rgb, gain)


def clearer(rgb: Pixels, amount: float) -> Pixels:
    """(H, W, 3) uint8 with more (`amount` above 0) or less contrast of neighbouring parts, most in the middle tones; edges kept.

    `amount` in [-1, 1]. Hues stay: one gain for all channels, in linear light.
    """
    seen = grey(rgb)
    base = edge_aware_base(seen)
    here = seen.astype(np.float32) / np.float32(255)
    middle = 4 * base * (1 - base)
    wanted = np.clip(here + np.float32(0.9 * amount) * middle * (here - base), 0, 1)
    gain = (through_curve(wanted, decode) + 1e-3) / (through_curve(here, decode) + 1e-3)
    return scale_light(rgb, np.clip(gain, 0.25, 3.0).astype(np.float32))


def edge_aware_base(grey_pixels: Pixels) -> Plane:
    """(H, W) uint8 → (H, W) float32 in [0, 1]: the picture's brightness without its texture, its edges kept."""
    full = grey_pixels.astype(np.float32) / np.float32(255)
    height, width = full.shape
    factor = max(1.0, min(height, width) / _SMALL_SIDE)
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    small = np.asarray(cv2.resize(full, size, interpolation=cv2.INTER_AREA), np.float32)
    window = 2 * max(1, round(_WINDOW * min(size))) + 1

    def mean(plane: Plane) -> NDArray[np.float32]:
        return np.asarray(cv2.blur(plane, (window, window), borderType=cv2.BORDER_REFLECT), np.float32)

    average = mean(small)
    variance = np.maximum(mean(small * small) - average * average, 0)
    slope = np.asarray(variance / (variance + np.float32(_EDGE**2)), np.float32)
    offset = average - slope * average
    slopes, offsets = (np.asarray(cv2.resize(mean(plane), (width, height)), np.float32) for plane in (slope, offset))
    return np.clip(slopes * full + offsets, 0, 1)


def _gain(codes: NDArray[np.float64], shadows: float, highlights: float) -> NDArray[np.float64]:
    """What the light of a pixel is multiplied by, from the sRGB value of its base."""
    return (decode(_moved(codes, shadows, highlights)) + 1e-4) / (decode(codes) + 1e-4)


def _moved(x: NDArray[np.float64], shadows: float, highlights: float) -> NDArray[np.float64]:
    """The curve of the base in sRGB values; black and white stay, and it never turns back."""
    lifted = x * (1 + shadows * _REACH * np.clip(1 - x / _SPAN, 0, 1) ** 2)
    rest = 1 - lifted
    return 1 - rest * (1 - highlights * _REACH * np.clip(1 - rest / _SPAN, 0, 1) ** 2)
