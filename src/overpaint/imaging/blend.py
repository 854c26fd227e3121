"""Put an edit into a picture through a mask, leaving every byte outside the mask alone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Image, Mask, Pixels


def blend(before: Image, after: Image, mask: Mask) -> Image:
    """Mix two pictures of one size: `before` where the mask is 0, `after` where it is 1, byte for byte; between, a weighted mean.

    Weights act on sRGB values, so half a mask looks like half an edit; where alpha plays, colours count by their alpha, so hidden
    colours don't bleed. The result has alpha if either has. Raises ValueError when sizes differ.
    """
    if not before.size == after.size == mask.size:
        raise ValueError(f"sizes differ: before {before.size}, after {after.size}, mask {mask.size}")
    old, new = _same_channels(before, after)
    if mask.is_empty:
        return Image(old)
    if mask.is_whole:
        return Image(new)
    weight = mask.values
    mixed = _mix_alpha(old, new, weight) if old.shape[2] == 4 else _mix(old, new, 1 - weight, weight)
    cv2.copyTo(old, (weight <= 0).view(np.uint8), mixed)
    cv2.copyTo(new, (weight >= 1).view(np.uint8), mixed)
    return Image(mixed)


def _same_channels(before: Image, after: Image) -> tuple[Pixels, Pixels]:
    if before.has_alpha == after.has_alpha:
        return before.pixels, after.pixels
    return _with_alpha(before), _with_alpha(after)


def _with_alpha(image: Image) -> Pixels:
    return image.pixels if image.has_alpha else np.asarray(cv2.cvtColor(image.pixels, cv2.COLOR_RGB2RGBA), np.uint8)


def _mix_alpha(old: Pixels, new: Pixels, weight: NDArray[np.float32]) -> Pixels:
    keep = 1 - weight
    mixed = _mix(old, new, keep * old[..., 3], weight * new[..., 3])
    mixed[..., 3] = _mix(old[..., 3].copy(), new[..., 3].copy(), keep, weight)
    return mixed


def _mix(old: Pixels, new: Pixels, keep: NDArray[np.float32], change: NDArray[np.float32]) -> Pixels:
    return np.asarray(cv2.blendLinear(old, new, keep, change), np.uint8)
