"""Take a thing out: what it hid is filled with what is around it, patch by patch.

`imaging.inpainting` names the method's sources. Other things in the picture are never copied from. On plain ground what hangs on
the thing goes with it: its shadow, and what a person holds, wears or leans on. The result is looked at: where a seam shows, lines
break off or a smear is left, the edit is refused.

Limits: patterns that must meet (a fence, a tiled floor, a face behind) and holes of more than two fifths are refused or show a
seam; a shadow that lies far from its thing stays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__,
    version=1,
    kind="area",
    family="object_remove",
    seeded=True,
    relights=True,
    shuns_things=True,
    may_refuse=True,
    sees=("person", "animal"),
)

_MOST_SHARE = 0.4
"""Of the picture: more can't be told from the rest."""

_MOSTLY = 0.5
"""Of a mask that is somebody's: then it is asked what they hold."""

_SOLID = 0.25
"""Of a mask: what belongs to the thing this much goes with it."""


class Params(Parameters):
    margin: float = parameter(
        0.012,
        "How far around the thing the picture is filled too, for its rim and the start of its shadow.",
        valid=(0, 0.05),
        useful=(0, 0.03),
        unit="of the longer side",
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the thing. Raises CannotDo where what is behind it can't be told. The alpha stays."""
    from overpaint.imaging.inpainting.filling import fill
    from overpaint.imaging.inpainting.hole import grown, with_shadow
    from overpaint.imaging.inpainting.judging import judged

    image = inputs.image
    hole = grown(inputs.mask.values > _SOLID, params.margin)
    banned = np.zeros_like(hole) if inputs.things is None else inputs.things.values > _SOLID
    if params.margin > 0:
        held = _held(inputs, hole, banned)
        if held.any():
            context.tell("held_too")
            hole |= grown(held, params.margin)
        hole = with_shadow(image.rgb, hole)
    if hole.mean() > _MOST_SHARE:
        raise CannotDo("hole_too_large")
    try:
        filled = fill(image.rgb, hole, banned & ~hole, context.seed, context.check)
    except ValueError:
        raise CannotDo("hole_too_large") from None
    if hole.any() and not judged(image.rgb, filled, context.pointed_at).passes:
        raise CannotDo("hole_unclear")
    return image.with_rgb(filled.rgb)


def _held(inputs: Inputs, hole: NDArray[np.bool_], things: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(H, W): what whoever is taken out holds or wears; nothing for a thing."""
    from overpaint.imaging.inpainting.held import held_by

    nothing = np.zeros_like(hole)
    if not held_by(inputs.image.rgb, hole, nothing, things).any():  # so that nobody is looked for in vain
        return nothing
    people = inputs.seen.get("person")
    solid = inputs.mask.values > _SOLID
    if people is None or not solid.any() or (people.values[solid] > _SOLID).mean() < _MOSTLY:
        return nothing
    animals = inputs.seen.get("animal")
    living = people.values > _SOLID if animals is None else np.maximum(people.values, animals.values) > _SOLID
    return held_by(inputs.image.rgb, hole, living & ~hole, things)
