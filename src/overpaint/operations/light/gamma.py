"""A plain power curve on sRGB values: value^(1/gamma).

Limits: all channels alike and blind to the picture: pale colours get paler when it lightens.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"gamma": 1}, shown={"gamma": 1.5})


class Params(Parameters):
    gamma: float = parameter(
        1.0, "Above 1 lightens the middle tones, below 1 darkens them.", valid=(0.1, 10), useful=(0.5, 2), role="factor"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    image, mask = inputs.image, inputs.mask
    if params.gamma == 1:
        return image
    table = tone.code_table(lambda x: x ** (1 / params.gamma))
    return tone.repaint(image, mask, tone.through_table(image.rgb, table))
