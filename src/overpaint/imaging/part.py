"""Of a big picture with a small mask: the part that a model is shown, so that what it paints there is sharp."""

from __future__ import annotations

import math

import numpy as np

from overpaint.imaging.values import Box, Image, Mask, Pixels, Size

# What stands around a mask is shown with it: a share of the mask's longer side, to each side; so small a part of the picture is
# worth showing alone.
_AROUND, _PART = 0.5, 0.5
_SMALLEST = 256


def part_around(size: Size, mask: Mask | None, frame: Size) -> Box:
    """All of a picture of `size`, or what is around a small mask where all of it would have to be scaled down to `frame`."""
    width, height = size
    whole = (0, 0, height, width)
    if mask is None or width * height <= frame[0] * frame[1]:
        return whole
    rows, columns = (np.flatnonzero(mask.values.max(axis=axis) > 0) for axis in (1, 0))
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    around = round(_AROUND * max(bottom - top, right - left))
    high, wide = (max(_SMALLEST, far - near + 2 * around) for near, far in ((top, bottom), (left, right)))
    ratio = frame[0] / frame[1]
    high, wide = min(height, max(high, math.ceil(wide / ratio))), min(width, max(wide, math.ceil(high * ratio)))
    if high * wide > _PART * height * width:
        return whole
    first_row = min(max(0, (top + bottom - high) // 2), height - high)
    first_column = min(max(0, (left + right - wide) // 2), width - wide)
    return first_row, first_column, first_row + high, first_column + wide


def put_back(part: Image, before: Image, box: Box) -> Image:
    """`before` with `part` in its box; with alpha if either has it."""
    top, left, bottom, right = box
    deep = part.has_alpha or before.has_alpha
    pixels = np.array(_with_alpha(before) if deep else before.pixels)
    pixels[top:bottom, left:right] = _with_alpha(part) if deep else part.pixels
    return Image(pixels)


def _with_alpha(image: Image) -> Pixels:
    if image.has_alpha:
        return image.pixels
    return np.dstack([image.pixels, np.full((image.height, image.width), 255, np.uint8)])
