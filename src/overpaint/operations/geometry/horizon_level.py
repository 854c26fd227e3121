"""Level a tilted picture by what is level or upright in it: the horizon, walls, window frames. Turned, and cut to its own aspect.

Line segments (LSD) near level and near upright are gathered by their tilt; where they don't agree, nothing is guessed.

Limits: pictures without level or upright lines are refused, and so is a tilt of more than about 15 degrees. The edges are cut.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry", may_refuse=True)

_LEVEL = 0.15
"""Degrees of tilt that nobody sees."""


class Params(Parameters):
    pass


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask, CannotDo where no lines agree on a tilt of up to 15 degrees."""
    from overpaint.imaging import geometry, straight_lines

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("horizon_level changes the canvas: it can't run under a mask")
    tilt = straight_lines.tilt_of(image.rgb)
    if tilt is None:
        raise CannotDo("no_horizon")
    return image if abs(tilt) < _LEVEL else geometry.rotate(image, -tilt, "crop")
