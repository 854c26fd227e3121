"""The frame a model paints in: whole blocks of pixels, about as many as it was trained on. The picture is padded into it, never
cropped, and cut out of it again to the pixel.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from overpaint.imaging.geometry import crop
from overpaint.imaging.resize import resize
from overpaint.imaging.values import Image, Mask, Size

_WIDEST = 4.0


@dataclass(frozen=True, eq=False)
class Framed:
    """`image`: the picture in the upper left corner of the frame, at `inner` (width, height); beyond, it is mirrored."""

    image: Image
    inner: Size

    def taken_out(self, painted: Image, size: Size) -> Image:
        """The picture's part of what was painted in the frame, at `size`. Raises ValueError for a frame of another size."""
        if painted.size != self.image.size:
            raise ValueError(f"the frame is {self.image.size}, what was painted {painted.size}")
        width, height = self.inner
        return resize(crop(painted, (0, 0, height, width)), size)


def framed(image: Image, frame: Size) -> Framed:
    """A picture without alpha in a frame: as large as it fits, the rest mirrored."""
    scale = min(frame[0] / image.width, frame[1] / image.height)
    inner = tuple(max(1, min(most, round(side * scale))) for side, most in zip(image.size, frame, strict=True))
    pixels = resize(image, (inner[0], inner[1])).pixels
    beyond = ((0, frame[1] - inner[1]), (0, frame[0] - inner[0]), (0, 0))
    return Framed(Image(np.pad(pixels, beyond, mode="symmetric")), (inner[0], inner[1]))


def blocks_of(mask: Mask, frame: Framed, block: int) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """(frame's height / block, width / block): blocks that a mask of the picture's size touches, and their neighbours.

    One more all around: what is painted up to the mask's border needs some room to pass into what is there.
    """
    import cv2

    width, height = frame.inner
    values = cv2.resize(mask.values, (width, height), interpolation=cv2.INTER_AREA)
    full = np.zeros((frame.image.height, frame.image.width), np.float32)
    full[:height, :width] = values
    rows, columns = full.shape[0] // block, full.shape[1] // block
    touched = full.reshape(rows, block, columns, block).max(axis=(1, 3)) > 0
    return np.asarray(cv2.dilate(touched.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def padded_frame(size: Size, most: int, multiple: int) -> Size:
    """The frame for a picture of `size`: scaled down to at most about `most` pixels, then padded to whole blocks."""
    scale = min(1.0, math.sqrt(most / (size[0] * size[1])))
    while True:
        width, height = (max(multiple, math.ceil(side * scale / multiple) * multiple) for side in size)
        if width * height <= most or min(width, height) == multiple:
            return width, height
        scale *= 0.99


def nearest_frame(size: Size, frames: tuple[Size, ...]) -> Size:
    """Of the frames that a model has: the one of which a picture of `size` fills most."""

    def filled(frame: Size) -> float:
        scale = min(frame[0] / size[0], frame[1] / size[1])
        return size[0] * size[1] * scale * scale / (frame[0] * frame[1])

    return max(frames, key=filled)


@cache
def unscaled_frames(area: int, block: int, scaled: Callable[[int, float], Size]) -> tuple[Size, ...]:
    """Every size in whole blocks, up to 4 to 1, that a pipeline leaves as it is. `scaled`: the size that it gives a picture of an
    aspect, for `area` pixels.
    """
    sides = range(block, int(math.sqrt(area * _WIDEST)) + block, block)
    found = [(width, height) for width in sides for height in sides if scaled(area, width / height) == (width, height)]
    return tuple(size for size in found if 1 / _WIDEST <= size[0] / size[1] <= _WIDEST)
