"""Letters of a terminal whose ink tells how bright it is, on black; in white, or in the picture's own colours.

Each letter's ink is measured as it is drawn, and the nearest is taken.

Limits: a picture of letters, not text to copy; only large forms can be made out.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    cells: int = parameter(
        170, "Letters along the width.", valid=(20, 400), useful=(60, 260), unit="letters", role="count", weak=240, strong=100
    )
    letters: Literal["white", "coloured"] = parameter("white", "What colour the letters have.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import screen, tone

    return tone.repaint(
        inputs.image, inputs.mask, screen.lettered(inputs.image.rgb, params.cells, coloured=params.letters == "coloured")
    )
