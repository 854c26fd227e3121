"""Take the colour of the light out of a picture, as far as grey surfaces in it tell what colour the light had.

Where none tell it, or the picture is all of one colour, it stays as it is: a cast is never made worse by a guess.

Limits: a picture without anything grey, or in mixed light, stays as it is or keeps part of its cast.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="tone", neutral={"amount": 0})


class Params(Parameters):
    amount: float = parameter(1.0, "How much of the cast that is found goes.", valid=(0, 1), useful=(0.3, 1), role="effect")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured. The same picture where no cast is found. Alpha stays."""
    import numpy as np

    from overpaint.imaging import adaptation, grey_pixels, tone

    image, mask = inputs.image, inputs.mask
    visible = 1 if image.alpha is None else image.alpha / np.float32(255)
    cast = params.amount * grey_pixels.light_of(image.rgb, mask.values * visible)
    if not cast.any():
        return image
    return tone.repaint(image, mask, tone.through_matrix(image.rgb, adaptation.neutralising(np.exp2(cast))))
