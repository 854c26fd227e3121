"""White balance by something that is known to be white or grey: its colour becomes neutral, and the whole picture goes along.

The median colour of the thing, without what is clipped or nearly black, is taken for the colour of the light.

Limits: what is named must truly be grey: a cream wall called white turns everything blue. Clipped white tells nothing.
"""

from __future__ import annotations

from overpaint.imaging.values import Image
from overpaint.operations.base import CannotDo, Context, Inputs, Operation, Parameters

OPERATION = Operation(__name__, version=1, kind="point", family="tone", relights=True, may_refuse=True)

_LOOKED_AT = 40_000
_MOST = 2.2
"""Stops of colour from which on nobody's light is so: the thing is not white."""


class Params(Parameters):
    pass


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """`mask`: 1 = the thing that is neutral. Raises CannotDo where too little of it shows, or its colour is no light's."""
    import numpy as np

    from overpaint.imaging import adaptation, tone
    from overpaint.imaging.colour import to_linear

    image = inputs.image
    chosen = image.rgb[inputs.mask.values > 0.5]
    chosen = chosen[(chosen.max(axis=1) < 252) & (chosen.max(axis=1) > 25)]
    if len(chosen) < 64:
        raise CannotDo("not_neutral")
    chosen = chosen[:: max(1, len(chosen) // _LOOKED_AT)]
    light = to_linear(chosen[None])[0].astype(np.float64)
    logs = np.log2(np.maximum(light, 1e-4))
    cast = np.median(logs - logs[:, 1:2], axis=0)
    if float(np.linalg.norm(cast)) > _MOST:
        raise CannotDo("not_neutral")
    return image.with_rgb(tone.through_matrix(image.rgb, adaptation.neutralising(np.exp2(cast))))
