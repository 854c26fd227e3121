"""Change the number of pixels: by a factor, to a longest side, to a width or height. The aspect is kept unless told otherwise.

Limits: larger means softer: no detail is added. `upscale` gives crisper edges.
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from overpaint.errors import Refusal
from overpaint.imaging.values import Image, Size
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry", neutral={}, shown={"scale": 0.6})

_LONGEST = 16384
# A prompt may ask for any enlargement; this is what one picture may cost in memory, about what the largest upload may have.
_MOST_PIXELS = 50_000_000


class Params(Parameters):
    scale: float | None = parameter(
        None, "Factor for both sides; 2 doubles them.", valid=(0.01, 16), useful=(0.25, 4), role="factor"
    )
    longest: int | None = parameter(
        None, "Length that the longer side gets.", valid=(1, _LONGEST), useful=(256, 4096), unit="pixels", role="length"
    )
    width: int | None = parameter(None, "Width to get.", valid=(1, _LONGEST), useful=(256, 4096), unit="pixels", role="length")
    height: int | None = parameter(None, "Height to get.", valid=(1, _LONGEST), useful=(256, 4096), unit="pixels", role="length")
    keep_aspect: bool = parameter(
        True, "With both width and height: true fits the picture inside them, false stretches it to them."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [self.scale is not None, self.longest is not None, self.width is not None or self.height is not None]
        if sum(ways) > 1:
            raise ValueError("give one of scale, longest, or width and height")
        if not self.keep_aspect and (self.width is None or self.height is None):
            raise ValueError("keep_aspect = false needs both width and height")
        return self


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask, Refusal for a result over 50 megapixels or 16,384 pixels a side."""
    from overpaint.imaging.resize import resize

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("resize changes the canvas: it can't run under a mask")
    size = _new_size(image.size, params)
    if max(size) > _LONGEST or size[0] * size[1] > _MOST_PIXELS:
        raise Refusal(f"That would make the picture {size[0]}x{size[1]}; at most 50 megapixels and 16384 a side are possible.")
    return resize(image, size)


def _new_size(size: Size, params: Params) -> Size:
    width, height = size
    if params.width is not None and params.height is not None and not params.keep_aspect:
        return params.width, params.height
    factors = [
        params.scale,
        params.longest and params.longest / max(size),
        params.width and params.width / width,
        params.height and params.height / height,
    ]
    scale = min((factor for factor in factors if factor is not None), default=1.0)
    return max(1, round(width * scale)), max(1, round(height * scale))
