"""Grass in a fuller green, dry blades among it too; its light and shade stay.

Limits: bare earth stays bare; very green trees beside it may be taken along a little.
"""

from __future__ import annotations

from overpaint.imaging.outdoors.kinds import OUTDOORS
from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter
from overpaint.operations.out_of_doors import plants_in

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
    """Raises CannotDo where no grass is found."""
    from overpaint.imaging import tone
    from overpaint.imaging.outdoors.foliage import greener

    if params.amount == 0:
        return inputs.image
    image, (plants, lawn) = inputs.image, plants_in(inputs)
    green = lawn if lawn.mean() >= _LEAST else plants
    if green.mean() < _LEAST:
        raise CannotDo("no_grass")
    context.check()
    made = greener(image.rgb, green, params.amount)
    return tone.repaint(image, inputs.mask, made)


_LEAST = 0.015
"""Share of the picture."""
