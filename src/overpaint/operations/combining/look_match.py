"""The light and colour of another picture of the request: its tones, its tint, how colourful it is, its grain.

What the other picture shows does not matter, only how light and colour are spread in it; see `imaging.look_matching`. Every step
is bounded, and skin follows half as far.

Limits: light and colour only, bounded: day does not become night, and no texture is taken over.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="compose", neutral={"amount": 0.0}, seeded=True, reads=(1, 1))


class Params(Parameters):
    amount: float = parameter(1.0, "How far it goes.", valid=(0, 1), useful=(0.3, 1), role="effect")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Raises ValueError without a picture to match."""
    from overpaint.imaging import tone
    from overpaint.imaging.geometry import flatten
    from overpaint.imaging.look_matching import matched

    if not inputs.pictures:
        raise ValueError("look_match needs another picture")
    if params.amount == 0:
        return inputs.image
    made = matched(inputs.image.rgb, flatten(inputs.pictures[0]).rgb, params.amount, context.seed)
    return tone.repaint(inputs.image, inputs.mask, made)
