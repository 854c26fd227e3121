"""Lighten or darken the middle tones; black and white stay where they are, so nothing clips.

Schlick's bias curve in linear light: an amount of +0.3 gives a mid-grey about 0.6 stops, and the same amount negated takes it
back. A degree is measured: mean L* goes a share of the way to white, or black, so that dark pictures gain more than bright ones.

Limits: what is clipped in the photograph stays clipped; noise of dark parts is lifted along with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, by_eye, parameter

if TYPE_CHECKING:
    from overpaint.imaging.values import Pixels

OPERATION = Operation(__name__, version=1, kind="area", family="tone", neutral={"amount": 0, "degree": 0}, shown={"amount": 0.4})

# Slope of the curve at black for amount 1, and the amount that a degree may come to.
_STRONGEST, _MOST = 6.0, 1.4


class Params(Parameters):
    amount: float = parameter(
        0.0,
        "How much lighter (above 0) or darker (below 0) the middle tones become.",
        valid=(-1, 1),
        useful=(-0.5, 0.5),
        role="amount",
    )
    degree: float = by_eye("darker", "amount")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured."""
    from overpaint.imaging import tone

    image, mask, amount = inputs.image, inputs.mask, params.amount + measured(inputs, params)
    return tone.repaint(image, mask, _lit(image.rgb, amount)) if amount else image


def measured(inputs: Inputs, params: Params) -> float:
    """The amount that the degree comes to on this picture."""
    from overpaint.imaging import perceived

    if not params.degree or (seen := perceived.sample(inputs.image, inputs.mask)) is None:
        return 0.0
    return perceived.lightness(seen, params.degree, _lit, _MOST)


def _lit(rgb: Pixels, amount: float) -> Pixels:
    from overpaint.imaging import curves, tone

    return tone.through_table(rgb, tone.light_table(lambda light: curves.bias(light, _STRONGEST**amount)))
