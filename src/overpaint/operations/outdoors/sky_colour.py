"""The sky that is there in another colour: paler towards the horizon, its clouds kept and lit by it.

In OKLab. Lightness moves half of the way to the colour's, so that a grey sky can turn blue and a blue one pink without looking
painted; chroma is held within what skies have.

Limits: one colour with its lighter horizon. White clouds that rise behind a ridge or roofs may be taken for what stands there and
keep their colour, with a rim; reflections in water stay.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="area", family="time_season_weather", neutral={"amount": 0.0}, shown={"amount": 0.8}
)


class Params(Parameters):
    """`colour` in sRGB. The place is the sky."""

    amount: float = parameter(1.0, "How far it goes.", valid=(0, 1), useful=(0.3, 1), role="effect", weak=0.5, strong=1.0)
    colour: str = parameter("#5b93d6", "Colour of the sky overhead.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the sky."""
    from overpaint.imaging import tone
    from overpaint.imaging.colour_code import to_pixel
    from overpaint.imaging.outdoors.hours import coloured_sky

    if params.amount == 0 or inputs.mask.is_empty:
        return inputs.image
    made = coloured_sky(inputs.image.rgb, inputs.mask.values, to_pixel(params.colour), params.amount)
    return tone.repaint(inputs.image, inputs.mask, made)
