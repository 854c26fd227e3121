"""A blueprint: pale lines on blue paper, with a fine grid.

The lines are those of `ink_drawing`.

Limits: a drawing of what is seen, not a construction: no measures, and busy pictures are busy drawings.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    amount: float = parameter(
        0.4, "From fine lines to heavy ones.", valid=(0, 1), useful=(0, 1), role="level", weak=0.1, strong=0.9
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The paper depends on the seed. Alpha stays."""
    from overpaint.imaging import screen, tone

    return tone.repaint(inputs.image, inputs.mask, screen.blueprinted(inputs.image.rgb, params.amount, context.seed))
