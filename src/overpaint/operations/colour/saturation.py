"""Stronger or weaker colours, all alike.

Each pixel moves away from, or towards, the grey of its own luminance, so that vivid colours get neither darker nor lighter.

Limits: colours at the edge of sRGB clip, so that at more than half as much again petals and lips lose their drawing.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0}, shown={"amount": 0.5})


class Params(Parameters):
    amount: float = parameter(
        0.0,
        "Colour added (above 0) or taken away (below 0): -1 leaves none, 1 doubles it.",
        valid=(-1, 2),
        useful=(-1, 0.6),
        role="amount",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    return tone.repaint(image, mask, tone.scale_chroma(image.rgb, 1 + params.amount))
