"""Take the colour of the light out of a picture, as far as the picture tells it.

`imaging.light_colour` measures it in three ways and believes their middle; the answer says how far off the light was, and how far
off it is measured to be afterwards. Where nothing tells it, or the picture is all of one colour, it stays as it is.

Limits: one light for the whole picture; a sunset or a red room is taken for a cast, since it was asked for; in mixed light, or
where nothing is grey, part of a cast stays.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="tone", neutral={"amount": 0})

# A little of a strong light's mood stays: what is quite neutral looks cold in an evening's room.
_SHARE = 0.92


class Params(Parameters):
    amount: float = parameter(
        1.0, "How much of the cast that is found goes.", valid=(0, 1), useful=(0.3, 1), role="effect", weak=0.5
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured. The same picture where no cast is found. Alpha stays."""
    import numpy as np

    from overpaint.imaging import adaptation, light_colour, tone

    image, mask = inputs.image, inputs.mask
    alpha = np.float32(1) if image.alpha is None else image.alpha / np.float32(255)
    visible = np.asarray(mask.values * alpha, np.float32)
    cast = light_colour.light_colour(image.rgb, visible)
    wanted = _SHARE * params.amount * cast
    if not wanted.any():
        return image
    balanced = tone.through_matrix(image.rgb, adaptation.neutralising(np.exp2(wanted)))
    before, along = float(np.linalg.norm(cast)), cast / np.linalg.norm(cast)
    left = max(0.0, float(light_colour.light_colour(balanced, visible) @ along))
    context.tell(f"cast_{light_colour.hue_of(cast)}", before=before, after=left)
    return tone.repaint(image, mask, balanced)
