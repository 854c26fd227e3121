"""Crisper edges, without halos and without raising the noise.

Unsharp masking of the brightness at two radii; what stands out by less than noise is left, and an edge passes its neighbours by
little.

Limits: makes a nearly sharp picture crisper; one out of focus stays so.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="restore", neutral={"amount": 0.0}, shown={"amount": 0.7})


class Params(Parameters):
    amount: float = parameter(0.5, "How much crisper.", valid=(0, 1), useful=(0, 1), role="level", weak=0.25, strong=0.9)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The same picture at an amount of 0. Alpha stays."""
    from overpaint.imaging import detail, tone

    if params.amount == 0:
        return inputs.image
    return tone.repaint(inputs.image, inputs.mask, detail.sharpened(inputs.image.rgb, params.amount))
