"""One plain colour, exactly: no grain, no vignette, no light of its own."""

from __future__ import annotations

from pydantic import Field

from overpaint.imaging.colour_code import ColourCode, to_pixel
from overpaint.imaging.values import Backdrop, Light, Size
from overpaint.scenes.base import Rating, SceneContext, SceneParameters

SUMMARY = "One plain colour."
VERSION = 1


class Params(SceneParameters):
    """The colour, and nothing else."""

    colour: ColourCode = Field("#ffffff", description="The colour, as #rrggbb.")


def rating(_: Params) -> Rating:
    return "exact"


def render(size: Size, params: Params, context: SceneContext) -> Backdrop:
    """A plane of (width, height) whose sRGB bytes are exactly the colour's."""
    import numpy as np

    from overpaint.imaging.colour import to_linear

    context.check()
    width, height = size
    pixels = np.empty((height, width, 3), np.float32)
    pixels[:] = to_linear(to_pixel(params.colour))
    return Backdrop(pixels, light=Light(strength=0.0))
