"""Curves of tone: numbers in, numbers out, in double precision; `imaging.tone` makes tables of them.

The bends are Schlick's, "Fast alternatives to Perlin's bias and gain functions", Graphics Gems IV, 1994: pinned at both
ends with a slope above zero everywhere, they clip and crush nothing, and each has an exact inverse among its kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]

Curve: TypeAlias = Callable[[Numbers], Numbers]
"""Elementwise, from [0, 1]."""

# sRGB value of 18 % reflectance.
MID_GREY = 0.461


def decode(codes: Numbers) -> Numbers:
    """sRGB values in [0, 1] → linear light."""
    return np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)


def encode(light: Numbers) -> Numbers:
    """Linear light in [0, 1] → sRGB values."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def bias(x: Numbers, slope: float) -> Numbers:
    """[0, 1] → [0, 1] with `slope` at 0 and 1/`slope` at 1; a slope of 1/`slope` undoes it."""
    return slope * x / (1 + (slope - 1) * x)


def s_curve(codes: Numbers, slope: float, pivot: float = MID_GREY) -> Numbers:
    """Contrast on sRGB values: `slope` at `pivot`, its inverse at black and white; a slope of 1/`slope` undoes it."""
    below = pivot * bias(np.minimum(codes / pivot, 1), 1 / slope)
    above = (1 - pivot) * bias(np.maximum((codes - pivot) / (1 - pivot), 0), slope)
    return np.where(codes < pivot, below, pivot + above)


def shoulder(x: Numbers, knee: float, top: float) -> Numbers:
    """[0, `top`] → [0, 1]: unchanged up to `knee`, then bending over smoothly so that `top` becomes 1.

    With a `top` up to 1 nothing changes.
    """
    if top <= 1:
        return x
    bent = bias(np.clip((x - knee) / (top - knee), 0, 1), (top - knee) / (1 - knee))
    return np.where(x <= knee, x, knee + (1 - knee) * bent)


def named_curve(shape: str, amount: float, codes: Numbers) -> Numbers:
    """sRGB values in [0, 1] through the curve of that name. Raises KeyError for another."""
    low, high, slope = _CURVES[shape]
    bent = s_curve(codes, 1 + amount * (slope - 1) if slope >= 1 else 1 / (1 + amount * (1 / slope - 1)))
    if low < 0:  # crushed: what is darker becomes black
        return np.clip((bent + amount * low) / (1 + amount * low), 0, 1)
    return amount * low + (1 - amount * low - amount * (1 - high)) * bent


_CURVES = {
    "s": (0.0, 1.0, 1.6),
    "flat": (0.0, 1.0, 0.65),
    "matte": (0.12, 0.96, 1.25),
    "faded": (0.17, 0.90, 0.9),
    "lifted": (0.12, 1.0, 1.0),
    "crushed": (-0.10, 1.0, 1.1),
}
"""Shape → where black and white come to lie, in sRGB values, and the slope at mid-grey."""
