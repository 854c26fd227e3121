"""One colour for the shadows, another for the highlights; how bright a pixel is stays.

The hues are added in OKLab, least at black and white themselves.

Limits: two colours only, and none where the picture is pure black or white.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0})

_COLOUR = "^#[0-9a-f]{6}$"


class Params(Parameters):
    amount: float = parameter(0.6, "How strong the colours are.", valid=(0, 1), useful=(0, 1), role="level", weak=0.3, strong=1.0)
    shadows: str = parameter("#1f5a7a", "Colour of the dark parts.", role="colour", pattern=_COLOUR)
    highlights: str = parameter("#e8a860", "Colour of the bright parts.", role="colour", pattern=_COLOUR)
    toned: Literal["both", "only shadows", "only highlights"] = parameter("both", "Which of them are toned.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone, toning
    from overpaint.imaging.colour_code import rgb_of

    if params.amount == 0:
        return inputs.image
    shadows = None if params.toned == "only highlights" else rgb_of(params.shadows)
    highlights = None if params.toned == "only shadows" else rgb_of(params.highlights)
    return tone.repaint(inputs.image, inputs.mask, toning.split_toned(inputs.image.rgb, shadows, highlights, params.amount))
