"""Pull light and dark apart, or together, around mid-grey.

An S of two of Schlick's bias curves on sRGB values, meeting at mid-grey (18 % reflectance). Its ends are pinned with a slope
above zero: strong contrast crushes and clips nothing, and the same amount negated takes it back.
"""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Kind, Parameters, parameter

FAMILY = "tone"
KIND: Kind = "point"
VERSION = 1

# Slope at mid-grey for amount 1.
_STRONGEST = 3.0


class Params(Parameters):
    amount: float = parameter(0.0, "More contrast (above 0) or less (below 0).", valid=(-1, 1), useful=(-0.5, 0.5))


def apply(image: Image, mask: Mask, params: Params, context: Context) -> Image:
    from overpaint.imaging import curves, tone

    if params.amount == 0:
        return image
    slope = _STRONGEST**params.amount
    table = tone.code_table(lambda x: curves.s_curve(x, slope))
    return tone.repaint(image, mask, tone.through_table(image.rgb, table))
