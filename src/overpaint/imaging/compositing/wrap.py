"""Light wrap: what is bright behind the subject bleeds a little over its edge, as it does in a lens and on skin.

The edge is drawn towards the blurred backdrop, only upwards and never past it: screening it on instead, as compositors often
do, leaves a rim brighter than both sides, and a wide wrap a milky glow in dark hair.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from overpaint.imaging.blur import gaussian
from overpaint.imaging.compositing.field import Field, shrink
from overpaint.imaging.values import Backdrop, Light, LinearPixels, Plane

_NARROW = (2.0, 0.30)
_WIDE = (8.0, 0.10)
_SUN_SIDE = 0.6
_SIDE_SIGMA = 12.0
_NEGLIGIBLE = np.float32(1e-3)
_LIGHT_SIGMA = 14.0
_LIGHT_SIDE = 256
_WEIGHT_SIDE = 512


@dataclass(frozen=True, eq=False)
class Wrap:
    """`weight`: (h, w), how far each pixel is drawn to `light`, the blurred backdrop (h, w, 3)."""

    weight: Field
    light: Field

    def apply(self, lit: LinearPixels, top: int) -> LinearPixels:
        """(h, W, 3) rows of the subject from row `top` on, changed in place and returned."""
        bottom = top + lit.shape[0]
        towards = self.light.rows(top, bottom)
        towards -= lit
        np.maximum(towards, 0.0, out=towards)
        towards *= self.weight.rows(top, bottom)[..., None]
        lit += towards
        return lit


def wrap_light(alpha: Plane, backdrop: Backdrop, scale: float) -> Wrap:
    """`scale`: pixels of this picture for one of a 1024² one. A scene that lights from behind wraps twice as much, and more still
    on the side of its sun."""
    dose = backdrop.light.strength * (0.5 + 0.5 * backdrop.light.backlit)
    small_alpha = shrink(alpha, _WEIGHT_SIDE)
    factor = scale * small_alpha.shape[1] / alpha.shape[1]
    weight = np.zeros_like(small_alpha)
    for sigma, share in (_NARROW, _WIDE):
        weight += np.float32(share * dose) * (np.float32(1.0) - gaussian(small_alpha, sigma * factor))
    weight *= _sun_side(small_alpha, backdrop.light, _SIDE_SIGMA * factor)
    weight = np.clip(weight - _NEGLIGIBLE, 0.0, 1.0)
    small = shrink(backdrop.pixels, _LIGHT_SIDE)
    sigma = _LIGHT_SIGMA * scale * small.shape[1] / alpha.shape[1]
    return Wrap(Field(weight, backdrop.size), Field(gaussian(small, sigma), backdrop.size))


def _sun_side(alpha: Plane, light: Light, sigma: float) -> Plane:
    """(h, w) factor from 1 up: how far the nearest edge turns towards a sun that stands behind the subject."""
    if light.towards is None or light.towards[1] <= 0:
        return np.ones_like(alpha)
    soft = gaussian(alpha, sigma)
    outward_x = -cv2.Sobel(soft, cv2.CV_32F, 1, 0)
    outward_y = -cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    right, _, up = light.towards
    across = max(float(np.hypot(right, up)), 1e-3)
    facing = (outward_x * np.float32(right / across) - outward_y * np.float32(up / across)) / (
        np.sqrt(outward_x**2 + outward_y**2) + np.float32(1e-3)
    )
    return np.asarray(1.0 + np.float32(_SUN_SIDE * light.towards[1]) * np.maximum(facing, 0.0), np.float32)
