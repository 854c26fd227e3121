"""Give the corners the light back that a lens took: measured on the picture by how its brightness falls outwards, all round.

Radial gradient symmetry, Zheng et al. 2008 (`imaging.vignetting`). The gain acts on linear light and on all channels alike; the
answer says how many stops the corners lacked.

Limits: a lamp in the middle or a painted vignette looks the same as a lens's; corners that are dark by what they show, or not all
of them, are refused.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="point", family="tone", neutral={"amount": 0}, may_refuse=True)


class Params(Parameters):
    amount: float = parameter(
        1.0, "How much of the measured fall-off is given back.", valid=(0, 1), useful=(0.3, 1), role="effect"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises CannotDo where the corners are not darker, or not as a lens makes them. Alpha stays."""
    import numpy as np

    from overpaint.imaging import tone, vignetting

    image, mask = inputs.image, inputs.mask
    if params.amount == 0:
        return image
    visible = np.ones(image.rgb.shape[:2], np.float32)
    if image.alpha is not None:
        visible = np.asarray(image.alpha / np.float32(255), np.float32)
    try:
        falloff = vignetting.falloff_of(image.rgb, visible)
    except vignetting.NoVignette:
        raise CannotDo("no_vignette") from None
    except vignetting.UnevenCorners:
        raise CannotDo("uneven_corners") from None
    context.tell("vignette_was", stops=falloff.corners, share=params.amount)
    return tone.repaint(image, mask, tone.scale_light(image.rgb, falloff.gain(image.size, params.amount)))
