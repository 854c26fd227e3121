"""Pull light and dark apart, or together, around mid-grey, or around the picture's own middle.

More: an S on sRGB values, meeting mid-grey (18 % reflectance), whose ends keep a slope: it crushes and clips nothing. Less: the
inverse S with a share of plain flattening, since the inverse alone would pull noise out of the deepest shadows. A degree is
measured: the spread of L* goes a share of the way to the widest that photographs have, and the picture's middle stays.

Limits: one curve for the whole picture; a dull middle with a bright sky wants `clarity` or `curve` instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, by_eye, parameter

if TYPE_CHECKING:
    from overpaint.imaging.tone import Table
    from overpaint.imaging.values import Pixels

OPERATION = Operation(__name__, version=2, kind="area", family="tone", neutral={"amount": 0, "degree": 0}, shown={"amount": 0.4})

# Slope at mid-grey for amount 1.
_STRONGEST = 3.0
# Share of flattening in less contrast.
_FLATTENED = 0.35
# Share of a degree that goes by light and not by channel.
_BY_LIGHT = 0.65
# Where the middle of a picture may lie for a curve to turn around it.
_MIDDLES = (0.2, 0.75)


class Params(Parameters):
    amount: float = parameter(0.0, "More contrast (above 0) or less (below 0).", valid=(-1, 1), useful=(-0.5, 0.5), role="amount")
    degree: float = by_eye("less", "amount")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured."""
    from overpaint.imaging import tone

    image = inputs.image
    changed, amount, middle = _far(inputs, params)
    rgb = _gently(changed.rgb, amount, middle) if amount else changed.rgb
    return image if changed is image and not amount else tone.repaint(image, inputs.mask, rgb)


def measured(inputs: Inputs, params: Params) -> float:
    """The amount that the degree comes to on this picture, around the middle of its own greys."""
    return _far(inputs, params)[1]


def _far(inputs: Inputs, params: Params) -> tuple[Image, float, float]:
    """The picture with the fixed amount, and by how much and around which middle the degree spreads that further."""
    from overpaint.imaging import curves, perceived

    image = inputs.image
    changed = image.with_rgb(_spread(image.rgb, params.amount, curves.MID_GREY)) if params.amount else image
    if not params.degree or (seen := perceived.sample(changed, inputs.mask)) is None:
        return changed, 0.0, curves.MID_GREY
    middle = min(max(perceived.middle_of(seen), _MIDDLES[0]), _MIDDLES[1])
    return changed, perceived.contrast(seen, params.degree, lambda pixels, far: _gently(pixels, far, middle), 1.0), middle


def _gently(rgb: Pixels, amount: float, middle: float) -> Pixels:
    """Mostly by light: channel by channel alone yellows turn orange, and the blotches of a JPEG come out with the contrast."""
    from overpaint.imaging import tone

    table = _table(amount, middle)
    return tone.mix(tone.through_table(rgb, table), tone.through_light(rgb, table), _BY_LIGHT)


def _spread(rgb: Pixels, amount: float, middle: float) -> Pixels:
    from overpaint.imaging import tone

    return tone.through_table(rgb, _table(amount, middle))


def _table(amount: float, middle: float) -> Table:
    from overpaint.imaging import curves, tone

    slope: float = _STRONGEST**amount
    flattened = _FLATTENED if amount < 0 else 0.0

    def curve(codes: curves.Numbers) -> curves.Numbers:
        flat = middle + slope * (codes - middle)
        return (1 - flattened) * curves.s_curve(codes, slope, middle) + flattened * flat

    return tone.code_table(curve)
