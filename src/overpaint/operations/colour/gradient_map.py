"""A gradient laid over the greys: black gets its first colour, white its last, whichever is darker.

The way between them is straight in OKLab, by the brightness of each pixel.

Limits: up to three colours; a last one that is darker than the first makes a negative.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0})

_COLOUR = "^#[0-9a-f]{6}$"


class Params(Parameters):
    amount: float = parameter(
        1.0, "1 is the gradient only, 0 the picture as it is.", valid=(0, 1), useful=(0.3, 1), role="effect"
    )
    first: str = parameter("#2b0a5e", "Colour that black gets.", role="colour", pattern=_COLOUR)
    middle: str | None = parameter(None, "Colour of the middle grey.", role="colour", pattern=_COLOUR)
    last: str = parameter("#ffd34d", "Colour that white gets.", role="colour", pattern=_COLOUR)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone, toning
    from overpaint.imaging.colour_code import rgb_of

    image = inputs.image
    if params.amount == 0:
        return image
    colours = [rgb_of(code) for code in (params.first, params.middle, params.last) if code is not None]
    return tone.repaint(image, inputs.mask, tone.mix(image.rgb, toning.gradient_mapped(image.rgb, colours), params.amount))
