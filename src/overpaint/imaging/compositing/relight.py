"""Directional light on a flat cut-out: a key from where the scene's sun stands, sky from above, ground from below.

Low-frequency gains on a guessed relief, all bounded: a subject photographed under one light can't be given another, but which
side is bright, and that its front lies in shade when the sun stands behind it, is what the eye checks first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import luminance
from overpaint.imaging.compositing.relief import estimate_normals
from overpaint.imaging.spread import spread
from overpaint.imaging.values import Light, LinearPixels, Plane

# Light that wraps round an edge, as on skin and cloth: shade begins behind the terminator.
_WRAP = 0.35
_KEY = 1.3
_KEY_POWER = 0.55
_HEMISPHERE_POWER = 0.16
_BACKLIT_SHADE = 0.24
_GAIN_RANGE = (0.70, 1.25)
_FULL_KEY = 0.55
# A lamp known only to stand behind the subject stands a little above it.
_BEHIND_UP = 0.3


@dataclass(frozen=True, eq=False)
class Relight:
    """`gain`: (h, w) factor on the subject's light. `direct`: (h, w) share of the sun in it, [0, 1].

    `above`: (h, w) share of the sky in its surroundings, [0, 1]: the rest is ground.
    """

    gain: Plane
    direct: Plane
    above: Plane


def relight(alpha: Plane, tone: Plane, light: Light, sky: LinearPixels, ground: LinearPixels) -> Relight:
    """All (h, w), small. `tone`: the subject's luminance; `sky`, `ground`: (1, 1, 3) mean colours above and below the subject."""
    normals = estimate_normals(alpha, tone)
    above = np.asarray(0.5 + 0.5 * normals[..., 1], np.float32)
    up, down = (float(luminance(colour)[0, 0]) + 0.02 for colour in (sky, ground))
    gain = _relative(np.float32(down) + np.float32(up - down) * above, alpha) ** np.float32(_HEMISPHERE_POWER)
    key = _key(normals, light)
    gain *= _relative(np.float32(1.0) + np.float32(_KEY) * key, alpha) ** np.float32(_KEY_POWER)
    gain *= np.float32(1.0 - _BACKLIT_SHADE * light.backlit)
    direct = np.clip(key / np.float32(_FULL_KEY), 0.0, 1.0)
    if light.towards is None:
        direct = np.maximum(direct, np.float32(1.0 - light.backlit))
    known = np.dstack([np.clip(gain, *_GAIN_RANGE), direct, above])
    filled = spread(np.asarray(known, np.float32), np.asarray(alpha**2, np.float32))
    return Relight(*(np.ascontiguousarray(filled[..., channel]) for channel in range(3)))


def hold_rims(gain: Plane, alpha: Plane, room: Plane) -> Plane:
    """`gain` without rims that neither the body nor what is behind it accounts for. `room`: gain at which a pixel is as bright
    as what surrounds it.

    A bright line between a darker body and a darker scene is a halo, whatever the sun does.
    """
    body = _mean(gain, alpha)
    broad = gaussian(gain, 0.05 * max(alpha.shape))
    return np.minimum(gain, np.maximum(np.maximum(broad, body), room))


def _key(normals: NDArray[np.float32], light: Light) -> Plane:
    """(h, w) [0, 1]: how much of the main lamp each place sees."""
    if light.towards is not None:
        right, ahead, up = light.towards
        dose = 1.0
    elif light.backlit > 0:
        right, ahead, up = 0.0, float(np.sqrt(1.0 - _BEHIND_UP**2)), _BEHIND_UP
        dose = light.backlit
    else:
        return np.zeros(normals.shape[:2], np.float32)
    lamp = np.array([right, up, -ahead], np.float32)
    lit = np.clip((normals @ lamp + np.float32(_WRAP)) / np.float32(1.0 + _WRAP), 0.0, 1.0)
    return np.asarray(lit * np.float32(dose), np.float32)


def _relative(field: Plane, alpha: Plane) -> Plane:
    return np.asarray(field / np.float32(_mean(field, alpha)), np.float32)


def _mean(field: Plane, alpha: Plane) -> float:
    return float(np.average(field, weights=alpha + np.float32(1e-6)))
