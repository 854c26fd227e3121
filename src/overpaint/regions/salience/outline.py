"""Whether the picture draws the outline that a network believes in: are there two colours, one on either side of it?

A subject that is only half seen ends in the middle of a wall, a bumper, a fur; there both sides look alike.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Pixels, Plane

_SIDE = 400
_FROM, _TO = 2, 7
"""How far off the outline its sides are looked at, in pixels of a picture of `_SIDE`: beyond its blur, before other things."""
_ALIKE = 0.08
"""In OKLab."""
_FRAME = 3
_ENOUGH = 0.01


def undrawn(belief: Plane, rgb: Pixels) -> float:
    """Share of the outline with the same colour on both sides, in [0, 1]; the frame doesn't count. 1 where there is no outline.

    `belief`: (h, w) in [0, 1]; `rgb`: (h, w, 3) uint8 sRGB.
    """
    factor = min(1.0, _SIDE / max(belief.shape))
    size = max(1, round(belief.shape[1] * factor)), max(1, round(belief.shape[0] * factor))
    inside = cv2.resize(belief, size, interpolation=cv2.INTER_AREA) > 0.5
    lab = to_oklab(to_linear(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)))
    deep, far = _depth(inside), _depth(~inside)
    own, there = _mean(lab, (deep > _FROM) & (deep <= _TO))
    beside, here = _mean(lab, (far > _FROM) & (far <= _TO))
    outline = inside & (deep <= 1.5) & (there > _ENOUGH) & (here > _ENOUGH)
    outline[:_FRAME] = outline[-_FRAME:] = False
    outline[:, :_FRAME] = outline[:, -_FRAME:] = False
    apart = np.linalg.norm(own - beside, axis=-1)[outline]
    return float((apart < _ALIKE).mean()) if apart.size else 1.0


def _depth(shape: NDArray[np.bool_]) -> Plane:
    return np.asarray(cv2.distanceTransform(shape.astype(np.uint8), cv2.DIST_L2, 5), np.float32)


def _mean(lab: NDArray[np.float32], where: NDArray[np.bool_]) -> tuple[NDArray[np.float32], Plane]:
    """The mean colour of these pixels about each place, and their share there."""
    window = (2 * _TO - 1,) * 2
    weight = where.astype(np.float32)
    share = np.asarray(cv2.blur(weight, window), np.float32)
    mean = cv2.blur(lab * weight[..., None], window) / np.maximum(share, np.float32(1e-4))[..., None]
    return np.asarray(mean, np.float32), share
