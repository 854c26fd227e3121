"""An even line round a subject, before what is behind it.

It lies outside the subject, whose own pixels stay as they are; round at corners.

Limits: follows the mask: where the cut is wrong the line is too.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="composite", family="style", relights=True, may_refuse=True, of_subject=True, shown={}
)

# A subject that covers this share of the picture leaves no room for a line round it.
_ALL = 0.97


class Params(Parameters):
    width: float = parameter(
        0.008,
        "Width, as a share of the longer side.",
        valid=(0.0005, 0.1),
        useful=(0.002, 0.03),
        role="share",
        weak=0.004,
        strong=0.016,
    )
    pixels: int | None = parameter(
        None, "Width in pixels; goes before `width`.", valid=(1, 400), useful=(1, 60), unit="pixels", role="length"
    )
    colour: str = parameter("#ffffff", "Its colour, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the subject. Raises CannotDo where it fills the picture. Alpha grows by the line."""
    from overpaint.imaging import around
    from overpaint.imaging.colour_code import rgb_of

    image, matte = inputs.image, inputs.mask.values
    if inputs.mask.is_empty or float(matte.mean()) > _ALL:
        raise CannotDo("no_cut_out")
    width = params.pixels or max(1.0, params.width * max(image.size))
    line = around.grown(around.smoothed(matte, width / 3), width)
    return around.on_top(image, matte, around.plain(image, rgb_of(params.colour)), line)
