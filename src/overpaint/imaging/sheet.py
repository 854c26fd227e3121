"""Pictures laid on a sheet: each cut to its cell around what matters in it, with a line of words if wished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from overpaint.imaging.arranging import Sheet
from overpaint.imaging.backdrop_photo import no_larger_than_needed
from overpaint.imaging.fitting import fit_image
from overpaint.imaging.geometry import crop, flatten
from overpaint.imaging.lettering.faces import FindFile, NoLetter, Style
from overpaint.imaging.lettering.writing import Look, NoRoom, write
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Box, Image, Mask, Size

Focus: TypeAlias = Callable[[Image], tuple[Mask | None, tuple[Box, ...]]]
"""What matters in a picture: weights of its size, and boxes of faces."""

_SLIGHT = 0.92
"""A cell that shows this much of a picture or more cuts nothing that anybody looks for."""

_LOOKED_AT = 448
"""Pixels of the longer side at which it is looked for what matters: where to cut needs no more."""

_LETTERS = 0.055
_LEAST_LETTERS = 14.0
"""The em of a label: share of the cell's shorter side, and pixels at least."""


def assembled(
    pictures: Sequence[Image],
    sheet: Sheet,
    colour: tuple[int, int, int],
    labels: Sequence[str],
    focus: Focus,
    find: FindFile,
    check: Callable[[], None],
) -> Image:
    """(H, W, 3) uint8: the pictures in the sheet's cells, on an sRGB `colour`, which transparent parts show too.

    `labels`: words for each, in order; missing or empty for none. `find`: font files. Raises what `find` raises.
    """
    result = np.empty((sheet.size[1], sheet.size[0], 3), np.uint8)
    result[:] = colour
    for number, (picture, box) in enumerate(zip(pictures, sheet.cells, strict=True)):
        check()
        cell = _cut(flatten(picture, colour), (box[3] - box[1], box[2] - box[0]), focus)
        words = labels[number].strip() if number < len(labels) else ""
        if words:
            cell = _labelled(cell, words, find)
        result[box[0] : box[2], box[1] : box[3]] = cell.rgb
    return Image(result)


def _cut(picture: Image, size: tuple[int, int], focus: Focus) -> Image:
    """The picture at `size`, cut around its focus; that is looked for only where it matters."""
    small = no_larger_than_needed(picture, size)
    ratio = (small.width / small.height) / (size[0] / size[1])
    if min(ratio, 1 / ratio) >= _SLIGHT:
        return fit_image(small, size, "crop").image
    scale = min(1.0, _LOOKED_AT / max(small.size))
    seen = resize(small, (max(1, round(small.width * scale)), max(1, round(small.height * scale))))
    mask, faces = focus(seen)
    window = fit_image(seen, _of_aspect(size, seen.size), "crop", mask, faces=faces).taken
    across, down = small.width / seen.width, small.height / seen.height
    top, bottom = round(window[0] * down), round(window[2] * down)
    left, right = round(window[1] * across), round(window[3] * across)
    return resize(crop(small, (top, left, max(top + 1, bottom), max(left + 1, right))), size)


def _of_aspect(size: Size, within: Size) -> Size:
    """The largest size of an aspect inside another."""
    scale = min(within[0] / size[0], within[1] / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _labelled(cell: Image, words: str, find: FindFile) -> Image:
    """A caption on a dark bar in the lower left corner; left out where the cell is too small to read it."""
    size = max(_LEAST_LETTERS, _LETTERS * min(cell.size))
    look = Look("bottom_left", Style("sans", bold=True), max(size, 1.01), colour="#ffffff", box="#1c1c1e")
    try:
        return write(cell, Mask.whole(cell.size), words, look, find)
    except (NoRoom, NoLetter):
        return cell
