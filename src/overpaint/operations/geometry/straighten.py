"""Level a tilted picture: rotate it a little and keep the largest upright part of its own aspect, without empty corners.

Limits: turns by the angle given and cuts the edges off; people at the rim may lose a hand.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry", neutral={"degrees": 0}, shown={"degrees": 6})


class Params(Parameters):
    degrees: float = parameter(
        0.0,
        "Angle to rotate by, clockwise; below 0 counter-clockwise.",
        valid=(-45, 45),
        useful=(-10, 10),
        unit="degrees",
        role="angle",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask."""
    from overpaint.imaging import geometry

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("straighten changes the canvas: it can't run under a mask")
    return image if params.degrees == 0 else geometry.rotate(image, params.degrees, "crop")
