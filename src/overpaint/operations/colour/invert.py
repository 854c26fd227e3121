"""The negative: every sRGB value v becomes 255 - v. Done twice it gives the picture back.

Limits: gives no positive of a colour negative: film has an orange mask that this does not take off.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters

OPERATION = Operation(__name__, version=1, kind="point", family="tone")


class Params(Parameters):
    pass


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    image, mask = inputs.image, inputs.mask
    return tone.repaint(image, mask, 255 - image.rgb)
