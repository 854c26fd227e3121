"""Zooming while the shutter is open: drawn out towards the middle, which stays sharp.

In linear light. It leads to the faces, where there are any, which stay sharp. On the background alone it leads to the middle of
what is left out, and that leaves no trail.

Limits: leads to faces, to what is left out, or to the picture's middle, and can't be given another point.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image, Plane
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="style", shown={}, sees=("face",))


class Params(Parameters):
    amount: float = parameter(
        0.45, "How far it zooms; 1 is by four tenths.", valid=(0, 1), useful=(0, 1), role="level", weak=0.2, strong=0.85
    )
    still: float = parameter(
        0.16, "Share of the way to the corners that stays sharp.", valid=(0, 0.9), useful=(0, 0.5), unit="share of the way"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Alpha stays."""
    from overpaint.imaging import lens, tone

    image, weight = inputs.image, inputs.mask.values
    left, faces = 1 - weight, inputs.seen.get("face")
    centre, still = (image.width / 2, image.height / 2), params.still
    if float(left.sum()) > 1:  # towards what stands out
        centre, still = _middle(left), 0.0
    elif faces is not None and float(faces.values.sum()) > 1:
        centre = _middle(faces.values)
        reach = np.argwhere(faces.values > _SURE)[:, ::-1] + 0.5 - centre
        far = float(np.linalg.norm([max(at, side - at) for at, side in zip(centre, image.size, strict=True)]))
        still = max(still, min(_WIDEST, float(np.linalg.norm(reach, axis=1).max()) / far)) if reach.size else still
    zoomed = lens.zooming(image.rgb, centre, 0.4 * params.amount, still, weight)
    return tone.repaint(image, inputs.mask, zoomed)


def _middle(plane: Plane) -> tuple[float, float]:
    """(x, y) in pixels: of what weighs something in (H, W)."""
    rows, columns = plane.sum(axis=1), plane.sum(axis=0)
    y, x = (np.average(np.arange(side.size) + 0.5, weights=side) for side in (rows, columns))
    return float(x), float(y)


_SURE, _WIDEST = 0.5, 0.45
"""Where a face is; and how much of the way to the corners stays sharp for faces at most."""
