"""What colour the light had, told by skin: every complexion lies on one short line of colours, and a cast takes it off that.

In stops of red and blue against green, a light adds the same to every colour, and skin from pale to dark lies along a line
through grey (measured on faces under daylight; the hue of blood and melanin, as in Angelopoulou 2001). The least change of
light that brings a face back is taken: along daylight cheaply, towards green or magenta at a price.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.adaptation import tinting, warming
from overpaint.imaging.colour import to_linear
from overpaint.imaging.values import Pixels, Plane

Stops = NDArray[np.float64]
"""(3,): how much stronger each channel of a light is than green, in stops."""

_SLOPE = -0.68
"""Blue against red, along the line of complexions."""
_ASIDE = 0.15
"""How far from the line skin may lie by its own, in stops."""
_PALEST, _DEEPEST = 0.33, 1.45
"""Red against green of the palest and the deepest complexion."""
_MIREDS = np.linspace(-150, 150, 61)
_TINTS = np.linspace(-0.03, 0.03, 25)
_OFF_DAYLIGHT = 2.0
"""What a stop towards green or magenta costs against one along daylight."""
_STILL_OFF = 8.0
_FEWEST = 40
_SHARE = 0.85
"""Of the cast that is taken out: a little of the light's mood stays."""
_UNSEEN = 0.1


def cast_on_skin(rgb: Pixels, skin: Plane, known: Stops) -> Stops:
    """What is left of a cast once `known` is taken out: zeros where faces look as they may, or none is large enough.

    `rgb`: (H, W, 3) uint8 sRGB. `skin`: (H, W) in [0, 1], where faces are.
    """
    seen = _colour_of(rgb, skin)
    if seen is None:
        return np.zeros(3)
    lights, price = _lights()
    left = seen - known[[0, 2]] - lights
    aside = np.abs(left[..., 1] - _SLOPE * left[..., 0]) / np.hypot(1, _SLOPE) - _ASIDE
    beyond = np.maximum(_PALEST - left[..., 0], left[..., 0] - _DEEPEST)
    cost = _STILL_OFF * (np.maximum(aside, 0) + np.maximum(beyond, 0)) + price
    red, blue = lights[np.unravel_index(int(cost.argmin()), cost.shape)] * _SHARE
    return np.array([red, 0.0, blue]) if np.hypot(red, blue) > _UNSEEN else np.zeros(3)


def _colour_of(rgb: Pixels, skin: Plane) -> NDArray[np.float64] | None:
    """(2,): red and blue of the faces against green, in stops; None where there is too little to see. Eyes, lips and hair are
    left out with the darkest and the brightest of it.
    """
    light = to_linear(np.asarray(cv2.blur(rgb, (3, 3)), np.uint8))[skin > 0.5]
    light = light[(light.max(axis=1) < 0.97) & (light.min(axis=1) > 0.002)]
    if len(light) < _FEWEST:
        return None
    green = light[:, 1]
    low, high = np.quantile(green, (0.35, 0.85))
    logs = np.log2(light[(green >= low) & (green <= high)])
    return np.asarray(np.median(logs[:, [0, 2]] - logs[:, 1:2], axis=0), np.float64)


def _lights() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(M, T, 2) casts in stops of red and blue, and (M, T) their price."""
    warm, green = (np.array([_stops(make(at)) for at in steps]) for make, steps in ((warming, _MIREDS), (tinting, _TINTS)))
    both = warm[:, None] + green[None]
    return both, np.hypot(*warm.T)[:, None] + _OFF_DAYLIGHT * np.hypot(*green.T)[None]


def _stops(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    white = np.log2(np.maximum(matrix @ np.ones(3), 1e-3))
    return np.asarray(white[[0, 2]] - white[1])
