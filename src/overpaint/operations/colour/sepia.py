"""The brown of an old print: a grey picture whose every tone has one warm hue, strongest in the middle tones.

Limits: a tone, not an old print: no grain, no fading, no paper.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0})


class Params(Parameters):
    amount: float = parameter(1.0, "1 is a sepia print, 0 the picture as it is.", valid=(0, 1), useful=(0.3, 1), role="effect")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    return tone.repaint(image, mask, tone.mix(image.rgb, tone.toned(image.rgb, hue=62.0, chroma=0.06), params.amount))
