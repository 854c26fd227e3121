"""Take moiré out: coloured bands, and grey waves that repeat across the picture, as from a photographed screen or a printed dot.

Waves that stand out of the spectrum are lowered; colours are evened out along what the brightness shows.

Limits: waves as fine as the picture's own texture can't be told from it: cloth may lose some of its weave.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="restore", neutral={"amount": 0.0})


class Params(Parameters):
    amount: float = parameter(0.85, "How much of it goes.", valid=(0, 1), useful=(0, 1), role="level", weak=0.5, strong=1.0)


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """The same picture at an amount of 0. Alpha stays."""
    from overpaint.imaging import artefacts, tone

    if params.amount == 0:
        return inputs.image
    return tone.repaint(inputs.image, inputs.mask, artefacts.without_moire(inputs.image.rgb, params.amount))
