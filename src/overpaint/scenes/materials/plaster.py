"""Lime plaster spread by hand: strokes of the trowel across each other, and pigment that dried unevenly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.scenes.materials.patch import Noise, Patch, Relief, step, tinted

_LIME = (0.70, 0.665, 0.61)


def paint(patch: Patch, noise: Noise, colour: NDArray[np.float32] | None) -> Relief:
    base = np.asarray(_LIME if colour is None else colour, np.float32)
    bent = patch.moved(0.05 * noise.silk(patch, 0.9, 0), 0.05 * noise.silk(patch, 0.9, 1))
    height = np.zeros_like(patch.u)
    wash = np.zeros_like(patch.u)
    for turn, use in ((0.5, 2), (-0.8, 6), (1.7, 10)):
        stroke = bent.turned(turn)
        where = step(-0.4, 1.0, noise.smooth(patch, 0.6, use))
        mark = noise.rough(stroke, 0.5, use + 1, stretch=5.0)
        height += where * (0.00010 * mark + 0.00034 * noise.silk(stroke, 0.35, use + 2, stretch=4.0))
        wash += where * mark
    sand = noise.rough(patch, 0.31, 20)
    cloud = noise.rough(patch, 1.3, 21)
    shade = 1.0 + 0.055 * cloud + 0.022 * wash + 0.012 * sand - 0.05 * step(0.8, 2.2, noise.smooth(patch, 1.0, 22))
    warm = 0.008 * noise.smooth(patch, 1.6, 23)
    albedo = tinted(base, np.clip(shade, 0.1, 1.5)) * np.stack([1.0 + warm, np.ones_like(warm), 1.0 - warm], axis=-1)
    height += 0.00005 * sand + 0.0016 * noise.silk(patch, 0.8, 24)
    return Relief(np.asarray(albedo, np.float32), np.asarray(height, np.float32), np.full_like(shade, 0.06))
