"""Darken or lighten the corners, as a lens or a print does; the middle keeps its pixels.

The fall-off is elliptical and smooth at both ends. Darkening acts on linear light: -1 takes 2.5 stops from the corners.
The other way mixes in white on sRGB values: in linear light it would drown dark pictures in fog.

Limits: lies about the middle of the picture, whatever the subject's place.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0}, shown={"amount": -0.8})

_STOPS = 2.5
_WHITEST = 0.85


class Params(Parameters):
    amount: float = parameter(
        -0.5, "Below 0 the corners get darker, above 0 they fade to white.", valid=(-1, 1), useful=(-0.8, 0.8), role="effect"
    )
    midpoint: float = parameter(
        0.3,
        "Where the change begins: 0 at the centre, 1 at the corners.",
        valid=(0, 0.95),
        useful=(0, 0.7),
        unit="half diagonals",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    if params.amount < 0:
        gain = tone.corners(image.size, params.midpoint, lambda weight: np.exp2(_STOPS * params.amount * weight))
        return tone.repaint(image, mask, tone.scale_light(image.rgb, gain))
    share = tone.corners(image.size, params.midpoint, lambda weight: _WHITEST * params.amount * weight)
    return tone.repaint(image, mask, tone.fade_to_white(image.rgb, share))
