"""A covered sky: even light, open shadows, paler and cooler colours; a blue sky turns grey, with its clouds.

Shadows that are hard at their edges become fainter but do not go.
"""

from __future__ import annotations

from overpaint.imaging.outdoors.kinds import OUTDOORS
from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__,
    version=1,
    kind="area",
    family="time_season_weather",
    neutral={"amount": 0.0},
    shown={"amount": 0.7},
    may_refuse=True,
    sees=OUTDOORS,
)


class Params(Parameters):
    amount: float = parameter(1.0, "How far it goes.", valid=(0, 1), useful=(0.4, 1), role="effect", weak=0.5, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for what is no picture of outdoors, and for hard sunlight."""
    import numpy as np

    from overpaint.imaging import tone
    from overpaint.imaging.colour import to_linear, to_srgb
    from overpaint.imaging.outdoors.air import clouded, evened
    from overpaint.imaging.outdoors.stage import in_hard_sun, is_outdoors, stage_of

    if params.amount == 0:
        return inputs.image
    if not is_outdoors(inputs.seen):
        raise CannotDo("not_outdoors")
    image = inputs.image
    stage = stage_of(image.rgb, inputs.seen, near=False)
    linear = to_linear(image.rgb)
    if in_hard_sun(linear, stage):
        raise CannotDo("hard_sun")
    context.check()
    made = clouded(evened(linear, params.amount), stage, params.amount)
    return tone.repaint(image, inputs.mask, to_srgb(np.clip(made, 0, 1)))
