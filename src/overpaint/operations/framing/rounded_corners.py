"""Round corners: what lies outside them becomes transparent.

The edge is even: each pixel has the alpha of its share of the rounded rectangle.

Limits: needs transparency: as JPEG the corners are filled.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="layout", family="style", makes_alpha=True, shown={"radius": 0.1})


class Params(Parameters):
    radius: float = parameter(
        0.06,
        "Radius, as a share of the shorter side; a half makes a square a circle.",
        valid=(0.002, 0.5),
        useful=(0.01, 0.3),
        role="share",
        weak=0.03,
        strong=0.14,
    )
    pixels: int | None = parameter(
        None, "Radius in pixels; goes before `radius`.", valid=(1, 4000), useful=(1, 400), unit="pixels", role="length"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """An RGBA picture of the same size. Raises ValueError under a mask."""
    from overpaint.imaging.framing import rounded

    if not inputs.mask.is_whole:
        raise ValueError("rounded_corners changes the canvas: it can't run under a mask")
    return rounded(inputs.image, params.pixels or params.radius * min(inputs.image.size))
