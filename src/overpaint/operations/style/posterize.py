"""Few tones in place of many, as a screen print has them: each channel keeps only so many levels.

The levels lie evenly over the sRGB values, black and white among them; a value goes to the nearest. A plain look-up table.

Limits: each channel for itself: with few levels smooth skin and sky break up into colours that were not there.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="style", neutral={"levels": 256}, shown={"levels": 4})


class Params(Parameters):
    levels: int = parameter(
        5, "Tones that each channel keeps.", valid=(2, 256), useful=(2, 16), unit="tones", role="count", weak=12, strong=3
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Black stays black and white stays white, whatever the levels."""
    import numpy as np

    from overpaint.imaging import tone

    steps = params.levels - 1
    table = np.rint(np.rint(np.arange(256) * (steps / 255)) * (255 / steps)).astype(np.uint8)
    return tone.repaint(inputs.image, inputs.mask, table[inputs.image.rgb])
