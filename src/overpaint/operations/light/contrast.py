"""Pull light and dark apart, or together, around mid-grey.

More: an S on sRGB values, meeting mid-grey (18 % reflectance), whose ends keep a slope: it crushes and clips nothing. Less: the
inverse S with a share of plain flattening, since the inverse alone would pull noise out of the deepest shadows.

Limits: one curve for the whole picture; a dull middle with a bright sky wants `clarity` or `curve` instead.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0}, shown={"amount": 0.4})

# Slope at mid-grey for amount 1.
_STRONGEST = 3.0
# Share of flattening in less contrast.
_FLATTENED = 0.35


class Params(Parameters):
    amount: float = parameter(0.0, "More contrast (above 0) or less (below 0).", valid=(-1, 1), useful=(-0.5, 0.5), role="amount")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import curves, tone

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    slope: float = _STRONGEST**params.amount
    flattened = _FLATTENED if params.amount < 0 else 0.0

    def curve(codes: curves.Numbers) -> curves.Numbers:
        flat = curves.MID_GREY + slope * (codes - curves.MID_GREY)
        return (1 - flattened) * curves.s_curve(codes, slope) + flattened * flat

    return tone.repaint(image, mask, tone.through_table(image.rgb, tone.code_table(curve)))
