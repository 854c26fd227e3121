"""A sticker: the subject cut out, with an even rim and a thin shadow on a transparent ground.

The rim follows the outline without its small notches, as a cutter does.

Limits: one subject; thin parts (whiskers, straps) are lost in the rim.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__,
    version=1,
    kind="composite",
    family="style",
    makes_alpha=True,
    relights=True,
    may_refuse=True,
    of_subject=True,
    shown={},
)

# A subject that covers this share of the picture is none: nothing would be cut off.
_ALL = 0.97


class Params(Parameters):
    width: float = parameter(
        0.016,
        "Width of the rim, as a share of the longer side.",
        valid=(0.002, 0.1),
        useful=(0.006, 0.04),
        role="share",
        weak=0.009,
        strong=0.028,
    )
    colour: str = parameter("#ffffff", "Colour of the rim, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the subject, to stay. An RGBA picture. Raises CannotDo where nothing is cut out."""
    from overpaint.imaging import around
    from overpaint.imaging.colour_code import rgb_of
    from overpaint.imaging.cutout import cut_out

    image, matte = inputs.image, inputs.mask.values
    if inputs.mask.is_empty or float(matte.mean()) > _ALL:
        raise CannotDo("no_cut_out")
    cut = cut_out(image, matte, context.check)
    side = max(image.size)
    width = max(1.5, params.width * side)
    rim = around.grown(around.smoothed(matte, width / 2), width)
    made = around.on_top(cut, matte, around.plain(image, rgb_of(params.colour)), rim)
    shadow = around.shadow_of(rim, 0.15 * width, 0.3 * width, 0.35 * width)
    return around.on_top(made, rim, around.plain(image, (0, 0, 0)), 0.4 * shadow)
