"""Plain bars that bring the picture to another shape without cutting anything: to a square, to 16:9.

Limits: plain colour; nothing is invented beyond the border.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from overpaint.imaging.values import Edges, Image, Size
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="style", shown={"aspect": [1, 1]})

_Side = Annotated[float, Field(ge=0.01, le=16384)]


class Params(Parameters):
    aspect: tuple[_Side, _Side] = parameter((1, 1), "Width and height of the shape to get.", role="aspect")
    colour: str = parameter("#ffffff", "Colour of the bars, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


# Sides up to which a shape is a picture's.
_LONGEST = 16384


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The picture in the middle; as it is where it has the shape already. Raises ValueError under a mask, Refusal for a strip."""
    from overpaint.errors import Refusal
    from overpaint.imaging.colour_code import rgb_of
    from overpaint.imaging.framing import framed

    if not inputs.mask.is_whole:
        raise ValueError("pad changes the canvas: it can't run under a mask")
    bars = _bars(inputs.image.size, params.aspect[0] / params.aspect[1])
    size = bars.around(inputs.image.size)
    if max(size) > _LONGEST:
        raise Refusal(f"That would make the picture {size[0]}x{size[1]}; at most 16384 a side are possible.")
    return inputs.image if bars == Edges() else framed(inputs.image, bars, rgb_of(params.colour))


def _bars(size: Size, ratio: float) -> Edges:
    width, height = max(size[0], round(size[1] * ratio)), max(size[1], round(size[0] / ratio))
    if width - size[0] > 0 and height - size[1] > 0:  # rounding: one axis is as it should be
        width, height = (width, size[1]) if size[0] / size[1] < ratio else (size[0], height)
    across, down = width - size[0], height - size[1]
    return Edges(down // 2, across - across // 2, down - down // 2, across // 2)
