"""Several pictures on one sheet: side by side, one under the other, in a grid, or as a collage.

Each is cut as little as the sheet allows, around its subject and with faces whole; where more than two fifths would have to go,
the sheet stays empty at its rims instead. In a row all are of one height, in a column of one width, in a grid of one size; a
collage breaks them into rows or columns as an album does, whichever cuts least.

Limits: up to the pictures sent; no shapes but rectangles.
"""

from __future__ import annotations

from overpaint.imaging.arranging import Arrangement
from overpaint.imaging.values import Image, Size
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="compose", shown={"arrangement": "row"}, reads=(1, 15))


class Params(Parameters):
    arrangement: Arrangement = parameter("collage", "How the pictures lie: in one row, one column, equal cells, or as fits best.")
    columns: int = parameter(0, "Columns of a grid; 0 for as many as look best.", valid=(0, 16), useful=(1, 4))
    gap: float = parameter(0.015, "Room between pictures, as a share of the shorter side.", valid=(0, 0.2), useful=(0, 0.06))
    colour: str = parameter("#ffffff", "Colour of the sheet.", role="colour", pattern=r"^#[0-9a-f]{6}$")
    first: int = parameter(
        0, "Place of the first picture of the request among them, from 0; -1 leaves it out.", valid=(-1, 15), useful=(0, 3)
    )
    labels: str = parameter(
        "", "A line of words for each picture, in their order; empty lines for none.", pattern=r"^[\s\S]{0,700}$"
    )


def natural(params: Params, inputs: Inputs) -> Size:
    """The size at which nothing is cut."""
    from overpaint.imaging.arranging import natural_size

    return natural_size(params.arrangement, [one.size for one in _ordered(params, inputs)], params.columns, params.gap)


def _ordered(params: Params, inputs: Inputs) -> list[Image]:
    pictures = list(inputs.pictures)
    if params.first >= 0 or not pictures:
        pictures.insert(min(max(params.first, 0), len(pictures)), inputs.image)
    return pictures


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """An opaque sheet of `inputs.size`, or of its own. Raises ValueError under a mask, EngineUnavailable without a font."""
    from overpaint.imaging.arranging import lay_out
    from overpaint.imaging.colour_code import rgb_of
    from overpaint.imaging.sheet import assembled

    if not inputs.mask.is_whole:
        raise ValueError("collage changes the canvas: it can't run under a mask")
    pictures = _ordered(params, inputs)
    size = inputs.size or natural(params, inputs)
    sheet = lay_out(params.arrangement, [one.size for one in pictures], size, params.columns, params.gap)
    return assembled(
        pictures, sheet, rgb_of(params.colour), params.labels.split("\n"), context.focus, context.file, context.check
    )
