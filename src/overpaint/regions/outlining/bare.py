"""Whether all that is seen of somebody is bare skin: a hand, a foot or an arm, without the face that skin is else learnt from."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Pixels
from overpaint.regions.base import Instance

_HUE, _CHROMA, _LIGHTNESS = (8.0, 82.0), (0.018, 0.13), (0.25, 0.95)
"""OKLab hue in degrees, chroma and lightness of skin in ordinary light, from deep to fair."""
_NEARLY_ALL, _EVEN = 0.95, (0.022, 0.11)
"""How much of what is seen must be such, and how little its chroma and its lightness may vary about it: clothes, hair differ."""
_INSIDE = 0.9


def is_bare(rgb: Pixels, one: Instance) -> bool:
    """Whether a person in (H, W, 3) uint8 sRGB shows nothing but skin."""
    top, left, bottom, right = one.box
    lab = to_oklab(to_linear(np.ascontiguousarray(rgb[top:bottom, left:right])))[one.values > _INSIDE]
    if not len(lab):
        return False
    hue, chroma = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360, np.hypot(lab[:, 1], lab[:, 2])
    like = [
        (low < plane) & (plane < high)
        for plane, (low, high) in zip((hue, chroma, lab[:, 0]), (_HUE, _CHROMA, _LIGHTNESS), strict=True)
    ]
    even = float(np.std(chroma)) < _EVEN[0] and float(np.std(lab[:, 0])) < _EVEN[1]
    return even and float(np.logical_and.reduce(like).mean()) > _NEARLY_ALL
