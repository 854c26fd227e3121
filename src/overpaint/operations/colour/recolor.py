"""Give a thing another colour; its shade, its highlights and what it has of other colours stay.

`imaging.recolouring` tells how. Refused where a thing has no one colour, or is too dark to tell its parts from their shadows.

Limits: things of one colour; patterned, black and shining ones are refused. White things take pale colours only.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="recolor", may_refuse=True)


class Params(Parameters):
    colour: str = parameter("#2563d9", "The colour it gets, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")
    beyond: float = parameter(
        0.12,
        "How much of what lies just around the thing may have its colour too; more, and only a part of it was found.",
        valid=(0, 1),
        useful=(0, 1),
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the thing. Raises CannotDo where it has no one colour, or that goes on around it. Alpha stays."""
    from overpaint.imaging.recolouring import GoesOn, NoOneColour, recoloured

    image = inputs.image
    try:
        return image.with_rgb(recoloured(image.rgb, inputs.mask.values, params.colour, params.beyond))
    except NoOneColour:
        raise CannotDo("no_one_colour") from None
    except GoesOn:
        raise CannotDo("colour_goes_on") from None
