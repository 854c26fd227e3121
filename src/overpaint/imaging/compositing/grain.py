"""Shared grain: one sensor took the picture, so subject and backdrop carry the same noise.

The subject brings its own, which says how noisy its camera was: a clean photo makes the scene's grain finer too. The backdrop is
raised to the common level, the subject only by what it lacks.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import luminance
from overpaint.imaging.values import Backdrop, LinearPixels, Pixels, Plane

_MOST = 0.02
_CLEANEST = 0.25
_BLOCK = 16
_PATCH = 768
_SOFTNESS = 0.6
# What the blur takes from the noise's standard deviation, given back.
_SOFT_GAIN = 2.0
_CHROMA = 0.35
# Colour noise is the same field read elsewhere: past the blur's reach the two are independent.
_CHROMA_SHIFT = 37
_TONE = np.array([[0.3, 0.6, 0.1]], np.float32)
# Immerkær, "Fast noise variance estimation", 1996: blind to planes, response sigma 6 times the noise's.
_LAPLACIAN_PAIR = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)


@dataclass(frozen=True, eq=False)
class Grain:
    """`scene` and `subject`: standard deviation to add to each, sRGB [0, 1]. `generator`: the only randomness of a composite."""

    scene: float
    subject: float
    generator: np.random.Generator

    def apply(self, srgb: NDArray[np.float32], alpha: Plane) -> Pixels:
        """(h, W, 3) float32 sRGB with its (h, W) alpha → uint8 with grain. Most in the mid-tones, none in black and white."""
        height, width = alpha.shape
        noise = self.generator.standard_normal((height + 2, width + _CHROMA_SHIFT), dtype=np.float32)
        soft = gaussian(noise, _SOFTNESS)[1:-1]
        bright = np.ascontiguousarray(soft[:, :width])
        tone = np.clip(np.asarray(cv2.transform(srgb, _TONE), np.float32), 0.0, 1.0)
        amount = np.sqrt(tone * (np.float32(1.0) - tone))
        amount *= np.float32(2.0 * _SOFT_GAIN) * (self.scene + np.float32(self.subject - self.scene) * alpha)
        bright *= amount
        amount *= soft[:, _CHROMA_SHIFT:]
        amount *= np.float32(_CHROMA)
        grained = srgb + cv2.merge([bright + amount, bright, bright - amount])
        return np.asarray(cv2.convertScaleAbs(np.maximum(grained, 0.0), alpha=255.0), np.uint8)


def share_grain(foreground: LinearPixels, alpha: Plane, backdrop: Backdrop, seed: int) -> Grain | None:
    """None where the scene asks for no grain: a plain colour stays plain, to the last bit.

    A photograph as backdrop keeps its pixels; the subject is raised to its noise, the same way at every seed.
    """
    if backdrop.grain <= 0 and backdrop.noise <= 0:
        return None
    own = min(noise_of(foreground, alpha), _MOST)
    if backdrop.grain <= 0:
        missing = float(np.sqrt(max(min(backdrop.noise, _MOST) ** 2 - own**2, 0.0)))
        return Grain(0.0, missing, np.random.default_rng(0)) if missing > 0 else None
    common = own if own >= backdrop.grain else float(np.sqrt(backdrop.grain * max(own, _CLEANEST * backdrop.grain)))
    lacking = float(np.sqrt(max(common**2 - own**2, 0.0))) * min(1.0, backdrop.light.strength)
    return Grain(common, lacking, np.random.default_rng(seed))


def noise_of(foreground: LinearPixels, alpha: Plane) -> float:
    """Noise of what `alpha` covers in sRGB units, from the calmest third of its core; 0 where there is too little to tell.

    `foreground`: (H, W, 3) linear [0, 1]; `alpha`: (H, W) [0, 1].
    """
    rows, columns = _patch(alpha)
    inside = alpha[rows, columns]
    tone = np.sqrt(np.maximum(luminance(np.ascontiguousarray(foreground[rows, columns])), 0.0))
    response = np.abs(cv2.filter2D(tone, cv2.CV_32F, _LAPLACIAN_PAIR))
    size = (inside.shape[1] // _BLOCK, inside.shape[0] // _BLOCK)
    if 0 in size:
        return 0.0
    core = cv2.resize(inside, size, interpolation=cv2.INTER_AREA) > 0.995
    tones = cv2.resize(tone, size, interpolation=cv2.INTER_AREA)
    means = cv2.resize(response, size, interpolation=cv2.INTER_AREA)[core & (tones > 0.15) & (tones < 0.9)]
    if means.size < 20:
        return 0.0
    return float(np.percentile(means, 20)) * float(np.sqrt(np.pi / 2)) / 6.0


def _patch(alpha: Plane) -> tuple[slice, slice]:
    """At most 768² pixels about the subject's centre: noise is the same everywhere, and this bounds the cost."""
    height, width = alpha.shape
    weights = alpha[::8, ::8]
    total = max(float(weights.sum()), 1e-6)
    middle_y = int(8 * float((weights.sum(axis=1) * np.arange(weights.shape[0])).sum()) / total)
    middle_x = int(8 * float((weights.sum(axis=0) * np.arange(weights.shape[1])).sum()) / total)
    top = int(np.clip(middle_y - _PATCH // 2, 0, max(0, height - _PATCH)))
    left = int(np.clip(middle_x - _PATCH // 2, 0, max(0, width - _PATCH)))
    return slice(top, top + _PATCH), slice(left, left + _PATCH)
