"""Between a close-up and OKLab: what is worked out there, as what is to be added to the picture's codes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb_float
from overpaint.imaging.portraits.close_up import Change
from overpaint.imaging.values import Pixels, Plane

Lab = NDArray[np.float32]
"""(H, W, 3) float32 OKLab: lightness in [0, 1], then green to red and blue to yellow around 0."""


def lab_of(rgb: Pixels) -> Lab:
    """OKLab of (H, W, 3) uint8 sRGB."""
    return np.asarray(to_oklab(to_linear(rgb)), np.float32)


def change_to(lab: Lab, before: Lab, share: Plane) -> Change:
    """What brings `before` to `lab` as far as `share` says: exactly 0 where that is 0."""
    after = to_srgb_float(from_oklab(lab)) - to_srgb_float(from_oklab(before))
    return np.asarray(after * (np.float32(255.0) * share[..., None]), np.float32)
