"""A miniature's look: sharp in a band across the picture, more and more blurred above and below, and livelier.

In linear light, between five evenly blurred pictures.

Limits: the sharp band is level; it lies over faces where there are any, else a little below the middle. Tall things in it blur at
their top.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="style", shown={}, sees=("face",))


class Params(Parameters):
    amount: float = parameter(0.5, "How much is blurred.", valid=(0, 1), useful=(0, 1), role="level", weak=0.2, strong=0.9)
    middle: float | None = parameter(
        None,
        "Height of the middle of the sharp band, from the top; where faces are, else a little below the middle, if not given.",
        valid=(0, 1),
        useful=(0.2, 0.8),
        unit="share of the height",
    )
    band: float = parameter(0.18, "Height of the sharp band.", valid=(0.02, 1), useful=(0.08, 0.5), unit="share of the height")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import lens, tone

    middle, band = (_LOW, params.band) if params.middle is None else (params.middle, params.band)
    faces = inputs.seen.get("face")
    if params.middle is None and faces is not None and not faces.is_empty:
        rows = np.flatnonzero(faces.values.max(axis=1) > _SURE) / inputs.image.height
        if rows.size and rows[-1] - rows[0] <= _HIGHEST:
            middle, band = float(rows[0] + rows[-1]) / 2, max(band, _AIR * float(rows[-1] - rows[0]))
    return tone.repaint(inputs.image, inputs.mask, lens.miniature(inputs.image.rgb, middle, band, params.amount))


_LOW, _SURE = 0.58, 0.5
_HIGHEST, _AIR = 0.5, 1.3
"""Of the picture's height: faces that lie further apart share no band; and how much higher than them it is."""
