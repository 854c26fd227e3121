"""Open the shadows or recover the highlights, each without touching the other end, and without flattening texture.

How much a pixel changes depends on the brightness of its surroundings, taken with an edge-aware filter (fast guided filter, He
and Sun 2015), so that detail keeps its contrast and edges get no halo. One gain for all channels, in linear light: hue stays.

Limits: a shadow without detail stays empty, and a burnt-out sky gets darker, not blue; lifted shadows show their noise.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(
    __name__,
    version=2,
    kind="area",
    family="tone",
    neutral={"shadows": 0, "highlights": 0},
    shown={"shadows": 0.7, "highlights": -0.7},
)


# How much farther than the curve of `local_tone` lifted shadows and tamed highlights go: at 1 as far as raw converters' sliders.
_LIFTED, _TAMED = 2.2, 1.8


class Params(Parameters):
    shadows: float = parameter(
        0.0, "Above 0 lightens dark parts, below 0 deepens them.", valid=(-1, 1), useful=(-0.6, 0.8), role="amount"
    )
    highlights: float = parameter(
        0.0, "Below 0 darkens bright parts, above 0 lightens them.", valid=(-1, 1), useful=(-0.8, 0.6), role="amount"
    )


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    from overpaint.imaging import local_tone, tone

    image, mask = inputs.image, inputs.mask
    if params.shadows == 0 and params.highlights == 0:
        return image
    shadows = params.shadows * (_LIFTED if params.shadows > 0 else 1)
    highlights = params.highlights * (_TAMED if params.highlights < 0 else 1)
    return tone.repaint(image, mask, local_tone.relight(image.rgb, shadows, highlights))
