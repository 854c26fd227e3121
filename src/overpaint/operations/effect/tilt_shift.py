"""A miniature's look: sharp in a band across the picture, more and more blurred above and below, and livelier.

In linear light, between five evenly blurred pictures.

Limits: the sharp band is level and lies a little below the middle, whatever is there; tall things in it blur at their top.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    amount: float = parameter(0.5, "How much is blurred.", valid=(0, 1), useful=(0, 1), role="level", weak=0.2, strong=0.9)
    middle: float = parameter(
        0.58, "Height of the middle of the sharp band, from the top.", valid=(0, 1), useful=(0.2, 0.8), unit="share of the height"
    )
    band: float = parameter(0.18, "Height of the sharp band.", valid=(0.02, 1), useful=(0.08, 0.5), unit="share of the height")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import lens, tone

    return tone.repaint(inputs.image, inputs.mask, lens.miniature(inputs.image.rgb, params.middle, params.band, params.amount))
