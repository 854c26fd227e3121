"""Make a picture that was taken in too little light readable: lifted, its lamps held back, the noise that rises taken out.

How far follows what is measured: a picture that is not dark stays as it is, and a night stays a night.

Limits: what drowned in noise does not come back: faces in the deepest dark stay smooth and without detail.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="tone", neutral={"amount": 0})


class Params(Parameters):
    amount: float = parameter(0.7, "How far it is lifted.", valid=(0, 1), useful=(0, 1), role="level", weak=0.4, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured. Alpha stays."""
    import numpy as np

    from overpaint.imaging import low_light, tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    visible = 1 if image.alpha is None else image.alpha / np.float32(255)
    return tone.repaint(image, mask, low_light.lifted(image.rgb, mask.values * visible, params.amount))
