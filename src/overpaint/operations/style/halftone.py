"""Printed dots whose size tells how dark it is: in the four inks of a magazine, or in black.

A cosine screen for each ink, at the angles printers use, with even edges.

Limits: dots need room: below about 500 pixels a side faces can't be made out from near.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", shown={})


class Params(Parameters):
    cells: int = parameter(
        130, "Dots along the longer side.", valid=(8, 1200), useful=(40, 300), unit="dots", role="count", weak=200, strong=80
    )
    inks: Literal["colour", "black"] = parameter("colour", "Four inks, or black alone.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import tiling, tone

    cell = max(2.5, max(inputs.image.size) / params.cells)
    return tone.repaint(inputs.image, inputs.mask, tiling.screened(inputs.image.rgb, cell, colour=params.inks == "colour"))
