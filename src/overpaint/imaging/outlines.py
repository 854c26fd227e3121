"""A mask's rim as polygons: small enough to be sent and drawn, true to a pixel or two.

Suzuki and Abe's border following and Douglas and Peucker's simplification, as OpenCV has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane, Polygon

_SOLID = 0.5
# Of the picture's longer side: how far a polygon may stray from the rim, at first and at each try to have fewer corners.
_STRAY = 0.001
# Of the largest part's area: specks below this are left out.
_SPECK = 0.002
MOST_CORNERS = 1500


def outlines(mask: Plane, most: int = MOST_CORNERS) -> tuple[Polygon, ...]:
    """The rims of a mask's parts, and of the holes in them, largest first: filled by the even-odd rule they are the mask.

    `mask`: (H, W) float32 in [0, 1], 0.5 and more counts. At most `most` corners in all; none for an empty mask.
    """
    solid = np.asarray(mask >= _SOLID, np.uint8)
    found, _ = cv2.findContours(solid, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if not found:
        return ()
    areas = [cv2.contourArea(rim) for rim in found]
    order = sorted(range(len(found)), key=lambda number: -areas[number])
    rims = [found[number] for number in order if areas[number] >= _SPECK * areas[order[0]]]
    stray = max(0.75, _STRAY * max(mask.shape))
    while True:
        polygons = [_polygon(rim, stray) for rim in rims]
        if sum(map(len, polygons)) <= most:
            return tuple(polygons)
        if len(rims) * 4 > most:
            rims = rims[: most // 8]
        stray *= 1.5


def scaled(polygons: Sequence[Polygon], x: float, y: float) -> tuple[Polygon, ...]:
    """The same in a picture that is larger by these factors."""
    return tuple(tuple((round(across * x), round(down * y)) for across, down in polygon) for polygon in polygons)


def _polygon(rim: NDArray[Any], stray: float) -> Polygon:
    corners = cv2.approxPolyDP(rim, stray, closed=True)[:, 0]
    return tuple((int(x), int(y)) for x, y in corners)
