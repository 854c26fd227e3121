"""Set leaning buildings upright: the camera is turned, afterwards, to where it looks level. Cut to the picture's own aspect.

The vanishing point of what stands upright is moved to infinity; where too few lines agree on one, nothing is guessed.

Limits: upright lines alone: a front seen from the side stays so. Strong leaning is refused, for too little would be left.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters

OPERATION = Operation(__name__, version=1, kind="geometry", family="geometry", may_refuse=True)


class Params(Parameters):
    pass


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError under a mask, CannotDo where no upright lines agree, or where they lean more than 24 degrees."""
    from overpaint.imaging import straight_lines

    image, mask = inputs.image, inputs.mask
    if not mask.is_whole:
        raise ValueError("perspective_upright changes the canvas: it can't run under a mask")
    try:
        homography = straight_lines.upright(image.rgb)
    except ValueError:
        raise CannotDo("leans_too_far") from None
    if homography is None:
        raise CannotDo("no_upright_lines")
    if np.array_equal(homography, np.eye(3)):
        return image
    turned = straight_lines.seen_through(image.pixels, homography)
    if turned is None:
        raise CannotDo("leans_too_far")
    return Image(turned)
