"""Seamless paper in a photographer's studio: one colour, one soft lamp on it, falling off into the corners.

The fall-off is that of a lamp at a distance, 1 / (1 + r²)², as a background light gives it; the paper is not perfectly even.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from overpaint.imaging.colour_code import ColourCode, to_pixel
from overpaint.imaging.values import Backdrop, Light, Plane, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "Seamless studio paper under a soft lamp."
VERSION = 1

_PLACES = {"left": (0.30, 0.42), "centre": (0.50, 0.44), "right": (0.70, 0.42)}
_MOTTLE = 0.012  # unevenness of the paper, share of its brightness
_GRAIN = 0.008


class Params(SceneParameters):
    """Paper and lamp."""

    colour: ColourCode = Field("#a9abae", description="Colour of the paper where the lamp is brightest, as #rrggbb.")
    falloff: float = Field(0.6, ge=0.0, le=1.0, description="How dark the corners become: 0 = even, 1 = nearly black.")
    lamp: Literal["left", "centre", "right"] = Field("centre", description="Where on the paper the lamp is brightest.")


def _lamp(size: Size, params: Params, seed: int) -> Plane:
    """(H, W) float32 in (0, 1]: light on the paper."""
    import cv2
    import numpy as np

    width, height = size
    random = np.random.default_rng(seed % 2**63)
    centre_x, centre_y = np.asarray(_PLACES[params.lamp]) + random.uniform(-0.03, 0.03, 2)
    side = np.sqrt(width * height)
    x = ((np.arange(width, dtype=np.float32) + 0.5) / width - centre_x) * (width / side)
    y = ((np.arange(height, dtype=np.float32) + 0.5) / height - centre_y) * (height / side)
    spread = (3.0 * params.falloff) * (x[None, :] ** 2 + 0.9 * y[:, None] ** 2)
    lamp = np.asarray(1.0 / (1.0 + spread) ** 2, np.float32)
    mottle = cv2.resize(random.standard_normal((7, 7), np.float32), size, interpolation=cv2.INTER_CUBIC)
    lamp *= 1.0 + np.float32(_MOTTLE * params.falloff) * (mottle - mottle.max())
    return lamp


def rating(_: Params) -> Rating:
    return "photographic"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """Paper of (width, height). A subject may stand on it: it runs on under the feet without a line."""
    from overpaint.imaging.colour import to_linear

    context.check()
    colour = to_linear(to_pixel(params.colour))
    lamp = _lamp(size, params, context.seed)
    context.check()
    tint = colour[0, 0] + 0.15
    red, green, blue = (float(part) for part in tint / tint.mean())
    light = Light(illuminant=(red, green, blue), strength=0.3)
    return Backdrop(lamp[..., None] * colour, light=light, ground="solid", grain=_GRAIN)
