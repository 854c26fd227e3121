"""Night, as films shoot it by day: the picture's light brought down to the moon's, its sky dark, with stars where it was clear.

Colours pale and turn blue, shadows sink, and what is far too bright for a moon folds down (Thompson et al. 2002). Lamps that
burn in a dim picture go on burning. Windows stay dark: whether anybody is in, the picture does not tell.
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
    amount: float = parameter(
        1.0, "How far it goes; less leaves a dusk.", valid=(0, 1), useful=(0.4, 1), role="effect", weak=0.7, strong=1.0
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo for what is no picture of outdoors, has the sun in it, or is dark already."""
    import numpy as np

    from overpaint.imaging import tone
    from overpaint.imaging.colour import to_linear, to_srgb
    from overpaint.imaging.outdoors.hours import by_night, is_dark, shows_sun
    from overpaint.imaging.outdoors.stage import is_outdoors, stage_of

    if params.amount == 0:
        return inputs.image
    if not is_outdoors(inputs.seen):
        raise CannotDo("not_outdoors")
    image = inputs.image
    stage = stage_of(image.rgb, inputs.seen, near=False)
    linear = to_linear(image.rgb)
    if is_dark(linear):
        raise CannotDo("dark_already")
    if shows_sun(linear, stage):
        raise CannotDo("sun_in_picture")
    context.check()
    night = by_night(linear, stage, params.amount, context.seed)
    made = linear + (night - linear) * np.float32(min(1.0, 2 * params.amount))
    return tone.repaint(image, inputs.mask, to_srgb(np.clip(made, 0, 1)))
