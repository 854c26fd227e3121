"""Film grain: clumps of a pixel or two, strongest in the middle tones, none in clear white.

Its channels differ a little, as three layers of dye do.

Limits: grain over what is there: a compressed picture keeps its blocks beneath.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    amount: float = parameter(
        0.35, "From a slow film to a very fast one.", valid=(0, 1), useful=(0, 1), role="level", weak=0.15, strong=0.75
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The grain depends on the seed. Alpha stays."""
    from overpaint.imaging import grain, tone

    return tone.repaint(inputs.image, inputs.mask, grain.grained(inputs.image.rgb, params.amount, context.seed))
