"""A plain power curve on sRGB values: value^(1/gamma)."""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Kind, Parameters, parameter

FAMILY = "tone"
KIND: Kind = "point"
VERSION = 1


class Params(Parameters):
    gamma: float = parameter(1.0, "Above 1 lightens the middle tones, below 1 darkens them.", valid=(0.1, 10), useful=(0.5, 2))


def apply(image: Image, mask: Mask, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    if params.gamma == 1:
        return image
    table = tone.code_table(lambda x: x ** (1 / params.gamma))
    return tone.repaint(image, mask, tone.through_table(image.rgb, table))
