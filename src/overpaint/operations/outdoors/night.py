"""Night, as films shoot it by day: the picture's light brought down to the moon's, its sky dark, with stars where it was clear.

Colours pale and turn blue, shadows sink, and what is far too bright for a moon folds down (Thompson et al. 2002). Lamps that
burn in a dim picture go on burning. Windows stay dark: whether anybody is in, the picture does not tell.

Limits: no lamp is lit and windows stay dark; pictures in hard sun are refused where their shadows would tell.
"""

from __future__ import annotations

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
    shown={"amount": 0.7},
    seeded=True,
    may_refuse=True,
    sees=OUTDOORS,
)


class Params(Parameters):
    amount: float = parameter(
        1.0, "How far it goes; less leaves a dusk.", valid=(0, 1), useful=(0.4, 1), role="effect", weak=0.7, strong=1.0
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for what is no picture of outdoors, has the sun in it, or is dark already."""
    import numpy as np

    from overpaint.imaging.outdoors.hours import by_night

    if params.amount == 0:
        return inputs.image
    linear, stage = by_day(inputs)
    context.check()
    night = by_night(linear, stage, params.amount, context.seed)
    return developed(inputs, linear + (night - linear) * np.float32(min(1.0, 2 * params.amount)))
