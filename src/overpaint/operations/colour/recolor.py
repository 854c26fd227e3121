"""Give a thing another colour; its shade, its highlights and what it has of other colours stay.

`imaging.recolouring` tells how: of a thing with letters, windows and trims its paint changes. Refused where no one colour is
plainly its own, and for black vehicles, whose paint can't be told from their glass and tyres.

Limits: patterned things are refused; what glass reflects and what lies in deep shade keeps its colour. Black things take a
colour as a cloth of it would lie under their gloss.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="recolor", may_refuse=True)


class Params(Parameters):
    colour: str = parameter("#2563d9", "The colour it gets, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")
    beyond: float = parameter(
        0.12,
        "How much of what lies just around the thing may have its colour too; more, and only a part of it was found.",
        valid=(0, 1),
        useful=(0, 1),
    )
    glazed: bool = parameter(False, "It has glass and tyres, as vehicles have: where black paint ends can't be told on it.")
    named: str = parameter(
        "",
        "The colour, `#rrggbb`, that the thing has by its name; other shades of that name change too.",
        pattern=r"^(#[0-9a-f]{6})?$",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the thing. Alpha stays.

    Raises CannotDo where it has no one colour or that goes on around it, and for a black vehicle.
    """
    from overpaint.imaging.recolouring import GoesOn, NoOneColour, TooBlack, recoloured

    image = inputs.image
    try:
        made = recoloured(image.rgb, inputs.mask.values, params.colour, params.beyond, glazed=params.glazed, named=params.named)
    except NoOneColour:
        raise CannotDo("no_one_colour") from None
    except TooBlack:
        raise CannotDo("too_black") from None
    except GoesOn:
        raise CannotDo("colour_goes_on") from None
    return image.with_rgb(made)
