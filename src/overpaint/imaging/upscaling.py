"""More pixels without inventing any: Lanczos, then what a smaller copy of the answer lacks is given back, without halos.

Back-projection: Irani and Peleg 1991, Improving resolution by image registration; here of one picture. Each pass enlarges at most
twice, so that what is given back is as fine as the pixels of that pass.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.geometry import premultiplied, straight
from overpaint.imaging.values import Image, Pixels, Plane, Size

_ROUNDS = 2
_OVERSHOOT = 5.0
"""Levels by which an edge may pass the brightest and darkest of its neighbours: more is a halo."""

_BAND = 512
_EDGE = 16
"""Rows of a pass that are worked on at a time, and rows beside them that are looked at: in float they take much room."""

_LUMA = np.array([[0.299, 0.587, 0.114]], np.float32)


def upscaled(image: Image, size: Size) -> Image:
    """The picture at `size` (width, height), both sides at least as long as they are. Alpha grows along; same size, same picture.

    Raises ValueError for a shorter side.
    """
    if size[0] < image.width or size[1] < image.height:
        raise ValueError(f"{size} is smaller than {image.size}")
    if size == image.size:
        return image
    if image.has_alpha:
        layer = cv2.resize(premultiplied(image.pixels), size, interpolation=cv2.INTER_CUBIC)
        clear = straight(np.asarray(layer, np.uint16))
        return Image(np.dstack([_enlarged(image.rgb, size), clear[..., 3]])) if _is_opaque(image) else Image(clear)
    return Image(_enlarged(image.rgb, size))


def _is_opaque(image: Image) -> bool:
    return image.alpha is not None and bool((image.alpha == 255).all())


def _enlarged(rgb: Pixels, size: Size) -> Pixels:
    height, width = rgb.shape[:2]
    passes = max(1, math.ceil(math.log2(max(size[0] / width, size[1] / height)) - 1e-9))
    for at in range(passes):
        part = (at + 1) / passes
        step = (
            max(width, round(width * (size[0] / width) ** part)),
            max(height, round(height * (size[1] / height) ** part)),
        )
        rgb = _pass(rgb, size if at == passes - 1 else step)
    return rgb


def _pass(rgb: Pixels, size: Size) -> Pixels:
    """One enlargement, in bands of rows so that little of it is held in float."""
    height = rgb.shape[0]
    if (rgb.shape[1], height) == size:
        return rgb
    large = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_LANCZOS4), np.uint8)
    ratio = size[1] / height
    rows = max(1, round(_BAND / ratio))
    for top in range(0, height, rows):
        bottom = min(height, top + rows)
        above, below = max(0, top - _EDGE), min(height, bottom + _EDGE)
        first, last = round(top * ratio), size[1] if bottom == height else round(bottom * ratio)
        start, end = round(above * ratio), size[1] if below == height else round(below * ratio)
        change = _lacking(rgb[above:below], large[start:end])[first - start : last - start]
        large[first:last] = np.clip(np.rint(large[first:last] + change[..., None]), 0, 255).astype(np.uint8)
    return large


def _lacking(rgb: Pixels, large: Pixels) -> Plane:
    """What brightness a piece of the enlarged picture lacks so that, made small again, it is the piece it came from."""
    luma, start = _luma(rgb), _luma(large)
    here, there = (rgb.shape[1], rgb.shape[0]), (large.shape[1], large.shape[0])
    around = np.ones((3, 3), np.uint8)
    low = cv2.resize(cv2.erode(luma, around), there, interpolation=cv2.INTER_LINEAR) - _OVERSHOOT
    high = cv2.resize(cv2.dilate(luma, around), there, interpolation=cv2.INTER_LINEAR) + _OVERSHOOT
    found: NDArray[np.float32] = start
    for _ in range(_ROUNDS):
        missing = luma - cv2.resize(found, here, interpolation=cv2.INTER_AREA)
        found = np.asarray(found + cv2.resize(missing, there, interpolation=cv2.INTER_CUBIC), np.float32)
    return np.asarray(np.minimum(np.maximum(found, np.minimum(low, start)), np.maximum(high, start)) - start, np.float32)


def _luma(rgb: Pixels) -> Plane:
    return np.asarray(cv2.transform(rgb.astype(np.float32), _LUMA), np.float32).reshape(rgb.shape[:2])
