"""The picture as it was beside what was made of it: side by side, or one under the other where that is less wide.

Both are of the same size, the earlier one first; words in a corner of each say which is which.

Limits: two states only: the picture as it came and as it became.
"""

from __future__ import annotations

from overpaint.imaging.values import Edges, Image, Size
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="layout", family="compose", shown={}, never_alone=True)

_WIDE = 1.25
"""Width by height from which a picture is set under the other."""


class Params(Parameters):
    gap: float = parameter(0.015, "Room between the two, as a share of the shorter side.", valid=(0, 0.2), useful=(0, 0.06))
    colour: str = parameter("#ffffff", "Its colour.", role="colour", pattern=r"^#[0-9a-f]{6}$")
    labels: str = parameter("", "A line of words for each; empty for none.", pattern=r"^[\s\S]{0,200}$")


def edges(params: Params, size: Size, *, outer: bool) -> Edges:
    """Room for the earlier one on the left or above."""
    between = round(params.gap * min(size))
    width, height = size
    if outer:
        beside = width >= height
        return Edges(left=width - (width - between) // 2) if beside else Edges(top=height - (height - between) // 2)
    return Edges(top=height + between) if width > _WIDE * height else Edges(left=width + between)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`pictures[0]`: as it was, of the image's size. An opaque sheet. Raises ValueError under a mask."""
    from overpaint.imaging.arranging import Sheet
    from overpaint.imaging.colour_code import rgb_of
    from overpaint.imaging.sheet import assembled

    if not inputs.mask.is_whole:
        raise ValueError("before_after changes the canvas: it can't run under a mask")
    image = inputs.image
    before = inputs.pictures[0] if inputs.pictures else image
    added = inputs.edges or edges(params, image.size, outer=False)
    size = added.around(image.size)
    first = (0, 0, image.height, image.width)
    second = (added.top, added.left, added.top + image.height, added.left + image.width)
    sheet = Sheet(size, (first, second))
    labels = params.labels.split("\n")
    return assembled((before, image), sheet, rgb_of(params.colour), labels, context.focus, context.file, context.check)
