"""Coloured glass in lead: pieces that follow the forms, lit from behind.

Pieces are SLIC superpixels (Achanta and others 2012); each has the mean colour of what it covers.

Limits: pieces follow colours, so that a face may be cut where a glazier would not.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    cells: int = parameter(
        30, "Pieces along the longer side.", valid=(8, 1200), useful=(14, 60), unit="pieces", role="count", weak=46, strong=19
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The glass depends on the seed. Alpha stays."""
    from overpaint.imaging import tiling, tone

    cell = max(5.0, max(inputs.image.size) / params.cells)
    return tone.repaint(inputs.image, inputs.mask, tiling.glazed(inputs.image.rgb, cell, context.seed))
