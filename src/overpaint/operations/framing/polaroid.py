"""The white paper frame of an instant photograph: narrow above and beside, broad below.

The picture keeps its shape and its colours; only a thin shade under the paper's rim falls on it.

Limits: no handwriting on its rim unless text is asked for as well.
"""

from __future__ import annotations

from overpaint.imaging.values import Edges, Image, Size
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="layout", family="style", shown={})

# An SX-70 print is 88 by 107 mm with a picture of 79 mm: shares of the picture's shorter side.
_SIDE, _TOP, _BELOW = 0.057, 0.070, 0.28


class Params(Parameters):
    below: float = parameter(
        _BELOW, "Paper below the picture, as a share of its shorter side.", valid=(0.05, 0.6), useful=(0.1, 0.4)
    )


def edges(params: Params, size: Size, *, outer: bool) -> Edges:
    """In the proportions of an SX-70 print."""
    unit = min(size[0] / (1 + 2 * _SIDE), size[1] / (1 + _TOP + params.below)) if outer else float(min(size))
    side = max(1, round(_SIDE * unit))
    return Edges(max(1, round(_TOP * unit)), side, max(1, round(params.below * unit)), side)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """A larger picture, opaque. Raises ValueError under a mask."""
    from overpaint.imaging.framing import in_paper

    if not inputs.mask.is_whole:
        raise ValueError("polaroid changes the canvas: it can't run under a mask")
    return in_paper(inputs.image, inputs.edges or edges(params, inputs.image.size, outer=False))
