"""How far a picture's pixels, or things in it, have a colour that somebody names.

Compared in OKLab (Björn Ottosson, 2020) as people name colours: by hue, whatever the light makes of its strength and lightness,
and greys by lightness. Bounds chosen on named colours and what light and shade make of them: red covers #961419, not #ffa500.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.colour_code import to_pixel
from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.base import Instance

_GREY = 0.04
"""OKLab chroma below which a named colour is a grey."""

_HUE = (10.0, 30.0)
_STRENGTH = (0.15, 0.35)
_LIGHTNESS = (0.35, 0.5)
_GREY_STRENGTH = (0.03, 0.06)
_GREY_LIGHTNESS = (0.25, 0.4)
_BLACK, _BLACK_LIGHTNESS = 0.3, (0.34, 0.47)
"""From the first bound to the second likeness falls: degrees of hue, OKLab lightness, a grey's OKLab chroma; of what is named
darker than `_BLACK`, lightness itself. With a colour's chroma, as a share of the named one's (`_STRENGTH`), it rises: skin has
the hue of red and a quarter of its chroma."""

_BLUE, _BROAD = (240.0, 275.0), (62.0, 78.0)
_PALE = (0.15, 0.25)
"""Hues that are named blue, how far towards cyan the name reaches where nothing is bluer, and `_STRENGTH` there: the pale blue of
skies and of the insides of blue cups."""

_SHADED, _IN_SHADE = (0.12, 0.22), (24.0, 38.0)
"""How much darker than named a thing's shaded side is, in OKLab lightness, and `_HUE` there: light from elsewhere turns it."""

_ROWS = 256
"""Rows compared at a time: a large picture's OKLab takes twelve bytes a pixel and more on the way."""

_DOMINANT = 1 / 3
"""Share of a thing's area that must have a colour for the thing to be called by it: a red car has windows and tyres."""

_SOFTNESS = 1 / 1500
"""Sigma of the blur that evens out noise, as a share of the longer side."""


def likeness(rgb: Pixels, code: str, *, broadly: bool = False) -> Plane:
    """(H, W, 3) uint8 sRGB → (H, W) float32 in [0, 1]: how far each pixel has the colour `#rrggbb`. `broadly`: or one that is
    called by its name as well, where nothing has it more.
    """
    named = _oklab(to_pixel(code))[0, 0]
    rows = [_alike(_oklab(rgb[start : start + _ROWS]), named, broadly) for start in range(0, rgb.shape[0], _ROWS)]
    return np.concatenate(rows)


def soft_likeness(rgb: Pixels, code: str, *, broadly: bool = False) -> Plane:
    """The same without the speckles that noise makes of it, for use as a mask."""
    sigma = max(rgb.shape[:2]) * _SOFTNESS
    return np.asarray(cv2.GaussianBlur(likeness(rgb, code, broadly=broadly), (0, 0), max(sigma, 0.5)), np.float32)


def is_of_colour(thing: Instance, rgb: Pixels, code: str) -> bool:
    """Whether a good part of a thing has the colour. `rgb`: the whole picture."""
    top, left, bottom, right = thing.box
    alike = likeness(np.ascontiguousarray(rgb[top:bottom, left:right]), code)
    return float((alike * thing.values).sum(dtype=np.float64)) >= _DOMINANT * thing.area


def _oklab(rgb: Pixels) -> NDArray[np.float32]:
    return to_oklab(to_linear(np.ascontiguousarray(rgb)))


def _alike(lab: NDArray[np.float32], named: NDArray[np.float32], broadly: bool) -> Plane:
    lightness = np.abs(lab[..., 0] - named[0])
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    strength = float(np.hypot(named[1], named[2]))
    if strength < _GREY:
        if named[0] < _BLACK:
            return _falling(chroma, _GREY_STRENGTH) * _falling(lab[..., 0], _BLACK_LIGHTNESS)
        return _falling(chroma, _GREY_STRENGTH) * _falling(lightness, _GREY_LIGHTNESS)
    turn = np.degrees(np.arctan2(lab[..., 2], lab[..., 1]) - np.arctan2(named[2], named[1]))
    turn = (turn + np.float32(180)) % np.float32(360) - np.float32(180)
    share = np.asarray(chroma / strength, np.float32)
    near = _falling(np.abs(turn), _HUE) * (np.float32(1) - _falling(share, _STRENGTH))
    if broadly:
        shaded = 1 - _falling(named[0] - lab[..., 0], _SHADED)
        near = np.maximum(near, _falling(np.abs(turn), _IN_SHADE) * shaded * (np.float32(1) - _falling(share, _STRENGTH)))
    if broadly and _BLUE[0] < np.degrees(np.arctan2(named[2], named[1])) % 360 < _BLUE[1]:
        near = np.maximum(near, _falling(-turn, _BROAD) * (turn < 0) * (np.float32(1) - _falling(share, _PALE)))
    return np.asarray(near * _falling(lightness, _LIGHTNESS), np.float32)


def _falling(distance: Plane, bounds: tuple[float, float]) -> Plane:
    """1 up to the first bound, 0 from the second on."""
    return np.asarray(np.clip((bounds[1] - distance) / (bounds[1] - bounds[0]), 0.0, 1.0), np.float32)
