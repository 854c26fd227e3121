"""A glow round a subject, before what is behind it, as if a lamp of its colour stood there.

It is brightest at the outline and fades outwards; the subject's own pixels stay as they are.

Limits: on a light ground little of it can be seen; it sheds no light on the subject.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__, version=1, kind="composite", family="style", relights=True, may_refuse=True, of_subject=True, shown={}
)

# A subject that covers this share of the picture leaves no room for a glow round it.
_ALL = 0.97


class Params(Parameters):
    amount: float = parameter(
        0.5, "How far it reaches, and how bright it is.", valid=(0, 1), useful=(0, 1), role="level", weak=0.2, strong=0.9
    )
    colour: str = parameter("#fff2c4", "Its colour, `#rrggbb`.", role="colour", pattern=r"^#[0-9a-f]{6}$")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the subject. Raises CannotDo where it fills the picture. What is clear takes the glow as its alpha."""
    import numpy as np

    from overpaint.imaging import around
    from overpaint.imaging.colour_code import rgb_of

    image, matte = inputs.image, inputs.mask.values
    if inputs.mask.is_empty or float(matte.mean()) > _ALL:
        raise CannotDo("no_cut_out")
    reach = (0.008 + 0.022 * params.amount) * max(image.size)
    wide = around.shadow_of(around.grown(matte, reach * 0.6), 0, 0, reach)
    near = around.shadow_of(around.grown(matte, reach * 0.15), 0, 0, reach * 0.3)
    share = np.clip((0.55 + 0.4 * params.amount) * wide + 0.45 * near, 0, 1).astype(np.float32)
    return around.on_top(image, matte, around.plain(image, rgb_of(params.colour)), share)
