"""Measure what a picture lacks and give it that: white balance, black and white point, brightness, open shadows, colour.

Each correction has a range of measures in which it does nothing, so that a good picture passes nearly unchanged, and a limit, so
that a night stays a night. The measures are taken on a small copy.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging import curves, tone
from overpaint.imaging.adaptation import neutralising
from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.illuminant import estimate
from overpaint.imaging.local_tone import edge_aware_base, relight
from overpaint.imaging.skin_light import cast_on_skin
from overpaint.imaging.values import Pixels, Plane

_SMALL_SIDE = 256
# Stops of colour that are taken out at most where faces have a say.
_MOST_CAST = 1.2


@dataclass(frozen=True)
class Correction:
    """What to do to a picture. `white`: linear colour of its light; `low`, `high`: sRGB values that become black and white.

    `bias`: slope of the brightness curve at black (see `curves.bias`); `contrast`: slope of the S-curve at mid-grey; the others
    as the operations of those names take them.
    """

    white: tuple[float, float, float] = (1.0, 1.0, 1.0)
    low: float = 0.0
    high: float = 1.0
    bias: float = 1.0
    contrast: float = 1.0
    shadows: float = 0.0
    highlights: float = 0.0
    saturation: float = 0.0
    vibrance: float = 0.0


def measure(rgb: Pixels, weight: Plane, skin: Plane | None = None) -> Correction:
    """(H, W, 3) uint8 and (H, W) weights in [0, 1]: where the picture counts. What it lacks, there.

    `skin`: (H, W) in [0, 1], where faces are: what the light was is told by them and by the picture, and no face leaves the
    colours that skin has.
    """
    scale = min(1.0, _SMALL_SIDE / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    counts = np.asarray(cv2.resize(weight, size, interpolation=cv2.INTER_AREA), np.float32)
    if float(counts.sum()) < 16:
        return Correction()
    white = estimate(to_linear(small), counts)
    if skin is not None:
        stops = np.log2(white / white[1])
        stops += cast_on_skin(rgb, skin, stops)
        white = np.exp2(stops * min(1.0, _MOST_CAST / max(float(np.linalg.norm(stops)), 1e-6)))
    balanced = tone.through_matrix(small, neutralising(white))
    low, high = _ends(balanced, counts)
    levelled = tone.through_table(balanced, tone.code_table(lambda x: (x - low) / (high - low)))
    base = edge_aware_base(tone.grey(levelled))
    bias = _bias(base, counts)
    lit = tone.through_table(levelled, tone.light_table(lambda light: curves.bias(light, bias)))
    after = edge_aware_base(tone.grey(lit))
    paleness = _paleness(lit, counts)
    return Correction(
        white=(float(white[0]), float(white[1]), float(white[2])),
        low=low,
        high=high,
        bias=bias,
        contrast=1 + 0.3 * max(_ramp(_spread(after, counts), 0.12, 0.06), 0.8 * paleness),
        shadows=0.6 * _ramp(_share(after < 0.2, counts), 0.25, 0.7),
        highlights=-0.5 * _ramp(_share(after > 0.93, counts), 0.15, 0.5),
        saturation=0.3 * paleness,
        vibrance=0.4 * paleness,
    )


def enhance(rgb: Pixels, correction: Correction) -> Pixels:
    """(H, W, 3) uint8, corrected; a new array."""
    if correction.white != (1.0, 1.0, 1.0):
        rgb = tone.through_matrix(rgb, neutralising(np.array(correction.white)))
    low, high = correction.low, correction.high

    def curve(x: NDArray[np.float64]) -> NDArray[np.float64]:
        levelled = np.clip((x - low) / (high - low), 0, 1)
        return curves.s_curve(curves.encode(curves.bias(curves.decode(levelled), correction.bias)), correction.contrast)

    rgb = tone.through_table(rgb, tone.code_table(curve))
    if correction.shadows or correction.highlights:
        rgb = relight(rgb, correction.shadows, correction.highlights)
    if correction.saturation:
        rgb = tone.scale_chroma(rgb, 1 + correction.saturation)
    return tone.enliven(rgb, correction.vibrance) if correction.vibrance else rgb


def _ends(rgb: Pixels, weight: Plane) -> tuple[float, float]:
    """Black and white point: most of the way to where the picture ends, if it ends early."""
    counted = weight > 0.5 if (weight > 0.5).any() else weight > 0
    low = float(np.quantile(rgb.min(axis=2)[counted], 0.002)) / 255
    high = float(np.quantile(rgb.max(axis=2)[counted], 0.998)) / 255
    low = min(0.95 * max(0.0, low - 0.02), 0.3)
    high = max(1 - 0.95 * max(0.0, 0.97 - high), 0.5)
    return (low, high) if high - low > 0.3 else (0.0, 1.0)


def _bias(base: Plane, weight: Plane) -> float:
    """Towards a middle brightness, only from outside the usual range and never all the way."""
    middle = float(np.average(base, weights=weight))
    target = min(max(middle, 0.38), 0.68)
    wanted = _odds(target) / _odds(middle)
    return float(np.clip(wanted**0.5, 0.6, 2.0))


def _odds(code: float) -> float:
    light = float(curves.decode(np.array(min(max(code, 0.02), 0.98))))
    return light / (1 - light)


def _spread(base: Plane, weight: Plane) -> float:
    middle = float(np.average(base, weights=weight))
    return float(np.sqrt(np.average((base - middle) ** 2, weights=weight)))


def _share(where: NDArray[np.bool_], weight: Plane) -> float:
    return float(np.average(where, weights=weight))


def _paleness(rgb: Pixels, weight: Plane) -> float:
    """0 for a colourful picture, 1 for a dull one; 0 again for one without different colours: a print in one tone is meant so."""
    colours = to_oklab(to_linear(rgb))[..., 1:]
    around = colours - np.average(colours, axis=(0, 1), weights=np.dstack([weight, weight]))
    mean, spread = (float(np.average(np.hypot(ab[..., 0], ab[..., 1]), weights=weight)) for ab in (colours, around))
    return _ramp(mean, 0.035, 0.015) * _ramp(spread, 0.005, 0.009)


def _ramp(value: float, start: float, end: float) -> float:
    """0 at `start` and before it, 1 at `end` and beyond, whichever way round they are."""
    return min(1.0, max(0.0, (value - start) / (end - start)))
