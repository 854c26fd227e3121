"""Whether an old sky was found whole and can be told from the land, and what of its light would stay behind. In linear light."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import luminance
from overpaint.imaging.outdoors.hours import shows_sun
from overpaint.imaging.outdoors.stage import Stage
from overpaint.imaging.values import LinearPixels, Plane

Flags = NDArray[np.bool_]

_LEFT, _BRIGHT, _SMOOTH = 0.0005, 0.8, 0.02
"""Share of the picture that may be left of it: what stands free in the sky, is as bright, and is smooth, in perceived light."""
_UNDECIDED, _MIXED, _WIDE = 0.012, (0.12, 0.88), 0.009
"""Share of the picture that may lie wide between land and sky, and how wide, as a share of the longer side: hair and blades are
thinner, what was only guessed is wider."""
_MOST = 0.035
"""Share that may be mixed at all: of scaffolding and bare branches hardly any outline can be told."""
_AFLOAT, _LOW = 8, 0.65
"""How many things may hang low in it, below that share of its height: boats on water that was taken for sky, tops of masts."""
_SUNS = (0.0005, 0.5)
"""Share of the sky that a sun blows out; in a white sky none can be told."""
_WARM, _LIT, _WARM_SHARE = 1.35, 0.15, 0.12
"""Red over blue, luminance, and the share of the sky that has them, under a low sun."""


def is_whole(linear: LinearPixels, alpha: Plane, old: LinearPixels) -> bool:
    """Whether nothing of the old sky is left over the land. `alpha`: (H, W) the land's; `old`: (H, W, 3) the sky behind it.

    Clouds and the glow of a sun that were not found stand free in it, or leave a wide border that is neither.
    """
    side = max(alpha.shape)
    seen = np.sqrt(np.clip(linear, 0, 1))
    detail = np.abs(cv2.GaussianBlur(seen, (0, 0), side / 1000) - cv2.GaussianBlur(seen, (0, 0), side / 300)).max(axis=2)
    bright = luminance(np.asarray(seen, np.float32)) > _BRIGHT * luminance(np.asarray(np.sqrt(np.maximum(old, 0)), np.float32))
    free = _standing_free(alpha)
    if float((free & bright & (detail < _SMOOTH)).mean()) > _LEFT:
        return False
    mixed = ((alpha > _MIXED[0]) & (alpha < _MIXED[1])).astype(np.uint8)
    if float(mixed.mean()) > _MOST or _afloat(free, alpha) >= _AFLOAT:
        return False
    width = 2 * max(1, round(_WIDE * side / 2)) + 1
    wide = cv2.morphologyEx(mixed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)))
    return float(wide.mean()) <= _UNDECIDED


def has_low_sun(linear: LinearPixels, sky: Plane) -> bool:
    """Whether the sky has an evening's colours, which lie on land and water too. `sky`: (H, W) in [0, 1]."""
    inside = sky > 0.5
    warm = (linear[..., 0] > _WARM * linear[..., 2]) & (luminance(linear) > _LIT)
    return bool(inside.any()) and float(warm[inside].mean()) > _WARM_SHARE


def has_sun(linear: LinearPixels, stage: Stage) -> bool:
    """Whether the sun itself stands in the sky: its flare lies on the land too."""
    inside = stage.sky > 0.5
    blown = float((linear.min(axis=2) > 0.94)[inside].mean()) if inside.any() else 0.0
    return _SUNS[0] < blown < _SUNS[1] and shows_sun(linear, stage)


def _afloat(free: Flags, alpha: Plane) -> int:
    """How many things stand free low in the sky."""
    rows = np.flatnonzero((alpha < 0.5).mean(axis=1) > 0.05)
    if not rows.size:
        return 0
    _, _, boxes, centres = cv2.connectedComponentsWithStats(free.astype(np.uint8), connectivity=8)
    low = centres[1:, 1] > rows[0] + _LOW * (rows[-1] - rows[0])
    return int((low & (boxes[1:, cv2.CC_STAT_AREA] >= _SPECK)).sum())


_SPECK = 6


def _standing_free(alpha: Plane) -> Flags:
    """(H, W): what of the land has sky all round, or all but the picture's top and sides."""
    land = (alpha > 0.5).astype(np.uint8)
    _, labels = cv2.connectedComponents(land, connectivity=8)
    grounded = set(np.unique(labels[-2:])) - {0}
    return np.asarray((land > 0) & ~np.isin(labels, list(grounded)))
