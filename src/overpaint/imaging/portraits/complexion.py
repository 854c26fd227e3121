"""Redness and shine: what of a face's skin is redder or lighter than the rest of it is brought towards the rest."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.portraits.close_up import Change, CloseUp, mean_around
from overpaint.imaging.portraits.skin import skin_of
from overpaint.imaging.portraits.tinting import Lab, change_to, lab_of
from overpaint.imaging.values import Plane

_REDNESS = 0.012
"""Sigma, of the face's width, of the finest redness that is evened."""
_OVERALL = 0.12
"""Share of all red in the skin that goes as well: a flushed face is red everywhere."""

_GLOW, _NEAR = 0.01, 0.1
"""Sigmas, of the face's width: of the finest shine, and of the skin that it is held against."""
_LITTLE = 0.0006
_MOST_OFF = 0.12
_MATTE = 0.045
"""How much lighter than the skin around it, in OKLab, skin is that shines."""


def calmed(view: CloseUp, amount: float) -> Change | None:
    """The change that takes redness out of a face's skin; `amount` in [0, 1]. None without skin."""
    skin = skin_of(view.rgb, view.mesh)
    if not (skin > 0.5).any():
        return None
    lab = lab_of(view.rgb)
    seen = mean_around(lab, np.maximum(skin, 1e-3), _REDNESS * view.unit)
    usual = float(np.percentile(seen[skin > 0.5][:, 1], 30))
    excess = np.maximum(seen[..., 1] - usual, 0.0)
    after = lab.copy()
    after[..., 1] -= np.float32(amount) * (0.8 * excess + np.float32(_OVERALL * max(usual, 0.0)))
    after[..., 0] += np.float32(0.25 * amount) * excess  # red skin is darker skin
    return change_to(after, lab, skin)


def matted(view: CloseUp, amount: float) -> Change | None:
    """The change that takes shine off a face's skin; `amount` in [0, 1]. None where none shines."""
    skin = skin_of(view.rgb, view.mesh, highlights=True)
    lab = lab_of(view.rgb)
    place, around = _shine(lab, skin, view.unit)
    if (place > 0.3).sum() < _LITTLE * view.unit**2:
        return None
    after = lab.copy()
    over = np.clip(lab[..., 0] - around[..., 0] - np.float32(0.5 * _MATTE), 0.0, _MOST_OFF)
    after[..., 0] -= np.float32(0.7 * amount) * over
    after[..., 1:] += np.float32(0.6 * amount) * np.clip(over / 0.1, 0.0, 1.0)[..., None] * (around[..., 1:] - lab[..., 1:])
    return change_to(after, lab, place)


def _shine(lab: Lab, skin: Plane, unit: float) -> tuple[Plane, Lab]:
    """(how far each pixel shines, the colour of the skin around it): lighter than that, among the lightest, and paler."""
    weight = np.maximum(skin, 1e-3)
    around = mean_around(lab, weight, _NEAR * unit)
    for _ in range(2):  # what shines does not count
        dull = lab[..., 0] - around[..., 0] < _MATTE
        around = mean_around(lab, np.asarray(weight * dull, np.float32) + 1e-4, _NEAR * unit)
    seen = mean_around(lab, weight, _GLOW * unit)
    sure = skin > 0.6
    if not sure.any():
        return np.zeros_like(skin), around
    middle, lightest = np.percentile(seen[sure][:, 0], [60, 96])
    light = np.clip((seen[..., 0] - middle) / max(0.5 * (lightest - middle), 1e-3), 0.0, 1.0)
    glow = np.clip((seen[..., 0] - around[..., 0] - 0.4 * _MATTE) / _MATTE, 0.0, 1.0)
    colour, usual = np.hypot(seen[..., 1], seen[..., 2]), np.hypot(around[..., 1], around[..., 2])
    pale = np.clip((1.02 - colour / np.maximum(usual, 1e-3)) / 0.1, 0.0, 1.0)
    return np.asarray(skin * light * glow * pale, np.float32), around
