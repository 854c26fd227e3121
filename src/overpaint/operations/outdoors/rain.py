"""Rain: grey light, wet air, and streaks near and far before it.

The ground gets no puddles and nothing gets wet; what was lit by the sun keeps faint shadows.

Limits: nothing gets wet and no puddle forms; hard sun is refused.
"""

from __future__ import annotations

from overpaint.imaging.outdoors.kinds import OUTDOORS
from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter
from overpaint.operations.out_of_doors import developed, under_cloud

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

    from overpaint.imaging.outdoors.air import air_light, clouded, evened, in_fog
    from overpaint.imaging.outdoors.precipitation import raining

    if params.amount == 0:
        return inputs.image
    linear, stage = under_cloud(inputs, near=True)
    context.check()
    grey = clouded(evened(linear, 1.0), stage, 1.0) * np.float32(0.86)
    wet = in_fog(grey, stage, 0.008 + 0.028 * params.amount, air_light(grey, stage, 0.85), context.seed)
    return developed(inputs, raining(wet, params.amount, context.seed))
