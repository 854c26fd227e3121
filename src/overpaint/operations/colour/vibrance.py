"""Stronger colours where they are weak: vivid ones and skin are left nearly alone.

A pixel's colour grows by `amount` times what it lacks to be vivid, squared; hues of skin (orange) get a third of it. A degree is
measured, as that of `saturation`, and goes less far: what is vivid takes no part, nor does what is as good as grey.

Limits: a picture in grey has no colour to strengthen; skin is told by its hue alone, so that sand and wood are held back too.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, by_eye, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="tone", neutral={"amount": 0, "degree": 0}, shown={"amount": 0.7})


# Share of the way that `saturation` goes.
_PART = 0.7


class Params(Parameters):
    amount: float = parameter(
        0.0,
        "Colour given to muted tones (above 0) or taken from them (below 0).",
        valid=(-1, 1),
        useful=(-0.6, 0.6),
        role="amount",
    )
    degree: float = by_eye("less", "amount")


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers, and is not transparent, is measured."""
    from overpaint.imaging import tone

    image, mask, amount = inputs.image, inputs.mask, params.amount + measured(inputs, params)
    if not amount:
        return image
    lively = tone.enliven(image.rgb, min(max(amount, -1.0), 1.0))
    return tone.repaint(image, mask, tone.sparing_greys(image.rgb, lively, mask) if params.degree > 0 else lively)


def measured(inputs: Inputs, params: Params) -> float:
    """The amount that the degree comes to on this picture."""
    from overpaint.imaging import perceived, tone

    if not params.degree or (seen := perceived.sample(inputs.image, inputs.mask)) is None:
        return 0.0
    return perceived.colourfulness(seen, params.degree, tone.enliven, 1.0, _PART)
