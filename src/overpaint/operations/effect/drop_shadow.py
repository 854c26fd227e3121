"""A soft shadow behind a subject or a cut-out, as if it floated before what is behind it.

On a cut-out the shadow lies on what is clear; on a photograph it darkens the background.

Limits: a flat shadow as on paper, not one that falls over the ground of the scene.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="composite", family="style", relights=True, may_refuse=True, of_subject=True, shown={}
)

# A subject that covers this share of the picture leaves nothing for a shadow to fall on.
_ALL = 0.97


class Params(Parameters):
    darkness: float = parameter(0.5, "How dark it is.", valid=(0, 1), useful=(0, 1), role="level", weak=0.25, strong=0.85)
    distance: float = parameter(
        0.018, "How far it lies below and to the right, as a share of the longer side.", valid=(0, 0.2), useful=(0.005, 0.06)
    )
    softness: float = parameter(0.014, "Sigma of its edge, as a share of the longer side.", valid=(0, 0.1), useful=(0.003, 0.04))
    colour: str = parameter("#000000", "Its colour, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the subject. Raises CannotDo where there is nothing beside it for a shadow to fall on."""
    import numpy as np

    from overpaint.imaging import around
    from overpaint.imaging.colour_code import rgb_of

    image, matte = inputs.image, inputs.mask.values
    if image.alpha is not None:
        matte = np.minimum(matte, image.alpha.astype(np.float32) / 255)
    if inputs.mask.is_empty or float(matte.mean()) > _ALL:
        raise CannotDo("no_cut_out")
    side = max(image.size)
    reach = params.distance * side
    shadow = around.shadow_of(matte, reach * 0.7, reach, params.softness * side)
    return around.on_top(image, matte, around.plain(image, rgb_of(params.colour)), params.darkness * shadow)
