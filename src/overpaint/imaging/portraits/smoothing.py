"""Even skin that keeps its texture: frequency separation, of which the middle band is quietened.

The finest band (pores, down, grain) keeps most of its strength, the broadest (the shape of the face in its light) all of it.
The broad band is a guided filter's (He, Sun and Tang, 2010) over skin alone, so that edges stay and nothing bleeds in from lips,
brows or hair.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.portraits.close_up import Change, CloseUp, mean_around
from overpaint.imaging.portraits.skin import skin_of
from overpaint.imaging.values import Plane

_FINE = 0.006
_BROAD = 0.06
"""Where the bands part: sigma and radius, of the face's width."""

_PORES = 0.5
"""Of the finest band, so much goes at full strength."""

_EDGE = 14.0
"""Codes of sRGB by which an edge is the face's own and stays, at half the strength."""

_MOST = 0.95


def smoothed(view: CloseUp, amount: float) -> Change:
    """The change that evens a face's skin; `amount` in [0, 1]."""
    skin = skin_of(view.rgb, view.mesh)
    codes = view.rgb.astype(np.float32)
    fine = mean_around(codes, np.maximum(skin, 1e-3), max(0.5, _FINE * view.unit))
    broad = _broad(fine, skin, max(2, round(_BROAD * view.unit)), (_EDGE * (0.5 + amount)) ** 2)
    far = min(1.0, 1.4 * amount)
    change = np.float32(_MOST * far) * (broad - fine) + np.float32(_PORES * far) * (fine - codes)
    return np.asarray(change * skin[..., None], np.float32)


def _broad(codes: NDArray[np.float32], skin: Plane, radius: int, eps: float) -> NDArray[np.float32]:
    """Guided filter of (H, W, 3), each pixel counted by how far it is skin; the guide is its brightness."""
    size = (2 * radius + 1,) * 2
    weight = np.maximum(skin, 1e-3)
    guide = codes @ np.array([0.299, 0.587, 0.114], np.float32)
    total = cv2.blur(weight, size)
    mean = cv2.blur(guide * weight, size) / total
    spread = cv2.blur(guide * guide * weight, size) / total - mean * mean
    means = cv2.blur(codes * weight[..., None], size) / total[..., None]
    together = cv2.blur(codes * (guide * weight)[..., None], size) / total[..., None] - means * mean[..., None]
    slope = together / (np.maximum(spread, 0.0) + eps)[..., None]
    base = means - slope * mean[..., None]
    slope = cv2.blur(slope * weight[..., None], size) / total[..., None]
    base = cv2.blur(base * weight[..., None], size) / total[..., None]
    return np.asarray(slope * guide[..., None] + base, np.float32)
