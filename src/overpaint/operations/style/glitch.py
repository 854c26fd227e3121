"""A broken signal: channels apart, bands torn sideways, blocks of wrong colour, the lines of a screen.

No more than a signal: nothing of it means anything.

Limits: drawn by chance; another seed breaks it elsewhere.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    amount: float = parameter(0.45, "How broken.", valid=(0, 1), useful=(0, 1), role="level", weak=0.15, strong=0.9)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """What is torn depends on the seed. Alpha stays."""
    from overpaint.imaging import screen, tone

    return tone.repaint(inputs.image, inputs.mask, screen.glitched(inputs.image.rgb, params.amount, context.seed))
