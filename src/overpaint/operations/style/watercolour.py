"""A watercolour: thin washes on white paper, darker at their rims, with the grain of the paper.

`imaging.painting` names the source.

Limits: an evening-out of the photo, without a painter's choice of what to leave white; small faces lose their features.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    amount: float = parameter(
        0.5, "From close to the photo to loose.", valid=(0, 1), useful=(0, 1), role="level", weak=0.15, strong=0.9
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Washes and paper depend on the seed. Alpha stays."""
    from overpaint.imaging import painting, tone

    return tone.repaint(inputs.image, inputs.mask, painting.watercoloured(inputs.image.rgb, params.amount, context.seed))
