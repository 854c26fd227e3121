"""Open the shadows or recover the highlights, each without touching the other end, and without flattening texture.

How much a pixel changes depends on the brightness of its surroundings, taken with an edge-aware filter (fast guided filter, He
and Sun 2015), so that detail keeps its contrast and edges get no halo. One gain for all channels, in linear light: hue stays.
"""

from __future__ import annotations

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Kind, Parameters, parameter

FAMILY = "tone"
KIND: Kind = "area"
VERSION = 1


class Params(Parameters):
    shadows: float = parameter(0.0, "Above 0 lightens dark parts, below 0 deepens them.", valid=(-1, 1), useful=(-0.6, 0.8))
    highlights: float = parameter(0.0, "Below 0 darkens bright parts, above 0 lightens them.", valid=(-1, 1), useful=(-0.8, 0.6))


def apply(image: Image, mask: Mask, params: Params, context: Context) -> Image:
    from overpaint.imaging import local_tone, tone

    if params.shadows == 0 and params.highlights == 0:
        return image
    return tone.repaint(image, mask, local_tone.relight(image.rgb, params.shadows, params.highlights))
