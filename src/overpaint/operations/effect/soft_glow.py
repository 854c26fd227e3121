"""A soft glow: what is bright spreads over what lies around it, as through a diffusion filter.

In linear light, at three widths.

Limits: lights glow, the whole becomes softer; dark pictures without lights hardly change.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    amount: float = parameter(0.5, "How much light spreads.", valid=(0, 1), useful=(0, 1), role="level", weak=0.2, strong=0.9)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import grain, tone

    return tone.repaint(inputs.image, inputs.mask, grain.glowing(inputs.image.rgb, params.amount))
