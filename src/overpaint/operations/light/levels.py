"""Which values become black and white, and a gamma between them; without numbers, where the picture itself ends.

On sRGB values, all channels alike, so that greys stay grey.

Limits: ends that are set inside the picture's range clip what lies beyond them.
"""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from overpaint.imaging.values import Image
from overpaint.operations.base import Context, Inputs, Operation, Parameters, parameter

OPERATION = Operation(__name__, version=1, kind="area", family="tone", neutral={"black": 0, "white": 255, "middle": 1.0})

_CLIPPED = 0.002
"""Share of pixels that may become black, and white, where no numbers are given."""
_LEAST = 64
"""Least distance of black and white where no numbers are given: what is flatter than that is meant so, or fog."""


class Params(Parameters):
    black: int | None = parameter(None, "Value that becomes black.", valid=(0, 250), useful=(0, 60), role="count")
    white: int | None = parameter(None, "Value that becomes white.", valid=(5, 255), useful=(190, 255), role="count")
    middle: float = parameter(1.0, "Gamma between them: above 1 lightens.", valid=(0.1, 10), useful=(0.5, 2))

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.black or 0) >= (255 if self.white is None else self.white):
            raise ValueError("black must lie below white")
        return self


def apply(inputs: Inputs, params: Params, context: Context) -> Image:
    """Only what the mask covers is measured."""
    import numpy as np

    from overpaint.imaging import tone

    image, mask = inputs.image, inputs.mask
    if params.black is None and params.white is None:
        counted = image.rgb[mask.values > 0.5]
        if counted.size == 0:
            return image
        darkest, brightest = (
            np.cumsum(np.bincount(values, minlength=256)) for values in (counted.min(axis=1), counted.max(axis=1))
        )
        low = int(np.searchsorted(darkest, _CLIPPED * len(counted)))
        high = int(np.searchsorted(brightest, (1 - _CLIPPED) * len(counted)))
        low, high = (low, high) if high - low >= _LEAST else (0, 255)
    else:
        low, high = params.black or 0, 255 if params.white is None else params.white
    if (low, high, params.middle) == (0, 255, 1.0):
        return image
    table = tone.code_table(lambda x: np.clip((x * 255 - low) / (high - low), 0, 1) ** (1 / params.middle))
    return tone.repaint(image, mask, tone.through_table(image.rgb, table))
