"""Stronger or weaker colours, all alike.

Each pixel moves away from, or towards, the grey of its own luminance, so that vivid colours get neither darker nor lighter. A
degree is measured: muted pictures gain more colour than vivid ones, skin gets neither glaring nor grey, and what is as good as
grey stays so.

Limits: colours at the edge of sRGB clip, so that at more than half as much again petals and lips lose their drawing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, by_eye, parameter

if TYPE_CHECKING:
    from overpaint.imaging.values import Pixels

OPERATION = Operation(__name__, version=2, kind="area", family="tone", neutral={"amount": 0, "degree": 0}, shown={"amount": 0.5})


class Params(Parameters):
    amount: float = parameter(
        0.0,
        "Colour added (above 0) or taken away (below 0): -1 leaves none, 1 doubles it.",
        valid=(-1, 2),
        useful=(-1, 0.6),
        role="amount",
    )
    degree: float = by_eye("less", "amount")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured."""
    from overpaint.imaging import tone

    image, mask, amount = inputs.image, inputs.mask, params.amount + measured(inputs, params)
    if not amount:
        return image
    coloured = _coloured(image.rgb, max(amount, -1.0))
    return tone.repaint(image, mask, tone.sparing_greys(image.rgb, coloured, mask) if params.degree > 0 else coloured)


def measured(inputs: Inputs, params: Params) -> float:
    """The amount that the degree comes to on this picture."""
    from overpaint.imaging import perceived

    if not params.degree or (seen := perceived.sample(inputs.image, inputs.mask)) is None:
        return 0.0
    return perceived.colourfulness(seen, params.degree, _coloured, 1.0)


def _coloured(rgb: Pixels, amount: float) -> Pixels:
    from overpaint.imaging import tone

    return tone.scale_chroma(rgb, 1 + amount)
