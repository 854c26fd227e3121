"""Colours by brightness: two tones, a gradient laid over the greys, a colour for the shadows and one for the highlights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging import tone
from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.values import Pixels

Code = tuple[int, int, int]
"""An sRGB colour."""

_GREYS = np.arange(256, dtype=np.uint8).repeat(3).reshape(256, 1, 3)
_TINT = 0.065
"""OKLab chroma of a split tone at its strongest."""
_JOINT = 0.25
"""Half the width, in OKLab lightness, over which shadows become highlights."""


def lightness_of(colour: Code) -> float:
    """OKLab lightness of an sRGB colour, 0 to 1."""
    return float(_lab([colour])[0, 0])


def gradient_mapped(rgb: Pixels, colours: Sequence[Code]) -> Pixels:
    """(H, W, 3) uint8: each pixel the colour that its grey has on a way through `colours`, from black's to white's, in OKLab."""
    stops = _lab(colours)
    at = to_oklab(to_linear(_GREYS)).reshape(256, 3)[:, 0]
    knots = np.linspace(0, 1, len(colours))
    way = np.stack([np.interp(at, knots, stops[:, channel]) for channel in range(3)], axis=-1).astype(np.float32)
    return tone.through_table(tone.grey_rgb(rgb), to_srgb(from_oklab(way.reshape(256, 1, 3))).reshape(256, 3))


def split_toned(rgb: Pixels, shadows: Code | None, highlights: Code | None, amount: float) -> Pixels:
    """(H, W, 3) uint8 with the hue of `shadows` in dark parts and that of `highlights` in bright ones; brightness stays.

    Black and white themselves take none: there is nothing a colour could be seen by. `amount` in [0, 1].
    """
    lab = to_oklab(to_linear(rgb))
    light = lab[..., 0]
    upper = np.clip((light - 0.5 + _JOINT) / (2 * _JOINT), 0, 1)
    upper = upper * upper * (3 - 2 * upper)
    seen = np.clip(4 * light * (1.02 - light), 0, 1)
    for colour, share in ((shadows, 1 - upper), (highlights, upper)):
        if colour is None:
            continue
        hue = _lab([colour])[0, 1:]
        hue = hue / max(float(np.linalg.norm(hue)), 1e-6)
        lab[..., 1:] += (amount * _TINT * share * seen)[..., None] * hue.astype(np.float32)
    return to_srgb(np.clip(from_oklab(lab), 0, 1))


def _lab(colours: Sequence[Code]) -> NDArray[np.float32]:
    return np.asarray(to_oklab(to_linear(np.array([colours], np.uint8)))[0], np.float32)
