"""Plants in the light green of spring, dry grass among them too.

Light and shade stay; nothing blossoms that did not before.

Limits: colours only: no blossom, and bare branches stay bare.
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
    may_refuse=True,
    sees=OUTDOORS,
)


class Params(Parameters):
    amount: float = parameter(1.0, "How far it goes.", valid=(0, 1), useful=(0.4, 1), role="effect", weak=0.5, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo where hardly any plants are found."""
    import numpy as np

    from overpaint.imaging import tone
    from overpaint.imaging.outdoors.foliage import vernal

    if params.amount == 0:
        return inputs.image
    plants, lawn = greenery_in(inputs)
    context.check()
    made = vernal(inputs.image.rgb, np.maximum(plants, lawn), params.amount)
    return tone.repaint(inputs.image, inputs.mask, made)
