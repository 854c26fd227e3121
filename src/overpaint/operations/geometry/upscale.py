"""More pixels, with edges as crisp as the picture allows; nothing is invented.

Lanczos, then back-projection: what the answer lacks when it is made small again is given back, within what its neighbours have.

Limits: no detail is invented: faces and letters too small to read stay so, only with clean edges.
"""

from __future__ import annotations

from overpaint.errors import Refusal
from overpaint.imaging.values import Image, Size
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="geometry", family="restore", neutral={"scale": 1.0}, shown={"scale": 2.0})

_LONGEST = 16384
_MOST_PIXELS = 50_000_000
"""What one picture may cost in memory, about what the largest upload may have."""


class Params(Parameters):
    scale: float = parameter(2.0, "Factor for both sides.", valid=(1, 16), useful=(1, 4), role="factor")
    longest: int | None = parameter(
        None,
        "Length that the longer side gets instead; a picture that has it already stays as it is.",
        valid=(1, _LONGEST),
        useful=(1024, 7680),
        unit="pixels",
        role="length",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask, Refusal for a result over 50 megapixels or 16,384 pixels a side."""
    from overpaint.imaging.upscaling import upscaled

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("upscale changes the canvas: it can't run under a mask")
    scale = max(1.0, params.scale if params.longest is None else params.longest / max(image.size))
    size: Size = (round(image.width * scale), round(image.height * scale))
    if max(size) > _LONGEST or size[0] * size[1] > _MOST_PIXELS:
        raise Refusal(f"That would make the picture {size[0]}x{size[1]}; at most 50 megapixels and 16384 a side are possible.")
    return upscaled(image, size)
