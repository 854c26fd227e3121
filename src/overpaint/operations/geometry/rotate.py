"""Turn the picture clockwise by any angle. Multiples of 90 degrees are exact: no pixel changes its value.

Limits: by other angles than quarter turns the corners are empty or cut.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry", neutral={"degrees": 0}, shown={"degrees": 20})


class Params(Parameters):
    degrees: float = parameter(
        0.0, "Angle, clockwise; below 0 counter-clockwise.", valid=(-360, 360), useful=(-180, 180), unit="degrees", role="angle"
    )
    canvas: Literal["expand", "crop"] = parameter(
        "expand",
        "expand: the whole picture with transparent corners; crop: the largest part of its aspect without any.",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask."""
    from overpaint.imaging import geometry

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("rotate changes the canvas: it can't run under a mask")
    if params.degrees % 360 == 0:
        return image
    return geometry.rotate(image, params.degrees, "transparent" if params.canvas == "expand" else "crop")
