"""The picture over its own mirror image, which fades out downwards, as on polished ground.

It lies below: the picture is not cut, but brought to what the reflection leaves of the size that was asked for.

Limits: a mirror below the picture, not water in the scene.
"""

from __future__ import annotations

from overpaint.imaging.values import Edges, Image, Size
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="layout", family="style", shown={})


class Params(Parameters):
    strength: float = parameter(
        0.5, "How much of the picture is mirrored at its edge.", valid=(0, 1), useful=(0, 1), role="level", weak=0.3, strong=0.8
    )
    height: float = parameter(
        0.35, "Height of the reflection, as a share of the picture's.", valid=(0.02, 1), useful=(0.1, 0.6), unit="share"
    )
    colour: str = parameter("#ffffff", "What it fades into, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def edges(params: Params, size: Size, *, outer: bool) -> Edges:
    """Room below."""
    share = params.height / (1 + params.height) if outer else params.height
    return Edges(bottom=max(2, round(share * size[1])))


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """A taller picture, opaque. Raises ValueError under a mask."""
    from overpaint.imaging.colour_code import rgb_of
    from overpaint.imaging.framing import reflected

    if not inputs.mask.is_whole:
        raise ValueError("reflection changes the canvas: it can't run under a mask")
    around = inputs.edges or edges(params, inputs.image.size, outer=False)
    return reflected(inputs.image, around, rgb_of(params.colour), params.strength)
