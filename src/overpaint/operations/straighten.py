"""Level a tilted picture: rotate it a little and keep the largest upright part of its own aspect, without empty corners."""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Kind, Parameters, parameter

FAMILY = "geometry"
KIND: Kind = "geometry"
VERSION = 1


class Params(Parameters):
    degrees: float = parameter(
        0.0, "Angle to rotate by, clockwise; below 0 counter-clockwise.", valid=(-45, 45), useful=(-10, 10), unit="degrees"
    )


def apply(image: Image, mask: Mask, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask."""
    from overpaint.imaging import geometry

    if not mask.is_whole:
        raise ValueError("straighten changes the canvas: it can't run under a mask")
    return image if params.degrees == 0 else geometry.rotate(image, params.degrees, "crop")
