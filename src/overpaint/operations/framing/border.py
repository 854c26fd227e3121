"""A plain border round the picture.

It lies outside: the picture is not cut, but brought to what the border leaves of the size that was asked for.

Limits: plain colours; no wood, no ornaments.
"""

from __future__ import annotations

from overpaint.imaging.values import Edges, Image, Size
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="layout", family="style", shown={"width": 0.04})


class Params(Parameters):
    width: float = parameter(
        0.04,
        "Width, as a share of the picture's shorter side.",
        valid=(0.001, 1),
        useful=(0.01, 0.2),
        role="share",
        weak=0.015,
        strong=0.09,
    )
    pixels: int | None = parameter(
        None,
        "Width in pixels of the answer; goes before `width`.",
        valid=(1, 4000),
        useful=(1, 400),
        unit="pixels",
        role="length",
    )
    colour: str = parameter("#ffffff", "Its colour, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def edges(params: Params, size: Size, *, outer: bool) -> Edges:
    """The same on every side, at least a pixel."""
    share = params.width / (1 + 2 * params.width) if outer else params.width
    width = params.pixels or max(1, round(share * min(size)))
    return Edges(width, width, width, width)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """A larger picture. Raises ValueError under a mask."""
    from overpaint.imaging.colour_code import rgb_of
    from overpaint.imaging.framing import framed

    if not inputs.mask.is_whole:
        raise ValueError("border changes the canvas: it can't run under a mask")
    around = inputs.edges or edges(params, inputs.image.size, outer=False)
    return framed(inputs.image, around, rgb_of(params.colour))
