"""A covered sky: even light, open shadows, paler and cooler colours; a blue sky turns grey, with its clouds.

Shadows that are hard at their edges become fainter but do not go.

Limits: hard shadows become fainter but do not go; the hardest sun is refused.
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
    may_refuse=True,
    sees=OUTDOORS,
)


class Params(Parameters):
    amount: float = parameter(1.0, "How far it goes.", valid=(0, 1), useful=(0.4, 1), role="effect", weak=0.5, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for what is no picture of outdoors, and for hard sunlight."""
    from overpaint.imaging.outdoors.air import clouded, evened

    if params.amount == 0:
        return inputs.image
    linear, stage = under_cloud(inputs, near=False)
    context.check()
    return developed(inputs, clouded(evened(linear, params.amount), stage, params.amount))
