"""Cut the picture to a thing in it, with some air around: `zoom in on the dog`, `crop to their faces`.

Limits: only as good as what is found: what the detectors don't know can't be framed. Few pixels left stay few.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry", of_place=True, shown={"margin": 0.15})


_Side = Annotated[float, Field(ge=0.01, le=16384)]


class Params(Parameters):
    margin: float = parameter(
        0.15, "Air left on each side.", valid=(0, 3), useful=(0, 1), unit="part of the thing's longer side", role="share"
    )
    aspect: tuple[_Side, _Side] | None = parameter(
        None, "Width and height of the shape to get by taking in more; that of the answer where none is given.", role="aspect"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The part of the picture around the mask's things, in the answer's shape as far as the picture goes. Raises ValueError for
    an empty mask.
    """
    from overpaint.imaging.geometry import crop
    from overpaint.imaging.surroundings import around

    ratio = params.aspect[0] / params.aspect[1] if params.aspect else inputs.ratio
    box = around(inputs.mask, params.margin, ratio)
    return inputs.image if box == (0, 0, inputs.image.height, inputs.image.width) else crop(inputs.image, box)
