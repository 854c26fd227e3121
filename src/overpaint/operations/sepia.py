"""The brown of an old print: a grey picture whose every tone has one warm hue, strongest in the middle tones."""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Kind, Parameters, parameter

FAMILY = "tone"
KIND: Kind = "point"
VERSION = 1


class Params(Parameters):
    amount: float = parameter(1.0, "1 is a sepia print, 0 the picture as it is.", valid=(0, 1), useful=(0.3, 1))


def apply(image: Image, mask: Mask, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    if params.amount == 0:
        return image
    return tone.repaint(image, mask, tone.mix(image.rgb, tone.toned(image.rgb, hue=62.0, chroma=0.06), params.amount))
