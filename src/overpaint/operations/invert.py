"""The negative: every sRGB value v becomes 255 - v. Done twice it gives the picture back."""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Kind, Parameters

FAMILY = "tone"
KIND: Kind = "point"
VERSION = 1


class Params(Parameters):
    pass


def apply(image: Image, mask: Mask, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    return tone.repaint(image, mask, 255 - image.rgb)
