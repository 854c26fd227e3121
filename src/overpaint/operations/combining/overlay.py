"""Another picture of the request over this one: a logo in a corner, a watermark, a sticker, a picture in the picture.

A graphic on a plain ground is freed of it (`imaging.keying`); a photograph stays a rectangle. Under a mask it is placed in the
mask's box. Laid over everything, it is cut to the picture's shape.

Limits: flat, upright and in the plane of the picture; a logo on a busy ground keeps that ground.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="composite", family="compose", neutral={"opacity": 0.0}, shown={}, reads=(1, 1))

Place = Literal["top_left", "top", "top_right", "left", "centre", "right", "bottom_left", "bottom", "bottom_right"]
Spread = Literal["once", "tiled", "cover"]


class Params(Parameters):
    place: Place = parameter("bottom_right", "Where on the picture.")
    spread: Spread = parameter("once", "Whether it is there once, again and again, or covers the whole picture.")
    size: float = parameter(
        0.2, "The root of its area, as a share of the shorter side.", valid=(0.02, 1), useful=(0.08, 0.5), role="share"
    )
    width: float = parameter(0.0, "Its width as a share of the picture's; 0 for `size`.", valid=(0, 1), useful=(0.05, 0.5))
    margin: float = parameter(0.03, "Room to the edges, as a share of the shorter side.", valid=(0, 0.3), useful=(0, 0.1))
    opacity: float = parameter(1.0, "How much of it shows.", valid=(0, 1), useful=(0.2, 1), role="effect")
    free: bool = parameter(True, "Whether a plain ground of it is left out.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = may be covered. Raises ValueError without a picture to lay over."""
    from overpaint.imaging.keying import freed_of_ground
    from overpaint.imaging.overlaying import Laid, lay_over

    if not inputs.pictures:
        raise ValueError("overlay needs another picture")
    upper = inputs.pictures[0]
    if params.free and params.spread != "cover":
        upper = freed_of_ground(upper) or upper
    laid = Laid(params.place, params.size, params.width, params.margin, params.opacity, params.spread)
    return lay_over(inputs.image, inputs.mask, upper, laid)
