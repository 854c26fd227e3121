"""Give a thing another colour; its shade, its highlights and what it has of other colours stay.

`imaging.recolouring` tells how. Refused where a thing has no one colour, or is too dark to tell its parts from their shadows.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="recolor", may_refuse=True)


class Params(Parameters):
    colour: str = parameter("#2563d9", "The colour it gets, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the thing. Raises CannotDo where it has no one colour. Alpha stays."""
    from overpaint.imaging.recolouring import NoOneColour, recoloured

    try:
        return inputs.image.with_rgb(recoloured(inputs.image.rgb, inputs.mask.values, params.colour))
    except NoOneColour:
        raise CannotDo("no_one_colour") from None
