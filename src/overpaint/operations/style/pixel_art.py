"""Pixel art: squares of one colour each, in a small palette of the picture's own colours.

The palette is found by clustering in OKLab; an ordered pattern mixes neighbours of it, as old games do.

Limits: a sampling of the photo, not drawn by hand: thin lines come and go.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    cells: int = parameter(
        128,
        "Squares along the longer side.",
        valid=(8, 1200),
        useful=(32, 256),
        unit="squares",
        role="count",
        weak=192,
        strong=72,
    )
    colours: int = parameter(24, "Colours of the palette.", valid=(2, 64), useful=(4, 32), unit="colours")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import tiling, tone

    return tone.repaint(inputs.image, inputs.mask, tiling.pixelled(inputs.image.rgb, params.cells, params.colours))
