"""Rain: grey light, wet air, and streaks near and far before it.

The ground gets no puddles and nothing gets wet; what was lit by the sun keeps faint shadows.
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
    seeded=True,
    may_refuse=True,
    sees=OUTDOORS,
)


class Params(Parameters):
    amount: float = parameter(0.5, "How hard it rains.", valid=(0, 1), useful=(0.2, 1), role="effect", weak=0.25, strong=0.9)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for what is no picture of outdoors, and for hard sunlight."""
    import numpy as np

    from overpaint.imaging import tone
    from overpaint.imaging.colour import to_linear, to_srgb
    from overpaint.imaging.outdoors.air import air_light, clouded, evened, in_fog
    from overpaint.imaging.outdoors.precipitation import raining
    from overpaint.imaging.outdoors.stage import in_hard_sun, is_outdoors, stage_of

    if params.amount == 0:
        return inputs.image
    if not is_outdoors(inputs.seen):
        raise CannotDo("not_outdoors")
    image = inputs.image
    stage = stage_of(image.rgb, inputs.seen, near=True)
    linear = to_linear(image.rgb)
    if in_hard_sun(linear, stage):
        raise CannotDo("hard_sun")
    context.check()
    grey = clouded(evened(linear, 1.0), stage, 1.0) * np.float32(0.86)
    wet = in_fog(grey, stage, 0.008 + 0.028 * params.amount, air_light(grey, stage, 0.85), context.seed)
    made = raining(wet, params.amount, context.seed)
    return tone.repaint(image, inputs.mask, to_srgb(np.clip(made, 0, 1)))
