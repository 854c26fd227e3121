"""Fog, mist or haze: the farther away something is, the less of it comes through the air.

How far is told from the sky, the ground and who stands on it (`imaging.outdoors.stage`); the light of the air is that of the
picture's sky. A bank is thicker here and thinner there.

Limits: depth is told from sky and ground: a room or a wall from near gets an even veil. Hard sun is refused.
"""

from __future__ import annotations

from overpaint.imaging.outdoors.kinds import OUTDOORS
from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter
from overpaint.operations.out_of_doors import developed, staged

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
    amount: float = parameter(
        0.5,
        "How dense: 0.25 is haze, 0.5 mist, 1 thick fog.",
        valid=(0, 1),
        useful=(0.2, 1),
        role="effect",
        weak=0.3,
        strong=0.85,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for what is no picture of outdoors."""
    from overpaint.imaging.outdoors.air import air_light, evened, in_fog

    if params.amount == 0:
        return inputs.image
    linear, stage = staged(inputs, near=True)
    context.check()
    soft = evened(linear, min(1.0, 1.2 * params.amount))
    return developed(inputs, in_fog(soft, stage, 0.012 + 0.2 * params.amount**2, air_light(soft, stage), context.seed))
