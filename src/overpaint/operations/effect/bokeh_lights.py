"""Lights out of focus: warm discs, with some of the picture's own hues, over the picture or what stands behind the subject.

Added in linear light, as a second exposure would be.

Limits: discs by chance, not the scene's own lights out of focus.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    amount: float = parameter(0.5, "How many, and how bright.", valid=(0, 1), useful=(0, 1), role="level", weak=0.2, strong=0.9)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Where they are depends on the seed. Alpha stays."""
    from overpaint.imaging import lens, tone

    return tone.repaint(inputs.image, inputs.mask, lens.with_lights(inputs.image.rgb, params.amount, context.seed))
