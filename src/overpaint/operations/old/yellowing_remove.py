"""Take the yellow of old paper out of a photograph.

A print in one colour becomes black and white; of one with several, its lightest parts tell the colour of the paper, if that is
yellow or brown. A picture whose paper is white stays.

Limits: an even cast of the paper; foxing and stains want `stain_remove`.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="restore", neutral={"amount": 0.0})


class Params(Parameters):
    amount: float = parameter(1.0, "How much of it goes.", valid=(0, 1), useful=(0, 1), role="level", weak=0.5, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers is measured. Alpha stays."""
    from overpaint.imaging import old_photos, tone

    if params.amount == 0:
        return inputs.image
    return tone.repaint(inputs.image, inputs.mask, old_photos.without_yellow(inputs.image.rgb, inputs.mask.values, params.amount))
