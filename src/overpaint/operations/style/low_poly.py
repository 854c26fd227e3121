"""Triangles of one colour each, smaller where there is more to see.

Delaunay triangles between points that are drawn where edges are; each has the mean colour of what it covers.

Limits: edges are found by contrast: a subject of its background's colour runs into it.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    cells: int = parameter(
        30,
        "Triangles along the longer side, about.",
        valid=(8, 1200),
        useful=(12, 70),
        unit="triangles",
        role="count",
        weak=50,
        strong=18,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Where the corners lie depends on the seed. Alpha stays."""
    from overpaint.imaging import tiling, tone

    cell = max(4.0, max(inputs.image.size) / params.cells)
    return tone.repaint(inputs.image, inputs.mask, tiling.faceted(inputs.image.rgb, cell, context.seed))
