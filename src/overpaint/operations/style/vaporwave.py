"""The violet, pink and cyan of vaporwave, with a bloom and the fine lines of a screen.

A ramp of colours over the lightness, in OKLab, mixed with the picture's own.

Limits: colours alone: no statues, grids or palm trees are added.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    amount: float = parameter(
        0.55, "How far the picture's own colours go.", valid=(0, 1), useful=(0, 1), role="level", weak=0.2, strong=0.95
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import screen, tone

    return tone.repaint(inputs.image, inputs.mask, screen.vaporous(inputs.image.rgb, params.amount))
