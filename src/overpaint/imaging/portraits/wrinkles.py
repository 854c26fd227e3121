"""Wrinkles softened: dark lines in skin, narrower than what gives a face its shape, get lighter.

A line is what a morphological closing fills (the black top-hat of Meyer, 1979). Lines become fainter and never go: a face without
any is somebody else's.
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.portraits.close_up import Change, CloseUp, mean_around
from overpaint.imaging.portraits.parts import grown, softened
from overpaint.imaging.portraits.skin import skin_of
from overpaint.imaging.portraits.tinting import change_to, lab_of
from overpaint.imaging.values import Plane

_FINE = 0.004
_WIDEST = 0.017
"""Of the face's width: half of the widest line, and the sigma of the finest."""
_USUAL = 1.3
"""Times the usual difference: less is pores and grain."""
_FILLED = 0.85
_DARKEST = 0.12
"""Difference of OKLab's lightness above which a line is a hair or an edge of the face."""


def softer(view: CloseUp, amount: float) -> Change | None:
    """The change that makes a face's wrinkles fainter; `amount` in [0, 1]. None where there are hardly any."""
    skin = skin_of(view.rgb, view.mesh)
    lab = lab_of(view.rgb)
    lines = _lines(lab[..., 0], skin, view.unit)
    if (lines > 0.006).sum() < 0.002 * view.unit**2:
        return None
    after = lab.copy()
    after[..., 0] += np.float32(_FILLED * amount) * lines
    near = mean_around(lab, np.maximum(skin, 1e-3), 2.0 * _WIDEST * view.unit)
    share = np.clip(lines / 0.05, 0.0, 1.0)[..., None] * np.float32(0.6 * amount)
    after[..., 1:] += share * (near[..., 1:] - lab[..., 1:])  # the depth of a line is redder than the skin beside it
    return change_to(after, lab, np.minimum(1.0, 1.5 * skin).astype(np.float32))


def _lines(light: Plane, skin: Plane, unit: float) -> Plane:
    """(H, W) float32: how much darker than what is beside them lines are, in OKLab's lightness."""
    seen = cv2.GaussianBlur(light, (0, 0), max(0.5, _FINE * unit))
    size = 2 * max(1, round(_WIDEST * unit)) + 1
    filled = cv2.morphologyEx(seen, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    depth = np.maximum(cv2.GaussianBlur(filled, (0, 0), 0.25 * size) - seen, 0.0)
    sure = skin > 0.6
    usual = float(np.median(depth[sure])) if sure.any() else 0.0
    depth = np.maximum(depth - _USUAL * usual, 0.0)
    strange = softened(grown(np.asarray(depth > _DARKEST, np.float32), 0.008 * unit), 0.006 * unit)
    return np.asarray(np.minimum(depth, _DARKEST) * skin * (1.0 - strange), np.float32)
