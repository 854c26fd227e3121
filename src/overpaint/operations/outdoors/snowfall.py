"""Falling snow: flakes near and far, out of focus where they are near, in grey light and white air.

Nothing is covered: what lies there stays as it was.

Limits: nothing is covered: falling snow, not a winter. Hard sun is refused.
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
    amount: float = parameter(0.5, "How much of it falls.", valid=(0, 1), useful=(0.2, 1), role="effect", weak=0.25, strong=0.9)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for what is no picture of outdoors, and for hard sunlight."""
    from overpaint.imaging.outdoors.air import air_light, clouded, evened, in_fog
    from overpaint.imaging.outdoors.precipitation import snowing

    if params.amount == 0:
        return inputs.image
    linear, stage = under_cloud(inputs, near=True)
    context.check()
    grey = clouded(evened(linear, 0.9), stage, 0.9)
    white = in_fog(grey, stage, 0.010 + 0.034 * params.amount, air_light(grey, stage), context.seed)
    return developed(inputs, snowing(white, params.amount, context.seed))
