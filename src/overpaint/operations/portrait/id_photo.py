"""Crop a portrait for a passport or an identity card: head size, head room and millimetres as the office wants them, at 300 dpi.

The face is found, levelled by its eyes, and framed; refused where it is too small, cut, turned, or one of several.

Limits: checks size and place, not an office's rules on light, glasses or smile; refuses small, turned or several faces.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="portrait", may_refuse=True, on_faces=True)


class Params(Parameters):
    standard: Literal["35x45", "us", "canada", "china", "one inch", "two inch", "small two inch", "other"] = parameter(
        "35x45",
        "35x45: ICAO, most of Europe, Japan; us: 2x2 inch, India too; canada: 50x70; china: 33x48; one inch: 25x35; "
        "two inch: 35x49; other: `width` and `height`.",
    )
    width: float | None = parameter(None, "Width of the print.", valid=(15, 150), useful=(25, 60), unit="mm")
    height: float | None = parameter(None, "Height of the print.", valid=(15, 200), useful=(30, 80), unit="mm")
    dpi: int = parameter(300, "Dots an inch.", valid=(72, 1200), useful=(300, 600))

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.standard == "other") != (self.width is not None and self.height is not None):
            raise ValueError("give width and height with the standard `other`, and with no other")
        return self


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask, CannotDo where no face, or none that suits, is in the picture."""
    from overpaint.imaging.portraits.id_photo import STANDARDS, Unfit, id_photo, standard_for

    if not inputs.mask.is_whole:
        raise ValueError("id_photo changes the canvas: it can't run under a mask")
    if params.width is not None and params.height is not None:
        standard = standard_for(params.width, params.height)
    else:
        standard = STANDARDS[params.standard]
    try:
        return id_photo(inputs.image, inputs.faces, standard, params.dpi)
    except Unfit as unfit:
        raise CannotDo(unfit.reason) from None
