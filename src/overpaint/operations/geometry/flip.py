"""Mirror the picture. No pixel changes its value; done twice it gives the picture back.

Limits: everything is mirrored, writing and the faces of clocks among it.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry")


class Params(Parameters):
    direction: Literal["horizontal", "vertical"] = parameter(
        "horizontal", "horizontal: left and right change places, as in a mirror; vertical: top and bottom."
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask."""
    from overpaint.imaging import geometry

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("flip changes the canvas: it can't run under a mask")
    return geometry.flip(image, params.direction)
