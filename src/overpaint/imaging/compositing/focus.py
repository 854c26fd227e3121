"""Depth of field: a scene with depth lies a little out of focus behind a subject that is in focus.

Thin lens over a ground plane: the circle of confusion grows with |1/distance - 1/focus|, and on a plane 1/distance grows
linearly from the horizon down. So the blur falls off from the horizon towards the subject's feet, and is whole above it.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.blur import disc
from overpaint.imaging.compositing.field import shrink
from overpaint.imaging.values import Backdrop, LinearPixels, Plane, Quality

_RADIUS = 6.0  # pixels of a 1024-pixel picture: a 50 mm lens at f/2.8 before a person two metres away
_SMALL_SUBJECT = 0.04
_LARGE_SUBJECT = 0.30
_LAYERS: dict[Quality, int] = {"low": 2, "medium": 3, "high": 4}
# Display-referred highlights are stretched before the blur and squeezed back after it, so that they make bright discs.
_HIGHLIGHT_STRETCH = 0.8
_BAND = 256


def defocus(backdrop: Backdrop, alpha: Plane, scale: float, quality: Quality) -> LinearPixels:
    """The backdrop's pixels as the lens sees them. The same array when nothing changes (no light match, no `defocus`).

    A large subject was shot from near, so its background is softer than a small one's. Without a horizon (a wall, the sky) it is
    as soft everywhere. `scale`: pixels of this picture for one of a 1024² one.
    """
    share = (float(alpha.mean()) - _SMALL_SUBJECT) / (_LARGE_SUBJECT - _SMALL_SUBJECT)
    radius = _RADIUS * scale * backdrop.defocus * float(np.clip(share, 0.0, 1.0)) * min(1.0, backdrop.light.strength)
    if radius < 0.5:
        return backdrop.pixels
    return _blend_layers(backdrop.pixels, radius, _blur_of_rows(alpha, backdrop.horizon), _LAYERS[quality])


def _blur_of_rows(alpha: Plane, horizon: float | None) -> Plane:
    """(H,) share of the full blur each row gets: 1 at the horizon and above, 0 where the subject stands."""
    height = alpha.shape[0]
    feet = lowest_row(alpha) / height
    rows = (np.arange(height, dtype=np.float32) + 0.5) / height
    if horizon is None or feet <= horizon + 0.05:
        return np.ones(height, np.float32)
    return np.asarray(np.clip(np.abs(feet - rows) / (feet - horizon), 0.0, 1.0), np.float32)


def lowest_row(alpha: Plane) -> float:
    """Where the subject meets the ground, in rows from the top. Cut by the frame's bottom: well below it."""
    height = int(alpha.shape[0])
    small = shrink(alpha, 512)
    filled = np.flatnonzero(small.max(axis=1) > 0.5)
    if not filled.size or filled[-1] >= small.shape[0] - 2:
        return 1.3 * height
    return (int(filled[-1]) + 1) * height / int(small.shape[0])


def _blend_layers(pixels: LinearPixels, radius: float, blur_of_rows: Plane, layers: int) -> LinearPixels:
    """Between `layers` + 1 pictures of growing blur, each row takes its share of the two next to it. Done in bands of rows."""
    height = pixels.shape[0]
    margin = int(np.ceil(radius)) + 1
    result = np.empty_like(pixels)
    for top in range(0, height, _BAND):
        bottom = min(top + _BAND, height)
        first = max(0, top - margin)
        stretched = _stretch(pixels[first : bottom + margin], _HIGHLIGHT_STRETCH)
        depth = blur_of_rows[top:bottom, None, None] * np.float32(layers)
        inner = slice(top - first, bottom - first)
        band = stretched[inner].copy()
        for layer in range(1, layers + 1):
            share = np.clip(depth - np.float32(layer - 1), 0.0, 1.0)
            if share.max() > 0:
                band += (disc(stretched, radius * layer / layers)[inner] - band) * share
        result[top:bottom] = _stretch(band, -_HIGHLIGHT_STRETCH)
    return result


def _stretch(light: LinearPixels, amount: float) -> LinearPixels:
    """x / (1 - amount x): amount and -amount undo each other."""
    return np.asarray(light / (np.float32(1.0) - np.float32(amount) * light), np.float32)
