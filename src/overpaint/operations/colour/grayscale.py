"""Black and white: the grey that has the luminance of the colour, measured in linear light (Rec. 709 weights).

Limits: one fixed mix of the colours; red and green of one luminance become one grey.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0})


class Params(Parameters):
    amount: float = parameter(1.0, "1 is black and white, 0 the picture as it is.", valid=(0, 1), useful=(0, 1), role="effect")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    return tone.repaint(image, mask, tone.scale_chroma(image.rgb, 1 - params.amount))
