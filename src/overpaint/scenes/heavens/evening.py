"""The sky that a low sun leaves over land: warm at the horizon, through rose to a blue grey above, with clouds lit from below.

Single scattering through ozone, as `atmosphere` has it, gives a deep violet at that hour, which eyes and films hardly ever show:
haze, which is most of the colour near the horizon, scatters many times. So colours go by height, after photographs.
"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab
from overpaint.imaging.values import LinearPixels, Plane

Hue = Literal["mixed", "orange", "pink", "golden"]
"""What the sky is mostly: `mixed` goes from orange through rose to blue grey."""

_HEIGHTS = np.array((0.0, 0.2, 0.45, 0.75, 1.2), np.float32)
"""Above the horizon, in shares of the picture's height there; colours between are mixed in OKLab."""
_RAMPS: dict[Hue, tuple[str, ...]] = {
    "mixed": ("#ffb765", "#f9a97a", "#dfa5a0", "#a7a2b6", "#7389ad"),
    "orange": ("#ffc169", "#fbae66", "#f0a779", "#d9a694", "#a39aa6"),
    "pink": ("#ffc4a0", "#f9b0a6", "#eda6b3", "#c7a3bd", "#8f97b8"),
    "golden": ("#ffcd86", "#fac27c", "#efbd88", "#cdb9a2", "#93a3b4"),
}
_LIT: dict[Hue, str] = {"mixed": "#ffc08a", "orange": "#ffbe78", "pink": "#ffc0b6", "golden": "#ffdb97"}
_GLOW, _GLOW_WIDE, _GLOW_HIGH = 0.5, 0.45, 0.22
"""How much brighter and yellower it is about the sun, and how far that goes, in shares of the width and the height."""
_AWAY = 0.12
"""How much duller it is on the side where the sun is not."""
_THICKEST = 0.85


def evening(passed: Plane, cloud: LinearPixels, horizon: float, sun: float, hue: Hue) -> LinearPixels:
    """(H, W, 3) display light in [0, 1], of the sky. `passed`: (H, W) share of what is behind the clouds that is seen.

    `cloud`: (H, W, 3) their own light, in any unit. `horizon`: its row. `sun`: its column.
    """
    height, width = passed.shape
    up = np.clip((horizon - np.arange(height, dtype=np.float32)) / max(horizon, 1.0), 0, 1.2)
    stops = to_oklab(_linear(_RAMPS[hue]))[0]
    ramp = np.stack([_smooth(up, stops[:, channel]) for channel in range(3)], axis=-1)[:, None]
    across = (np.arange(width, dtype=np.float32) - sun) / width
    near = np.exp(-0.5 * (across / _GLOW_WIDE) ** 2)[None] * np.exp(-up / _GLOW_HIGH)[:, None]
    lab = np.repeat(ramp, width, axis=1)
    away = np.float32(_AWAY) * np.clip(np.abs(across) - 0.2, 0, 1)[None] * np.ones((height, 1), np.float32)
    lab[..., 0] += np.float32(0.09 * _GLOW) * near - away * np.float32(0.4)
    lab[..., 2] += np.float32(0.02 * _GLOW) * near
    clear = from_oklab(np.asarray(lab, np.float32))
    share = np.clip(1 - cv2.GaussianBlur(passed, (0, 0), max(0.8, width / 1200)), 0, 1) * np.float32(_THICKEST)
    lit = _brightness(passed, cloud)
    warm = _linear((_LIT[hue],))[0, 0]
    shade = clear * np.array((0.66, 0.60, 0.66), np.float32)
    body = shade + (clear * np.float32(0.45) + warm * np.float32(0.6) - shade) * lit[..., None]
    return np.asarray(np.clip(clear + (body - clear) * share[..., None], 0, 1), np.float32)


def _brightness(passed: Plane, cloud: LinearPixels) -> Plane:
    """(H, W) in [0, 1]: how brightly a cloud is lit beside the others, smooth."""
    light = cloud.mean(axis=2) / np.maximum(1 - passed, 0.05)
    thick = (1 - passed) > 0.15
    if not thick.any():
        return np.ones_like(passed)
    low, high = np.percentile(light[thick], (10, 90))
    lit = np.clip((light - low) / max(high - low, 1e-9), 0, 1)
    return np.asarray(cv2.GaussianBlur(lit.astype(np.float32), (0, 0), max(1.0, passed.shape[1] / 500)), np.float32)


def _smooth(at: NDArray[np.float32], stops: NDArray[np.float32]) -> NDArray[np.float32]:
    """Between stops a monotone curve without corners, which would show as bands."""
    fine = np.linspace(0, float(_HEIGHTS[-1]), 256, dtype=np.float32)
    values = np.interp(fine, _HEIGHTS, stops).astype(np.float32)[None]
    soft = cv2.GaussianBlur(values, (0, 0), 14, borderType=cv2.BORDER_REPLICATE)[0]
    return np.asarray(np.interp(at, fine, soft), np.float32)


def _linear(codes: tuple[str, ...]) -> LinearPixels:
    """(1, N, 3)."""
    return to_linear(np.array([[[int(code[at : at + 2], 16) for at in (1, 3, 5)] for code in codes]], np.uint8))
