"""A pencil drawing: lines where something is darker than what lies around it, hatching for the shades, on paper.

In graphite, coloured pencils or charcoal; `imaging.drawing` names the sources.

Limits: lines follow what is seen in the photo, noise and creases included; nothing is left out as an artist would.
"""

from __future__ import annotations

from typing import Literal

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="style", seeded=True, shown={})


class Params(Parameters):
    amount: float = parameter(
        0.5, "From a light sketch to a worked-out drawing.", valid=(0, 1), useful=(0, 1), role="level", weak=0.15, strong=0.9
    )
    medium: Literal["graphite", "coloured", "charcoal"] = parameter("graphite", "What it is drawn with.")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Lines, hatching and paper depend on the seed. Alpha stays."""
    from overpaint.imaging import drawing, tone

    return tone.repaint(
        inputs.image, inputs.mask, drawing.pencilled(inputs.image.rgb, params.amount, params.medium, context.seed)
    )
