"""More or less contrast between neighbouring parts, most in the middle tones: what stands out does so more; edges get no halo.

The base is edge-aware (fast guided filter, He and Sun 2015); one gain for all channels, in linear light.

Limits: haze is better taken by `dehaze`; at full strength skin looks hard.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="tone", neutral={"amount": 0}, shown={"amount": 0.5})


class Params(Parameters):
    amount: float = parameter(0.5, "Above 0 more, below 0 softer.", valid=(-1, 1), useful=(-0.8, 0.8), role="amount")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import local_tone, tone

    if params.amount == 0:
        return inputs.image
    return tone.repaint(inputs.image, inputs.mask, local_tone.clearer(inputs.image.rgb, params.amount))
