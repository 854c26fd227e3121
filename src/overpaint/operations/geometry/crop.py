"""Cut the picture smaller: to a box, by so much from each edge, to an aspect ratio or a size in pixels; in that order.

Limits: cuts by numbers and shapes; `crop_to` is the one that looks at what is in the picture.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from overpaint.errors import Refusal
from overpaint.imaging.values import Box, Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry", neutral={}, shown={"aspect": [4, 3]})

_LONGEST = 16384
_Fraction = Annotated[float, Field(ge=0, le=1)]
_Side = Annotated[float, Field(ge=0.01, le=_LONGEST)]


class Params(Parameters):
    box: tuple[_Fraction, _Fraction, _Fraction, _Fraction] | None = parameter(
        None, "Part to keep: top, left, bottom, right, each from 0 to 1.", unit="fraction of the height or width"
    )
    top: float = parameter(
        0.0, "How much to cut off the top.", valid=(0, _LONGEST), useful=(0, 0.5), unit="as `unit` says", role="share"
    )
    left: float = parameter(
        0.0, "How much to cut off the left.", valid=(0, _LONGEST), useful=(0, 0.5), unit="as `unit` says", role="share"
    )
    bottom: float = parameter(
        0.0, "How much to cut off the bottom.", valid=(0, _LONGEST), useful=(0, 0.5), unit="as `unit` says", role="share"
    )
    right: float = parameter(
        0.0, "How much to cut off the right.", valid=(0, _LONGEST), useful=(0, 0.5), unit="as `unit` says", role="share"
    )
    unit: Literal["fraction", "pixel"] = parameter(
        "fraction", "What the four edges count in: a part of the height or width, or pixels."
    )
    aspect: tuple[_Side, _Side] | None = parameter(
        None, "Width and height of the ratio to cut to, such as [16, 9]; as much as fits is kept."
    )
    width: int | None = parameter(None, "Width to cut to.", valid=(1, _LONGEST), useful=(256, 4096), unit="pixels", role="length")
    height: int | None = parameter(
        None, "Height to cut to.", valid=(1, _LONGEST), useful=(256, 4096), unit="pixels", role="length"
    )
    focus_x: float = parameter(
        0.5, "Where a ratio or size keeps the middle if it can, from left to right.", valid=(0, 1), useful=(0, 1)
    )
    focus_y: float = parameter(
        0.5, "Where a ratio or size keeps the middle if it can, from top to bottom.", valid=(0, 1), useful=(0, 1)
    )

    @model_validator(mode="after")
    def _something_is_left(self) -> Self:
        if self.box and not (self.box[0] < self.box[2] and self.box[1] < self.box[3]):
            raise ValueError("box must have top < bottom and left < right")
        if self.unit == "fraction" and max(self.top + self.bottom, self.left + self.right) >= 1:
            raise ValueError("opposite edges must leave something: each pair must add up to less than 1")
        if self.aspect and (self.width or self.height):
            raise ValueError("give a ratio or a size in pixels, not both")
        return self


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask, Refusal when pixels cut off leave nothing, or when this is smaller than asked for."""
    from overpaint.imaging import geometry

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("crop changes the canvas: it can't run under a mask")
    box = _edge_box(_fraction_box(image, params), params)
    box = _sized_box(box, params) if params.width or params.height else _aspect_box(box, params)
    return image if box == (0, 0, image.height, image.width) else geometry.crop(image, box)


def _fraction_box(image: Image, params: Params) -> Box:
    top, left, bottom, right = params.box or (0.0, 0.0, 1.0, 1.0)
    y = min(round(top * image.height), image.height - 1)
    x = min(round(left * image.width), image.width - 1)
    return y, x, max(y + 1, round(bottom * image.height)), max(x + 1, round(right * image.width))


def _edge_box(box: Box, params: Params) -> Box:
    top, left, bottom, right = box
    height, width = (bottom - top, right - left) if params.unit == "fraction" else (1, 1)
    cut = top + round(params.top * height), left + round(params.left * width)
    kept = bottom - round(params.bottom * height), right - round(params.right * width)
    if params.unit == "fraction":
        cut = min(cut[0], bottom - 1), min(cut[1], right - 1)
        kept = max(cut[0] + 1, kept[0]), max(cut[1] + 1, kept[1])
    elif cut[0] >= kept[0] or cut[1] >= kept[1]:
        raise Refusal(f"Cropping away that many pixels leaves nothing of {right - left}x{bottom - top}; cut less.")
    return *cut, *kept


def _aspect_box(box: Box, params: Params) -> Box:
    if params.aspect is None:
        return box
    top, left, bottom, right = box
    ratio = params.aspect[0] / params.aspect[1]
    height, width = bottom - top, right - left
    new_height = max(1, min(height, round(width / ratio)))
    new_width = max(1, min(width, round(height * ratio)))
    return _around_focus(box, new_width, new_height, params)


def _sized_box(box: Box, params: Params) -> Box:
    top, left, bottom, right = box
    height, width = bottom - top, right - left
    wanted = params.width or width, params.height or height
    if wanted[0] > width or wanted[1] > height:
        raise Refusal(f"A crop to {wanted[0]}x{wanted[1]} pixels needs more than the {width}x{height} there are; resize first.")
    return _around_focus(box, *wanted, params)


def _around_focus(box: Box, width: int, height: int, params: Params) -> Box:
    """A part of that size whose middle is the focus, as far as the box allows."""
    top, left, bottom, right = box
    y = top + min(max(round(params.focus_y * (bottom - top) - height / 2), 0), bottom - top - height)
    x = left + min(max(round(params.focus_x * (right - left) - width / 2), 0), right - left - width)
    return y, x, y + height, x + width
