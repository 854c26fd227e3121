"""Leaves in the colours of autumn: yellow, orange and red, tree by tree; grass withers a little.

Only what is green of the plants that are found changes; light and shade stay, and no leaf falls.

Limits: colours only: no leaf falls, evergreens turn too, and what is not green is left.
"""

from __future__ import annotations

from overpaint.imaging.outdoors.kinds import OUTDOORS
from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter
from overpaint.operations.out_of_doors import greenery_in

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
    amount: float = parameter(1.0, "How far it goes.", valid=(0, 1), useful=(0.4, 1), role="effect", weak=0.5, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo where hardly any green plants are found."""
    import numpy as np

    from overpaint.imaging import tone
    from overpaint.imaging.outdoors.foliage import autumnal

    if params.amount == 0:
        return inputs.image
    plants, lawn = greenery_in(inputs)
    context.check()
    made = autumnal(inputs.image.rgb, np.maximum(plants, lawn), lawn, params.amount, context.seed)
    return tone.repaint(inputs.image, inputs.mask, made)
