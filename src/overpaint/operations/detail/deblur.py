"""Take back a mild blur, as of a lens slightly out of focus: its radius is measured at the sharpest edges.

Richardson and Lucy on the brightness, held between each edge's neighbours. A picture that is sharp stays; one that was moved, or
is far out of focus, is refused: what such a blur hides does not come back.

Limits: mild blur only: camera shake, motion and strong defocus are refused.
"""

from __future__ import annotations

import math

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="restore", neutral={"amount": 0.0}, may_refuse=True)

_SHARP, _OWN = 0.95, 0.7
"""Softness of edges, in pixels, up to which a picture is sharp, and that which every picture has."""
_MOST = 3.6
_MOVED = 1.9
"""How many times softer one direction is than the other, where the camera moved."""


class Params(Parameters):
    amount: float = parameter(
        0.8, "How much of the blur is taken back.", valid=(0, 1), useful=(0, 1), role="level", weak=0.5, strong=1.0
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for a blur of motion or of more than a few pixels. Alpha stays."""
    from overpaint.imaging import artefacts, tone

    image = inputs.image
    if params.amount == 0:
        return image
    across, down = artefacts.softness_of(image.rgb)
    if min(across, down) <= 0:
        raise CannotDo("too_blurred")
    if max(across, down) / min(across, down) > _MOVED and max(across, down) > 2 * _SHARP:
        raise CannotDo("moved_blur")
    softness = math.sqrt(across * down)
    if softness > _MOST:
        raise CannotDo("too_blurred")
    if softness < _SHARP:
        return image
    sigma = math.sqrt(max(softness**2 - _OWN**2, 0.16)) * (0.5 + 0.5 * params.amount)
    return tone.repaint(image, inputs.mask, artefacts.refocused(image.rgb, sigma))
