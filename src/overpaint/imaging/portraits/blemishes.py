"""Pimples and the like: small places redder or darker than the skin around them, brought to its colour.

A place is found as a difference of two means (the scale-space blob of Lindeberg, 1998), healed by the mean of clean skin around
it, and what is finer than it (pores, down, grain) is kept. Long ones are hairs and creases, and stay.
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.portraits.close_up import Change, CloseUp, mean_around
from overpaint.imaging.portraits.parts import grown, softened
from overpaint.imaging.portraits.skin import skin_of
from overpaint.imaging.portraits.tinting import lab_of
from overpaint.imaging.values import Plane

_FINE, _SMALL, _AROUND = 0.003, 0.007, 0.035
"""Sigmas, of the face's width: what is kept, what is looked at, what it is held against."""
_REDDER, _DARKER = 1.0, 0.4
"""How much a difference counts, of OKLab's red and of its lightness."""
_LEAST, _MOST = 0.016, 0.007
"""Differences that count: as far as nothing, and as far as everything is to go."""
_HOLE = 0.025
"""Of the face's width: what is smaller in the skin is on the skin, whatever its colour."""
_LARGEST = 0.07
_LONG = 3.0
_MOST_OF_SKIN = 0.12
"""Of the skin: what is on more of it is how this skin is."""


def healed(view: CloseUp, amount: float) -> Change | None:
    """The change that takes blemishes off a face's skin; `amount` in [0, 1]. None where there are none."""
    skin = grown(grown(skin_of(view.rgb, view.mesh), _HOLE * view.unit), -_HOLE * view.unit)
    spots = spots_on(view, skin, amount)
    if spots.max() == 0:
        return None
    codes = view.rgb.astype(np.float32)
    clean = np.asarray(skin * (1.0 - grown(spots, 0.006 * view.unit)), np.float32)
    around = mean_around(codes, clean, 0.5 * _AROUND * view.unit)
    fine = cv2.GaussianBlur(codes, (0, 0), max(0.5, _FINE * view.unit))
    share = softened(grown(spots, 0.004 * view.unit), 0.005 * view.unit) * np.minimum(1.0, 4.0 * skin)
    return np.asarray((around - fine) * share[..., None], np.float32)


def spots_on(view: CloseUp, skin: Plane, amount: float) -> Plane:
    """(H, W) float32, 1 on blemishes of a close-up."""
    lab = lab_of(view.rgb)
    weight = np.maximum(skin, 1e-3)
    seen = mean_around(lab, weight, max(0.6, _SMALL * view.unit))
    broad = mean_around(lab, weight, _AROUND * view.unit)
    unlike = seen - broad
    away = _REDDER * np.maximum(unlike[..., 1], 0) + _DARKER * np.maximum(-unlike[..., 0], 0)
    away[skin < 0.6] = 0
    usual = float(np.median(away[skin > 0.6])) if (skin > 0.6).any() else 0.0
    least = _LEAST + (_MOST - _LEAST) * amount + 1.5 * usual
    return _compact(away > least, view.unit, float((skin > 0.6).sum()))


def _compact(found: np.ndarray, unit: float, skin: float) -> Plane:
    """Those places that are small and about as wide as long; none where they are everywhere."""
    count, labels, rows, _ = cv2.connectedComponentsWithStats(found.astype(np.uint8), connectivity=4)
    plane = np.zeros(found.shape, np.float32)
    for number in range(1, count):
        left, top, wide, high, area = (int(value) for value in rows[number])
        if max(wide, high) > _LARGEST * unit or area < 4:
            continue
        part = labels[top : top + high, left : left + wide] == number
        if _length(part) <= _LONG:
            plane[top : top + high, left : left + wide][part] = 1.0
    return plane if plane.sum() <= _MOST_OF_SKIN * skin else np.zeros_like(plane)


def _length(part: np.ndarray) -> float:
    """How much longer than wide a place is, by its second moments."""
    rows, columns = np.nonzero(part)
    if len(rows) < 4:
        return 1.0
    spread = np.cov(np.stack([rows, columns])) + np.eye(2) / 12
    least, most = np.linalg.eigvalsh(spread)
    return float(np.sqrt(most / max(least, 1e-6)))
