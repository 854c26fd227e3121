"""What colour the light of a picture had, and how sure one can be: several classic estimators must agree.

Max-RGB: Land 1977. Shades of grey: Finlayson and Trezzi 2004. Grey edge: van de Weijer, Gevers and Gijsenij 2007.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import LinearPixels, Plane

Colour = NDArray[np.float64]
"""(3,) linear RGB."""

_NORM = 5
_NEUTRAL: Colour = np.ones(3)
# Estimators closer than this (in stops of colour) are believed, further apart than that not at all.
_AGREEMENT, _DISAGREEMENT = 0.15, 0.45
# A cast that nobody notices, in stops.
_UNSEEN = 0.08
# Most of a cast that is ever taken out, in stops of colour, and the share of it: a little of the light's mood stays.
_MOST = 0.9
_SHARE = 0.75


def estimate(linear: LinearPixels, weight: Plane) -> Colour:
    """(H, W, 3) linear and (H, W) weights → the colour of the light to be taken out, of green 1; neutral when in doubt."""
    usable = weight * ((linear.max(axis=2) < 0.97) & (linear.max(axis=2) > 0.003))
    if usable.sum() < 64:
        return _NEUTRAL
    found = _bright(linear, usable), shades(linear, usable), edges(linear, usable)
    votes = np.stack([stops(colour) for colour in found])
    centre = np.median(votes, axis=0)
    apart = float(np.linalg.norm(votes - centre, axis=1).max())
    size = float(np.linalg.norm(centre))
    sure = _within((_DISAGREEMENT - apart) / (_DISAGREEMENT - _AGREEMENT)) * _within(2 * _followed(linear, usable, centre))
    kept = min(max(0.0, size - _UNSEEN) * _SHARE * sure, _MOST)
    return np.exp2(centre * (kept / max(size, 1e-6)))


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))


def _followed(linear: LinearPixels, weight: Plane, stops: Colour) -> float:
    """How far the middle pixel goes along: light colours the whole picture, a bright blossom or a lamp only itself."""
    logs = np.log2(np.maximum(linear[weight > 0], 1e-3))
    middle = np.median(logs - logs[:, 1:2], axis=0)
    return float(middle @ stops / max(float(stops @ stops), 1e-6))


def stops(colour: Colour) -> Colour:
    """(3,): how much stronger each channel is than green."""
    logs = np.log2(np.maximum(colour, 1e-6))
    return np.asarray(logs - logs[1], np.float64)


def _bright(linear: LinearPixels, weight: Plane) -> Colour:
    """The mean colour of the brightest tenth."""
    strength = linear.sum(axis=2)
    threshold = np.quantile(strength[weight > 0], 0.9)
    return _mean(linear, weight * (strength >= threshold))


def shades(linear: LinearPixels, weight: Plane) -> Colour:
    """The light's colour, (3,) linear, by a mean that bright pixels count most in. (H, W, 3) linear, (H, W) weights."""
    return np.asarray(_mean(linear**_NORM, weight) ** (1 / _NORM), np.float64)


def edges(linear: LinearPixels, weight: Plane) -> Colour:
    """The same by edges, whose steps are grey on the whole. (H, W, 3) linear, (H, W) weights."""
    across = np.abs(np.diff(linear, axis=1))[:-1]
    down = np.abs(np.diff(linear, axis=0))[:, :-1]
    return np.asarray(_mean((across + down) ** _NORM, weight[:-1, :-1]) ** (1 / _NORM), np.float64)


def _mean(linear: LinearPixels, weight: Plane) -> Colour:
    return np.asarray((linear * weight[..., None]).sum(axis=(0, 1), dtype=np.float64) / max(float(weight.sum()), 1e-6))
