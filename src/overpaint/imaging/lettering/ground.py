"""Whether letters can be read on what lies behind them.

Contrast is WCAG 2's ratio of relative luminances, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio: 1 for none, 21 for black on
white; 4.5 is what it asks of text.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Plane

READABLE = 4.5

BLACK, WHITE = 0.0, 1.0

_FLARE = 0.05
_WORST = 10
"""Percentile of the pixels beside letters that counts: the worst tenth, not the one worst pixel."""

_BLACK_IF = 1.6
"""By how much black must be easier to read than white before it is taken: white letters are what one sees on photographs."""


def contrast(one: float, other: float) -> float:
    """Between two luminances in [0, 1]."""
    return (max(one, other) + _FLARE) / (min(one, other) + _FLARE)


def contrast_on(text: float, ground: Plane, weight: Plane) -> float:
    """The ratio that all but the worst tenth of the ground's pixels reach, of those with any weight; 21 where there are none.

    `ground`: (h, w) luminance in [0, 1].
    """
    beside = ground[weight > 0.5]
    if beside.size == 0:
        return contrast(BLACK, WHITE)
    ratios = (np.maximum(beside, text) + _FLARE) / (np.minimum(beside, text) + _FLARE)
    return float(np.percentile(ratios, _WORST))


def black_or_white(ground: Plane, weight: Plane) -> float:
    """The luminance of the letters that are read best on a ground."""
    black, white = (contrast_on(tone, ground, weight) for tone in (BLACK, WHITE))
    return BLACK if black > _BLACK_IF * white else WHITE


def opposite(text: float) -> float:
    """Black or white, whichever a luminance stands out from more: at least 4.58 to 1, for any colour."""
    return BLACK if contrast(text, BLACK) >= contrast(text, WHITE) else WHITE
