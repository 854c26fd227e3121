"""Somebody or something from another picture of the request put into this one, in its light.

Cut out with its own colours at the edge, made as large as the people who are there (by their heads) or as it was, set beside them
on the line where they stand, then lit as a subject before a photograph is (`imaging.compositing`), with the shade that weight
leaves on the ground. What the frame of its picture cuts stays at the frame.

Limits: a person or thing seen whole or cut below; no hand behind a shoulder, and light from another side stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__,
    version=1,
    kind="composite",
    family="compose",
    seeded=True,
    relights=True,
    may_refuse=True,
    reads=(1, 1),
    cuts="thing",
)

Place = Literal["auto", "left", "centre", "right"]

_HORIZON = 0.4
"""Where the ground begins at the latest, as a share of the height."""


class Params(Parameters):
    """`thing` is a place as plans write it, in the other picture."""

    thing: dict[str, Any] = parameter({"type": "named", "kind": "subject"}, "What of the other picture.")
    place: Place = parameter("auto", "On which side; by itself beside who is there.")
    size: float = parameter(
        0.0, "Its height as a share of the picture's; 0 as fits.", valid=(0, 1), useful=(0.2, 0.9), role="share"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mattes[0]`: 1 = the thing in `pictures[0]`. Pixels that it neither covers nor shades stay. Raises CannotDo, ValueError."""
    from overpaint.imaging.backdrop_photo import backdrop_of
    from overpaint.imaging.colour import to_linear
    from overpaint.imaging.compositing import compose
    from overpaint.imaging.cutout import count_once
    from overpaint.imaging.foreground import clean_edge
    from overpaint.imaging.inserting import Unplaceable, cutout_of, placed_in

    if not inputs.pictures:
        raise ValueError("subject_insert needs another picture")
    image, other = inputs.image, inputs.pictures[0]
    if not inputs.mattes:
        raise CannotDo("no_cut_out")
    alpha, matte = count_once(other, inputs.mattes[0].values)
    there, heads = context.focus(image)
    try:
        thing = cutout_of(clean_edge(Image(other.rgb), matte), alpha, context.focus(other)[1])
        colours, alpha, stands = placed_in(image, thing, there, heads, params.place, params.size)
    except Unplaceable as error:
        raise CannotDo(error.reason) from None
    alpha = alpha * inputs.mask.values
    context.check()
    backdrop = backdrop_of(image, image.size)
    if stands:
        backdrop = replace(backdrop, ground="solid", horizon=_HORIZON)
    made = compose(to_linear(colours), alpha, backdrop, context.seed, context.quality, context.check)
    untouched = (alpha == 0) & (np.abs(made.astype(np.int16) - image.rgb).max(axis=2) <= 1)
    made[untouched] = image.rgb[untouched]
    if image.alpha is None:
        return Image(made)
    return Image(np.dstack([made, np.maximum(image.alpha, np.rint(alpha * 255).astype(np.uint8))]))
