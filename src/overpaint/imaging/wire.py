"""The one place where the wire's masks and ours meet: on the wire alpha 0 means edit, in a `Mask` 1 means change here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Mask

_CHANGE = ((255 - np.arange(256)) / 255).astype(np.float32)


def mask_from_alpha(alpha: NDArray[np.uint8]) -> Mask:
    """(H, W) uint8 alpha of the wire (0 = edit, 255 = keep) → Mask (1 = change here)."""
    return Mask(_CHANGE[alpha])


def mask_to_alpha(mask: Mask) -> NDArray[np.uint8]:
    """Mask → (H, W) uint8 alpha of the wire. Inverse of `mask_from_alpha` on all 256 values."""
    keep = (np.float32(1.0) - mask.values) * np.float32(255.0)
    alpha: NDArray[np.uint8] = np.rint(np.clip(keep, 0.0, 255.0)).astype(np.uint8)
    return alpha
