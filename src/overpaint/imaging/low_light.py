"""Pictures taken in too little light: exposed and lifted as far as they are too dark, lamps held back, noise taken out.

Noise goes first, as lifting would make clumps of it; then light is multiplied as a longer exposure would have done, as far as the
brightest parts bear it, and only what is still missing is made up by a curve, which alone would leave the picture milky.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging import curves, tone
from overpaint.imaging.detail import denoised
from overpaint.imaging.local_tone import edge_aware_base, relight
from overpaint.imaging.values import Pixels, Plane

_WANTED = 0.40
"""Middle brightness, in sRGB values, that a dark picture is lifted towards: a night is still a night at it."""
_WHITE, _BRIGHTEST = 0.90, 0.995
"""sRGB value that the brightest parts may come to by exposure, and the quantile they are measured at."""
_MOST_GAIN, _MOST_SLOPE = 6.0, 5.0
_SHADOWS, _LAMPS = 0.25, -0.35
_BLACK = 0.004
"""Share of pixels that may become black again after lifting."""
_DEEPEST = 0.14


def lifted(rgb: Pixels, weight: Plane, amount: float) -> Pixels:
    """(H, W, 3) uint8, measured where `weight`, (H, W) in [0, 1], counts; the same where it is not dark. `amount` in [0, 1]."""
    if float(weight.sum()) <= 0 or (missing := _missing(rgb, weight)) <= 1.05:
        return rgb
    dark = denoised(rgb, 0.6)
    gain = min(missing, _room(dark, weight)) ** amount
    exposed = tone.through_table(dark, tone.light_table(lambda light: curves.shoulder(light * gain, 0.7, max(1.0, gain))))
    slope = min(_MOST_SLOPE, _missing(exposed, weight)) ** amount
    share = min(1.0, (gain * slope - 1) / 3)
    light = tone.through_table(exposed, tone.light_table(lambda codes: curves.bias(codes, slope)))
    light = relight(light, _SHADOWS * amount * share, _LAMPS * share)
    low = min(_DEEPEST, float(np.quantile(tone.grey(light)[weight > 0.5], _BLACK)) / 255) if (weight > 0.5).any() else 0.0
    light = tone.through_table(
        light, tone.code_table(lambda codes: curves.s_curve(np.clip((codes - low) / (1 - low), 0, 1), 1 + 0.15 * share))
    )
    return denoised(tone.scale_chroma(light, 1 + 0.12 * share), 0.5)


def _missing(rgb: Pixels, weight: Plane) -> float:
    """How many times brighter its middle would have to be, as odds of light; 1 and below for a picture that is not dark."""
    middle = float(np.average(edge_aware_base(tone.grey(rgb)), weights=weight))
    return max(1.0, _odds(_WANTED) / _odds(middle))


def _room(rgb: Pixels, weight: Plane) -> float:
    """By how much light may be multiplied until the brightest parts come to white."""
    counted = weight > 0.5
    brightest = float(np.quantile(rgb.max(axis=2)[counted if counted.any() else weight > 0], _BRIGHTEST)) / 255
    white, now = (float(curves.decode(np.array(code))) for code in (_WHITE, max(brightest, 0.05)))
    return min(_MOST_GAIN, max(1.0, white / now))


def _odds(code: float) -> float:
    light = float(curves.decode(np.array(min(max(code, 0.03), 0.97))))
    return light / (1 - light)
