"""An oil painting: strokes along the forms, thick enough to catch light.

`imaging.painting` names the source.

Limits: strokes have one size, so that what is smaller than a stroke (far faces, letters) is painted over.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    amount: float = parameter(
        0.5, "From fine brushes to broad ones.", valid=(0, 1), useful=(0, 1), role="level", weak=0.1, strong=1.0
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Strokes depend on the seed. Alpha stays."""
    from overpaint.imaging import painting, tone

    return tone.repaint(inputs.image, inputs.mask, painting.oil_painted(inputs.image.rgb, params.amount, context.seed))
