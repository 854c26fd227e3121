"""Give a faded photograph its black and white back, dye by dye, and the colour that went with them.

Each channel is stretched most of the way to where a fresh print would begin and end; a print in one colour keeps that colour.

Limits: a colour that is wholly gone from the print does not come back.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="restore", neutral={"amount": 0.0})


class Params(Parameters):
    amount: float = parameter(0.9, "How far.", valid=(0, 1), useful=(0, 1), role="level", weak=0.45, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers is measured. Alpha stays."""
    from overpaint.imaging import old_photos, tone

    if params.amount == 0:
        return inputs.image
    return tone.repaint(inputs.image, inputs.mask, old_photos.unfaded(inputs.image.rgb, inputs.mask.values, params.amount))
