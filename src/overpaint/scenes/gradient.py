"""One colour turning into another, evenly to the eye and without bands.

Colours are mixed in OKLab (B. Ottosson, 2020), which keeps the way between them clean. Rounding to bytes is dithered with
noise of two steps' width: bands vanish, and each byte is one of the two nearest the true value.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from overpaint.imaging.colour_code import ColourCode, to_pixel
from overpaint.imaging.values import Backdrop, Light, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "One colour turning into another."
VERSION = 1

Direction = Literal["vertical", "horizontal", "diagonal", "radial"]
_STEPS = 4096
_BAND = 128


class Params(SceneParameters):
    """The two ends and the way between them."""

    start: ColourCode = Field(
        "#f4f6f8", description="Colour at the top, the left, the top left corner or the centre, as #rrggbb."
    )
    end: ColourCode = Field("#9aa7b4", description="Colour at the other end, as #rrggbb.")
    direction: Direction = Field("vertical", description="Down, to the right, to the bottom right corner, or outwards.")


def _position(size: Size, direction: Direction, rows: slice) -> NDArray[np.float32]:
    """(rows, W) float32: how far along the gradient each pixel lies, 0 = start, 1 = end."""
    width, height = size
    x = np.linspace(0.0, 1.0, width, dtype=np.float32)[None, :]
    y = np.linspace(0.0, 1.0, height, dtype=np.float32)[rows, None]
    if direction == "vertical":
        return np.broadcast_to(y, (y.shape[0], width))
    if direction == "horizontal":
        return np.broadcast_to(x, (y.shape[0], width))
    if direction == "diagonal":
        return (x + y) * np.float32(0.5)
    away = np.hypot((2 * x - 1) * np.float32(width), (2 * y - 1) * np.float32(height)) / np.float32(np.hypot(width, height))
    # level at the centre: a cone shows its tip
    return np.asarray(away * away * np.float32(1.2) / (away + np.float32(0.2)), np.float32)


def _ramp(start: str, end: str) -> NDArray[np.float32]:
    """(4096, 3) float32 sRGB, 0 to 255, from one colour to the other by even steps in OKLab."""
    from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb_float

    ends = to_oklab(to_linear(np.concatenate([to_pixel(start), to_pixel(end)], axis=1)))
    t = np.linspace(0.0, 1.0, _STEPS, dtype=np.float32)[None, :, None]
    mixed = from_oklab(np.asarray(ends[:, :1] * (1 - t) + ends[:, 1:] * t, np.float32))
    return np.asarray(to_srgb_float(np.clip(mixed, 0.0, 1.0))[0] * np.float32(255.0))


def rating(_: Params) -> Rating:
    return "exact"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A gradient of (width, height)."""
    from overpaint.imaging.dither import dithered

    width, height = size
    ramp = _ramp(params.start, params.end)
    random = np.random.default_rng(context.seed % 2**63)
    pixels = np.empty((height, width, 3), np.float32)
    for top in range(0, height, _BAND):
        context.check()
        rows = slice(top, min(top + _BAND, height))
        position = _position(size, params.direction, rows)
        exact = ramp[np.rint(position * np.float32(_STEPS - 1)).astype(np.int32)]
        pixels[rows] = dithered(exact, random)
    return Backdrop(pixels, light=Light(strength=0.0))
