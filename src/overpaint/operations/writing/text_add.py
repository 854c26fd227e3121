"""Write words on a picture, letter by letter as they were given, so that they can be read.

`imaging.lettering` tells how: set as large as asked, smaller and in more lines where that does not fit, inside the place; letters
whose colour the ground would swallow get a soft ground of their own, or an outline. Latin, Chinese, Japanese and Korean letters,
and emoji in one colour; refused where a letter is in no font here, or where there is no room to read anything.

Limits: straight lines, upright or turned; no perspective: it lies on the picture, not in the scene. Emoji have one colour.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter
from overpaint.weights import FONTS

Font = Literal["sans", "serif", "handwritten", "poster"]
Place = Literal["top_left", "top", "top_right", "left", "centre", "right", "bottom_left", "bottom", "bottom_right"]

OPERATION = Operation(
    __name__,
    version=1,
    kind="composite",
    family="text_add",
    neutral={"text": ""},
    shown={"text": "Salt & pepper\n盐和胡椒", "place": "bottom", "size": 0.12},
    weights=FONTS,
    may_refuse=True,
)

_COLOUR = r"^(#[0-9a-f]{6})?$"


class Params(Parameters):
    place: Place = parameter("bottom", "Where on the picture, or inside the mask.")
    text: str = parameter("", "The words; line breaks are kept.", role="text", pattern=r"^[\s\S]{0,500}$")
    size: float = parameter(
        0.1,
        "Of the letters: up to 1 a share of the picture's height, above 1 pixels. Smaller where they would not fit.",
        valid=(0.01, 2000),
        useful=(0.03, 0.3),
    )
    font: Font = parameter("sans", "Which letters: without or with serifs, as by hand, or narrow and heavy as on posters.")
    bold: bool = parameter(True, "Whether they are bold.")
    italic: bool = parameter(False, "Whether they lean.")
    colour: str = parameter("", "Their colour, `#rrggbb`; black or white where empty, whichever is read better.", pattern=_COLOUR)
    outline: str = parameter("", "The colour of a line around them; none where empty.", pattern=_COLOUR)
    box: str = parameter("", "The colour of a box behind them; none where empty.", pattern=_COLOUR)
    shadow: bool = parameter(False, "Whether they throw a shadow.")
    opacity: float = parameter(1.0, "How much they cover what is behind them.", valid=(0.05, 1), useful=(0.2, 1))


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = may be written on. Raises CannotDo without room or letters, EngineUnavailable without a font.

    What was transparent is not where letters stand.
    """
    from overpaint.imaging.lettering.faces import NoLetter, Style
    from overpaint.imaging.lettering.writing import Look, NoRoom, write

    style = Style(params.font, params.bold, params.italic)
    look = Look(
        params.place,
        style,
        params.size,
        colour=params.colour,
        opacity=params.opacity,
        outline=params.outline,
        shadow=params.shadow,
        box=params.box,
    )
    if inputs.mask.is_empty:
        return inputs.image
    try:
        return write(inputs.image, inputs.mask, params.text, look, context.file)
    except NoRoom:
        raise CannotDo("no_room_to_write") from None
    except NoLetter:
        raise CannotDo("no_letter") from None
