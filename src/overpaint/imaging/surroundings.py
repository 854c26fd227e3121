"""The part of a picture around the things in it: what a crop to them keeps."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Box, Mask

_THERE = 0.5
"""Mask from which a pixel belongs to the thing: a soft rim is none of it."""

_LEAST_SIDE = 16
"""Pixels: less is no picture."""


def around(mask: Mask, margin: float, ratio: float | None) -> Box:
    """The box (top, left, bottom, right; half-open) of what the mask holds, with a margin.

    `margin`: on each side, as a part of the longer side of what it holds. `ratio`: width by height to come to by taking in more
    of the picture, as far as it goes; None for any. Raises ValueError for a mask that holds nothing.
    """
    width, height = mask.size
    held = mask.values > min(_THERE, float(mask.values.max()) / 2)
    rows, columns = np.flatnonzero(held.any(axis=1)), np.flatnonzero(held.any(axis=0))
    if rows.size == 0:
        raise ValueError("an empty mask has no surroundings")
    air = margin * max(rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0])
    tall, wide = rows[-1] + 1 - rows[0] + 2 * air, columns[-1] + 1 - columns[0] + 2 * air
    if ratio is not None:
        tall, wide = max(tall, wide / ratio), max(wide, tall * ratio)
    top, bottom = _side((rows[0] + rows[-1] + 1) / 2, max(tall, _LEAST_SIDE), height)
    left, right = _side((columns[0] + columns[-1] + 1) / 2, max(wide, _LEAST_SIDE), width)
    return top, left, bottom, right


def _side(middle: float, length: float, most: int) -> tuple[int, int]:
    """So much of a side of `most` pixels around its middle, moved inward where it would reach beyond the picture."""
    whole = min(round(length), most)
    start = min(max(round(middle - length / 2), 0), most - whole)
    return start, start + whole
