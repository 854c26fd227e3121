"""Rounding to bytes without bands: noise of one step before the fraction is dropped, so the mean is the true value."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.colour import to_linear
from overpaint.imaging.values import LinearPixels


def dithered(srgb: LinearPixels, random: np.random.Generator) -> LinearPixels:
    """(H, W, 3) float32 sRGB, 0 to 255 → (H, W, 3) float32 linear in [0, 1], each the value of a whole byte.

    Each byte is one of the two nearest the true value. Overwrites `srgb`.
    """
    srgb += random.random(srgb.shape, np.float32)
    return to_linear(np.clip(srgb, 0.0, 255.0, out=srgb).astype(np.uint8))
