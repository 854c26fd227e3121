"""A comic: flat, lively colours in a few steps of light, with ink lines.

`imaging.drawing` names the sources. Outlines and colours are the photo's: no face gets large eyes.

Limits: faces are not redrawn: no large eyes, no caricature. Noise becomes specks of ink.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    amount: float = parameter(
        0.5,
        "From nearly the photo's shades to few, with heavier lines.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.15,
        strong=0.95,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import drawing, tone

    return tone.repaint(inputs.image, inputs.mask, drawing.as_comic(inputs.image.rgb, params.amount))
