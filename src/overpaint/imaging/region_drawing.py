"""Regions drawn on a picture, for people to see what is meant: a tint, a rim, a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from overpaint.imaging.colour_code import rgb_of
from overpaint.imaging.geometry import flatten
from overpaint.imaging.lettering.faces import FindFile, Style
from overpaint.imaging.lettering.writing import Look, NoRoom, write
from overpaint.imaging.values import Image, Mask, Pixels, Polygon, Size

KEPT = "#2e9e5b"
"""What stays as it is."""

COLOURS = ("#e5484d", "#2f7de1", "#e08a00", "#9257d6", "#0b9bb0", "#c6478f")
"""What is touched, one after the other; they can be told from each other, and from `KEPT`."""

_TINT = 0.28
# Of the picture's longer side: a rim's width, the size of letters, and the least of both in pixels.
_RIM, _LETTERS = 0.003, 0.022
_LEAST_RIM, _LEAST_LETTERS = 2, 15
# OpenCV draws in fractions of pixels of so many bits.
_BITS = 4


@dataclass(frozen=True)
class Drawn:
    """`outline`: filled by the even-odd rule; empty for the whole picture. `colour`: `#rrggbb`."""

    name: str
    outline: tuple[Polygon, ...]
    colour: str


def draw(image: Image, regions: Sequence[Drawn], find: FindFile) -> Image:
    """The picture, opaque, with the regions on it; those drawn first lie below. What `find` raises for a font, it raises."""
    pixels = flatten(image).rgb.copy()
    for region in regions:
        _tint(pixels, region)
    for region in regions:
        _rim(pixels, region)
    answer = Image(pixels)
    names = _Names(max(_LEAST_LETTERS, round(_LETTERS * max(image.size))), image.size)
    for region in regions:
        answer = names.write(answer, region, find)
    return answer


def _tint(pixels: Pixels, region: Drawn) -> None:
    if not region.outline:
        return
    inside = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillPoly(inside, _points(region.outline), 255)
    where = inside > 0
    tint = np.array(rgb_of(region.colour), np.float32)
    pixels[where] = np.rint(pixels[where] * (1 - _TINT) + tint * _TINT).astype(np.uint8)


def _rim(pixels: Pixels, region: Drawn) -> None:
    """White below the colour: it is seen on a ground of any colour."""
    width = max(_LEAST_RIM, round(_RIM * max(pixels.shape)))
    height, across = pixels.shape[:2]
    inset = width // 2
    frame = ((inset, inset), (across - 1 - inset, inset), (across - 1 - inset, height - 1 - inset), (inset, height - 1 - inset))
    points = [shape << _BITS for shape in _points(region.outline or (frame,))]
    for colour, wide in (((255, 255, 255), width + 2), (rgb_of(region.colour), width)):
        cv2.polylines(pixels, points, True, tuple(map(int, colour)), wide, cv2.LINE_AA, _BITS)  # closed


@dataclass
class _Names:
    """Names above their regions' upper left corners, each below those that stand there already. `size`: of letters, in pixels."""

    size: int
    picture: Size
    taken: list[tuple[int, int]] = field(default_factory=list)

    def write(self, image: Image, region: Drawn, find: FindFile) -> Image:
        """Without the name where there is no room at all."""
        look = Look("top_left", Style("sans", bold=True), float(self.size), colour="#ffffff", box=region.colour, readable=False)
        corners = [corner for polygon in region.outline for corner in polygon] or [(0, 0)]
        wanted = min(y for _, y in corners) - 2 * self.size, min(x for x, _ in corners)
        for top, left in (self._free(*wanted), self._free(0, 0)):
            window = slice(top, top + 2 * self.size), slice(left, None)
            try:
                strip = Image(image.pixels[window])
                written = write(strip, Mask.whole(strip.size), region.name, look, find)
            except (NoRoom, ValueError):  # ValueError: below the picture's foot
                continue
            self.taken.append((top, left))
            pixels = image.pixels.copy()
            pixels[window] = written.pixels
            return Image(pixels)
        return image

    def _free(self, top: int, left: int) -> tuple[int, int]:
        width, height = self.picture
        line, long = 2 * self.size, 14 * self.size
        top, left = max(0, min(top, height - line)), max(0, min(left, width - long))
        while any(abs(top - other) < line and abs(left - aside) < long for other, aside in self.taken):
            top += line
        return top, left


def _points(polygons: Sequence[Polygon]) -> list[np.ndarray[tuple[int, ...], np.dtype[np.int32]]]:
    return [np.array(polygon, np.int32) for polygon in polygons]
