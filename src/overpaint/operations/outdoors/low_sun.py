"""The light of a low sun: golden hour, or sunset with its sky.

What the light falls on turns amber and what lies in the shade a little blue; the air towards the sun glows. The sky keeps its
clouds and gets the colours of the hour, warm at the horizon. The sun stands on the side from which the picture is lit.

Limits: shadows stay where they lay: no new long ones fall. Hard noon light is refused.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.outdoors.kinds import OUTDOORS
from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter
from overpaint.operations.out_of_doors import by_day, developed

OPERATION = Operation(
    __name__,
    version=1,
    kind="area",
    family="time_season_weather",
    neutral={"amount": 0.0},
    shown={"hour": "sunset"},
    may_refuse=True,
    sees=OUTDOORS,
)

Hour = Literal["golden_hour", "sunset"]


class Params(Parameters):
    hour: Hour = parameter("golden_hour", "How low the sun stands: still above, or at the horizon.")
    amount: float = parameter(1.0, "How far it goes.", valid=(0, 1), useful=(0.4, 1), role="effect", weak=0.5, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for what is no picture of outdoors, has the sun in it, or was taken in the dark."""
    from overpaint.imaging.outdoors.hours import in_low_sun, lit_from

    if params.amount == 0:
        return inputs.image
    linear, stage = by_day(inputs)
    context.check()
    return developed(inputs, in_low_sun(linear, stage, lit_from(linear), params.amount, set_=params.hour == "sunset"))
