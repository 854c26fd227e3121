"""A photograph as a backdrop: cut to the size of the answer around what stands out in it, its light read from its pixels.

What stands out: R. Achanta et al., "Frequency-tuned salient region detection", 2009 (the distance of a smoothed picture from its
mean colour). The light: `imaging.illuminant`. Where a lamp stood, and whether there is a ground to stand on, a single picture
does not tell for sure: the composite is told nothing of either, and casts no shadow.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import luminance, to_linear, to_oklab
from overpaint.imaging.compositing.grain import noise_of
from overpaint.imaging.fitting import fit_image
from overpaint.imaging.geometry import flatten
from overpaint.imaging.illuminant import estimate
from overpaint.imaging.resize import resize, resize_plane
from overpaint.imaging.values import Backdrop, Image, Light, Mask, Size

_SIDE = 128
_SMOOTH = 2.0
# The light of a picture is a guess: a subject follows it less than that of a scene, whose light is known.
_STRENGTH = 0.7


def backdrop_of(picture: Image, size: Size) -> Backdrop:
    """The picture as a backdrop of `size` (width, height); transparent parts are white. It keeps its own depth of field."""
    covering = no_larger_than_needed(flatten(picture), size)
    focus = None if covering.size == size else _standing_out(covering)
    fitted = fit_image(covering, size, "crop", focus).image
    pixels = to_linear(fitted.rgb)
    return Backdrop(pixels, light=_light(fitted), noise=noise_of(pixels, np.ones(pixels.shape[:2], np.float32)), defocus=0.0)


def no_larger_than_needed(picture: Image, size: Size) -> Image:
    """The picture no larger than it takes to cover `size`: what comes after costs by the pixel."""
    scale = max(size[0] / picture.width, size[1] / picture.height)
    if scale >= 1.0:
        return picture
    return resize(picture, (max(size[0], ceil(picture.width * scale)), max(size[1], ceil(picture.height * scale))))


def _small(picture: Image) -> Image:
    scale = min(1.0, _SIDE / max(picture.size))
    return resize(picture, (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))


def _standing_out(picture: Image) -> Mask:
    """Weights of what must not be cut away, of the picture's size, in [0, 1]."""
    lab = gaussian(to_oklab(to_linear(_small(picture).rgb)), _SMOOTH)
    apart = np.linalg.norm(lab - lab.mean(axis=(0, 1)), axis=2).astype(np.float32)
    most = float(apart.max())
    weights = apart / np.float32(most) if most > 0 else np.ones_like(apart)
    return Mask(np.clip(resize_plane(weights, picture.size), 0.0, 1.0))


def _light(picture: Image) -> Light:
    """Light without a direction, of the colour that the picture's own light seems to have."""
    linear = to_linear(_small(picture).rgb)
    colour = estimate(linear, np.ones_like(luminance(linear)))
    red, green, blue = (float(channel) for channel in colour / colour.mean())
    return Light(illuminant=(red, green, blue), sun_colour=(red, green, blue), strength=_STRENGTH)
