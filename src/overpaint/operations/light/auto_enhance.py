"""Make a picture look its best, conservatively: a good one is left alone.

It measures the picture, then corrects as far as the measure is sure: colour cast, black and white point, brightness, dark parts,
dull colour; each within limits. The light's colour is told by greys and whites and, where there are faces, by their skin. What
nobody would see is not done at all.

Limits: cautious: a picture meant to be dark, pale or tinted may be pulled a little towards the ordinary, and a good one hardly
changes.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="tone", neutral={"amount": 0}, sees=("face",))

# Mean difference in CIE L*a*b* below which two pictures look alike.
_UNSEEN = 0.8


class Params(Parameters):
    amount: float = parameter(1.0, "How far to go towards the corrected picture.", valid=(0, 1), useful=(0.3, 1), role="effect")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured."""
    from overpaint.imaging import enhancement, perceived, tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    visible = 1 if image.alpha is None else image.alpha / np.float32(255)
    skin = inputs.seen["face"].values if "face" in inputs.seen else None
    correction = enhancement.measure(image.rgb, mask.values * visible, None if skin is None else skin * mask.values)
    enhanced = enhancement.enhance(image.rgb, correction)
    seen = perceived.sample(image, mask)
    if seen is None or perceived.apart(seen, enhancement.enhance(seen.rgb, correction)) < _UNSEEN:
        return image
    return tone.repaint(image, mask, tone.mix(image.rgb, enhanced, params.amount))
