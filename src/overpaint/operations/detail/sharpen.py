"""Crisper edges, as far as the eye notices on this picture, without halos and without raising the noise.

Unsharp masking of the brightness at two radii that follow how soft the picture's edges are, until they are steeper by a share
that the amount says; where there is nothing but noise nothing is sharpened, and an edge passes its neighbours by little
(`imaging.sharpening`).

Limits: makes a nearly sharp picture crisper; one out of focus stays so.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=2, kind="area", family="restore", neutral={"amount": 0.0}, shown={"amount": 0.7})


class Params(Parameters):
    amount: float = parameter(
        0.5,
        "How much crisper: at a half edges get about 40 % steeper.",
        valid=(0, 1),
        useful=(0, 1),
        role="level",
        weak=0.25,
        strong=0.9,
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The same picture at an amount of 0. Alpha stays."""
    from overpaint.imaging import sharpening, tone

    if params.amount == 0:
        return inputs.image
    return tone.repaint(inputs.image, inputs.mask, sharpening.sharpened(inputs.image.rgb, params.amount))
