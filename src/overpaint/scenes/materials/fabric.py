"""Linen in plain weave, hanging in folds or spread with a few creases. Threads swell and thin along their length."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Plane
from overpaint.scenes.materials.patch import Noise, Patch, Relief, step, tinted

_LINEN = (0.60, 0.545, 0.46)
_THREAD = 0.0062


def paint(patch: Patch, noise: Noise, colour: NDArray[np.float32] | None, hanging: bool) -> Relief:
    """`hanging`: deep folds downwards, as of a curtain; else nearly flat."""
    base = np.asarray(_LINEN if colour is None else colour, np.float32)
    drape = _drape(patch, noise, hanging)
    lie = patch.moved(0.0011 * noise.smooth(patch, 0.35, 0) + 0.25 * drape, 0.0011 * noise.smooth(patch, 0.35, 1))
    warp, warp_tone = _threads(lie.u, lie.v, noise, 4)
    weft, weft_tone = _threads(lie.v, lie.u, noise, 10)
    column, row = np.floor(lie.u / np.float32(_THREAD)), np.floor(lie.v / np.float32(_THREAD))
    sign = 1.0 - 2.0 * np.remainder(column + row, 2.0)
    x = np.pi * (lie.u / np.float32(_THREAD) - column)
    y = np.pi * (lie.v / np.float32(_THREAD) - row)
    over = sign * (np.sin(y) - np.sin(x))
    upper = step(-0.35, 0.35, over)
    crown = np.where(over > 0, warp, weft)
    seen = step(0.62, 0.25, patch.pixel / np.float32(_THREAD)) * np.ones_like(drape)
    tone = upper * warp_tone + (1.0 - upper) * weft_tone
    fuzz = noise.rough(patch, 0.21, 20)
    shade = 1.0 + seen * (0.10 * tone + 0.22 * (crown - 0.72)) + 0.03 * fuzz + 0.025 * noise.rough(patch, 0.9, 21)
    height = drape + seen * 0.0011 * (crown + 0.35 * np.abs(over)) + 0.00005 * fuzz
    return Relief(tinted(base, np.clip(shade, 0.1, 1.6)), np.asarray(height, np.float32), np.zeros_like(drape))


def _threads(across: Plane, along: Plane, noise: Noise, use: int) -> tuple[Plane, Plane]:
    """Roundness of the thread in [0, 1] and its tone about 0."""
    number = np.floor(across / np.float32(_THREAD))
    part = across / np.float32(_THREAD) - number - 0.5
    lot = noise.chance(number, np.zeros_like(number), use)
    run = Patch(number * np.float32(0.37), along, np.zeros(across.shape[0], np.float32))
    swell = noise.smooth(run, 0.6, use + 1)
    half = 0.46 + 0.05 * lot + 0.05 * swell
    return np.sqrt(np.clip(1.0 - (part / half) ** 2, 0.0, 1.0)), (lot - 0.5) * 1.4 + 0.45 * swell


def _drape(patch: Patch, noise: Noise, hanging: bool) -> Plane:
    if hanging:
        deep = noise.silk(patch, 0.80, 30, stretch=9.0)
        return np.asarray(0.0125 * deep + 0.0022 * noise.silk(patch, 0.33, 31, stretch=9.0), np.float32)
    crease = noise.silk(patch.turned(0.5), 1.2, 30, stretch=2.5)
    fold = noise.silk(patch.turned(-0.7), 1.6, 32, stretch=3.0)
    return np.asarray(0.006 * crease + 0.003 * np.exp(-((fold / 0.16) ** 2)), np.float32)
