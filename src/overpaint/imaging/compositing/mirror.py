"""A subject's reflection in water: upside down below it, broken by ripples, and only on facets that face it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import luminance
from overpaint.imaging.compositing.field import Field, shrink
from overpaint.imaging.values import Backdrop, LinearPixels, Plane

_DOSE = 0.62
_LEAN = (0.45, 1.5)
_REACH = 0.45
# Water gives back less than it gets, the less the steeper one looks at it.
_DIMMING = 0.6
# Luminance over the water's mean about it at which half of a facet shows the subject, half the sky.
_FACET = 0.6
_WATER_SIDE = 128
_WATER_SIGMA = 5.0


@dataclass(frozen=True, eq=False)
class Mirror:
    """`image`: (h, w, 4) the reflection's colour and weight. `water`: (h, w) luminance at which a facet shows half of it."""

    image: Field
    water: Field

    def add(self, grounded: LinearPixels, behind: LinearPixels, top: int) -> None:
        """Lay it on `grounded`, (h, W, 3) rows from row `top` on, in place. `behind`: the same rows of bare water."""
        bottom = top + behind.shape[0]
        reflected = self.image.rows(top, bottom)
        # A facet brighter than the water about it shows sky or sun: it is turned away from the subject.
        half = self.water.rows(top, bottom)
        tones = luminance(behind)
        facing = (half * half) / (half * half + tones * tones)
        # Facets that lean away a little give back darker parts: the water's own light and dark goes on through the reflection.
        lean = np.clip(np.sqrt(tones / half), *_LEAN)[..., None]
        grounded += (reflected[..., :3] * lean - grounded) * (reflected[..., 3] * facing)[..., None]


def reflect(alpha: Plane, lit: LinearPixels, base: int, height: int, backdrop: Backdrop, strength: float) -> Mirror:
    """`alpha` (h, w) and `lit` (h, w, 3): the subject at reduced size, in its new light; `base`: row of its lowest point."""
    rows, columns = np.mgrid[0 : alpha.shape[0], 0 : alpha.shape[1]].astype(np.float32)
    down = np.maximum(rows - base, 0.0)
    # Waves grow towards the camera: their phase runs with the root of the distance from the feet.
    far = np.sqrt(down)
    ripple = np.sin(3.4 * far + 0.035 * columns) + 0.7 * np.sin(7.9 * far - 0.05 * columns) + 0.5 * np.sin(0.021 * columns * far)
    source_x = columns + ripple * 0.08 * down
    source_y = np.asarray(base - down * np.float32(1.1) + ripple * np.float32(0.02) * down, np.float32)
    colour = cv2.remap(lit, source_x, source_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    there = cv2.remap(alpha, source_x, source_y, cv2.INTER_LINEAR, borderValue=0)
    fade = np.clip(1.0 - down / (_REACH * height), 0.0, 1.0) * (rows > base - 1)
    weight = cv2.GaussianBlur(np.asarray(there * fade * (_DOSE * strength), np.float32), (0, 0), 4.0, sigmaY=1.2)
    image = np.dstack([cv2.GaussianBlur(colour, (0, 0), 2.0) * _DIMMING, weight])
    tones = gaussian(luminance(shrink(backdrop.pixels, _WATER_SIDE)), _WATER_SIGMA)
    return Mirror(
        Field(np.asarray(image, np.float32), backdrop.size), Field(tones * np.float32(_FACET) + np.float32(1e-3), backdrop.size)
    )
