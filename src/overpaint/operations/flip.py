"""Mirror the picture. No pixel changes its value; done twice it gives the picture back."""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Kind, Parameters, parameter

FAMILY = "geometry"
KIND: Kind = "geometry"
VERSION = 1


class Params(Parameters):
    direction: Literal["horizontal", "vertical"] = parameter(
        "horizontal", "horizontal: left and right change places, as in a mirror; vertical: top and bottom."
    )


def apply(image: Image, mask: Mask, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask."""
    from overpaint.imaging import geometry

    if not mask.is_whole:
        raise ValueError("flip changes the canvas: it can't run under a mask")
    return geometry.flip(image, params.direction)
