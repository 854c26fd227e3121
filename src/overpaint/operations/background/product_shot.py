"""A product on plain paper: centred with a margin, with a soft shadow under it, mirrored in the table if wished.

The light is even and comes from everywhere, so that the product keeps its own colours. The shadow is what such light leaves: dark
where weight rests, soft around it. The mask is the background; where the product moves, everything does.

Limits: what the photograph cuts off can't be completed; glass shows the old ground through it.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__,
    version=1,
    kind="composite",
    family="background_replace",
    shown={"margin": 0.12, "shadow": 0.7},
    changes_background=True,
    relights=True,
    may_refuse=True,
)


class Params(Parameters):
    """`colour` in sRGB."""

    colour: str = parameter(
        "", "Colour of the paper; empty for the plain one that is there.", role="colour", pattern=r"^(#[0-9a-f]{6})?$"
    )
    shadow: float = parameter(0.0, "How dark the shadow under it is.", valid=(0, 1), useful=(0, 1), role="effect")
    reflection: float = parameter(0.0, "How clearly the table mirrors it.", valid=(0, 1), useful=(0, 1), role="effect")
    margin: float = parameter(
        0.0,
        "Share of each side that stays free around it, in the middle; 0 leaves it where it is.",
        valid=(0, 0.45),
        useful=(0, 0.3),
        role="share",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """An opaque picture. Raises CannotDo for what the frame cuts, a shadow on black, a mirror under what is seen from above, and
    paper that is not plain where no colour is given."""
    from overpaint.imaging.colour import to_linear
    from overpaint.imaging.colour_code import rgb_of
    from overpaint.imaging.compositing.placement import is_seen_from_above
    from overpaint.imaging.cutout import count_once
    from overpaint.imaging.foreground import clean_edge
    from overpaint.imaging.product_shot import Cutout, centred, colour_of_paper, on_paper

    image = inputs.image
    alpha, matte = count_once(image, np.float32(1.0) - inputs.mask.values)
    thing = Cutout(clean_edge(Image(image.rgb), matte), alpha)
    context.check()
    if thing.is_cut:
        raise CannotDo("cut_by_frame")
    paper = rgb_of(params.colour) if params.colour else colour_of_paper(image, inputs.mask.values)
    if paper is None:
        raise CannotDo("no_plain_paper")
    if params.shadow > 0 and max(paper) < _DARK:
        raise CannotDo("dark_paper")
    if params.reflection > 0 and is_seen_from_above(thing.alpha):
        raise CannotDo("seen_from_above")
    if params.margin > 0:
        thing = centred(thing, params.margin)
    context.check()
    plain = np.broadcast_to(to_linear(np.array([[paper]], np.uint8)), (image.height, image.width, 3))
    return Image(on_paper(thing, np.ascontiguousarray(plain, np.float32), params.shadow, params.reflection))


_DARK = 48
"""Of 255: on darker paper nobody sees a shadow."""
