"""Composite a cut-out subject over a backdrop so that they read as one photograph.

What helped, in the order of visible gain: the subject's own colours at its edge (the caller brings them), exposure match,
depth of field and shared grain, light wrap and weak glare, a mild tint by the illuminant. Blending is done in linear light
(Porter & Duff 1984), in strips of rows, so that memory stays bounded by the inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np

from overpaint.imaging.colour import to_srgb, to_srgb_float
from overpaint.imaging.compositing.focus import defocus
from overpaint.imaging.compositing.grain import Grain, share_grain
from overpaint.imaging.compositing.ground import Ground, stand_subject
from overpaint.imaging.compositing.light import LightMatch, match_light
from overpaint.imaging.compositing.wrap import Wrap, wrap_light
from overpaint.imaging.values import Backdrop, LinearPixels, Pixels, Plane, Quality

_STRIP = 64


def compose(
    foreground: LinearPixels, alpha: Plane, backdrop: Backdrop, seed: int, quality: Quality, check: Callable[[], None]
) -> Pixels:
    """Put the subject before the backdrop, in its light. → (H, W, 3) uint8 sRGB.

    `foreground`: (H, W, 3) float32 linear [0, 1], the subject's colour without its old background. `alpha`: (H, W) float32
    [0, 1]. `backdrop`: of the same size. `seed`: the grain. `quality`: steps of the depth of field. With `light.strength` 0 and
    no grain the core (alpha 1) keeps its colours exactly, and so does the backdrop where alpha is 0. `check` is called between
    passes. Raises ValueError where the sizes differ.
    """
    if foreground.shape[:2] != alpha.shape or backdrop.pixels.shape != foreground.shape:
        raise ValueError(f"sizes differ: foreground {foreground.shape}, alpha {alpha.shape}, backdrop {backdrop.pixels.shape}")
    scale = sqrt(alpha.size) / 1024
    light = match_light(foreground, alpha, backdrop)
    wrap = wrap_light(alpha, backdrop, scale) if light else None
    ground = stand_subject(foreground, alpha, backdrop, light) if light else None
    grain = share_grain(foreground, alpha, backdrop, seed)
    check()
    behind = defocus(backdrop, alpha, scale, quality)
    check()
    result = np.empty(foreground.shape, np.uint8)
    for top in range(0, alpha.shape[0], _STRIP):
        rows = slice(top, top + _STRIP)
        plate = ground.apply(behind[rows], top) if ground else behind[rows]
        subject = _light_strip(foreground[rows], alpha[rows], top, light, wrap, ground)
        blended = _over(subject, alpha[rows], plate)
        result[rows] = _finish_strip(blended, alpha[rows], grain)
    return result


def _light_strip(
    foreground: LinearPixels, alpha: Plane, top: int, light: LightMatch | None, wrap: Wrap | None, ground: Ground | None
) -> LinearPixels:
    """One strip of the subject from row `top` on, in its new light."""
    if light is None or alpha.max() <= 0:
        return foreground
    lit = light.apply(foreground, top)
    if wrap:
        lit = wrap.apply(lit, top)
    return ground.shade_soles(lit, top) if ground else lit


def _over(subject: LinearPixels, alpha: Plane, plate: LinearPixels) -> LinearPixels:
    """Subject over plate; the plate itself where there is no subject at all."""
    if alpha.max() <= 0:
        return plate
    blended = subject - plate
    blended *= alpha[..., None]
    blended += plate
    return blended


def _finish_strip(blended: LinearPixels, alpha: Plane, grain: Grain | None) -> Pixels:
    return to_srgb(blended) if grain is None else grain.apply(to_srgb_float(blended), alpha)
