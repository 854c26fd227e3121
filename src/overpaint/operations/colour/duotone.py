"""A picture in two colours: the darker takes the place of black, the lighter that of white.

The way between them is straight in OKLab, by the brightness of each pixel.

Limits: which colour stands for black follows from how light they are: two of one lightness leave little to see.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0})

_COLOUR = "^#[0-9a-f]{6}$"


class Params(Parameters):
    amount: float = parameter(1.0, "1 is two colours only, 0 the picture as it is.", valid=(0, 1), useful=(0.3, 1), role="effect")
    one: str = parameter("#1b2a6b", "One of the colours.", role="colour", pattern=_COLOUR)
    other: str = parameter("#ff8a5c", "The other.", role="colour", pattern=_COLOUR)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone, toning
    from overpaint.imaging.colour_code import rgb_of

    image = inputs.image
    if params.amount == 0:
        return image
    colours = sorted((rgb_of(params.one), rgb_of(params.other)), key=toning.lightness_of)
    return tone.repaint(image, inputs.mask, tone.mix(image.rgb, toning.gradient_mapped(image.rgb, colours), params.amount))
