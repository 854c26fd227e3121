"""A mosaic of small square stones, laid a little unevenly in mortar.

Each stone has the mean colour, in linear light, of what it covers.

Limits: what is smaller than a few stones can't be made out.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    cells: int = parameter(
        96, "Stones along the longer side.", valid=(8, 1200), useful=(30, 160), unit="stones", role="count", weak=140, strong=56
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """How the stones lie depends on the seed. Alpha stays."""
    from overpaint.imaging import tiling, tone

    cell = max(3.0, max(inputs.image.size) / params.cells)
    return tone.repaint(inputs.image, inputs.mask, tiling.tessellated(inputs.image.rgb, cell, context.seed))
