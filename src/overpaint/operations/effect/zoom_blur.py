"""Zooming while the shutter is open: drawn out towards the middle, which stays sharp.

In linear light. On the background alone it leads to the middle of what is left out, and that leaves no trail.

Limits: leads to the middle of the picture or of what is left out, and can't be given another point.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    amount: float = parameter(
        0.45, "How far it zooms; 1 is by four tenths.", valid=(0, 1), useful=(0, 1), role="level", weak=0.2, strong=0.85
    )
    still: float = parameter(
        0.16, "Share of the way to the corners that stays sharp.", valid=(0, 0.9), useful=(0, 0.5), unit="share of the way"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    import numpy as np

    from overpaint.imaging import lens, tone

    image, weight = inputs.image, inputs.mask.values
    left = 1 - weight
    centre, still = (image.width / 2, image.height / 2), params.still
    if float(left.sum()) > 1:  # towards what stands out
        rows, columns = left.sum(axis=1), left.sum(axis=0)
        centre = (
            float(np.average(np.arange(image.width) + 0.5, weights=columns)),
            float(np.average(np.arange(image.height) + 0.5, weights=rows)),
        )
        still = 0.0
    zoomed = lens.zooming(image.rgb, centre, 0.4 * params.amount, still, weight)
    return tone.repaint(image, inputs.mask, zoomed)
