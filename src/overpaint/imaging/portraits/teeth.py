"""Whiter teeth: what an open mouth shows that is light and not red loses its yellow and gains a little light.

As a retoucher does it: chroma down, never to a dead white, never lighter than the picture's own near-whites.
"""

from __future__ import annotations

import numpy as np

from overpaint.imaging.portraits.close_up import Change, CloseUp
from overpaint.imaging.portraits.mesh import CHEEKS, MOUTH, FaceMesh
from overpaint.imaging.portraits.parts import drawn, grown, lips, mouth, softened
from overpaint.imaging.portraits.tinting import Lab, change_to, lab_of
from overpaint.imaging.values import Plane

_FEWEST = 0.0006
"""Of the square over the face's width: fewer pixels of teeth can't be told from a highlight on a lip."""
_OPEN = 0.045
"""How high the gap between the lips of an open mouth is, of its width."""
_WARM = 0.004
"""What yellow healthy teeth keep, in OKLab."""
_SKIN_RED, _SKIN_YELLOW = 0.05, 0.065
"""As red and as yellow skin is in white light; redder and yellower skin tells of the light, in which white is not grey."""
_LIFT, _LIGHTEST = 0.055, 0.93
_DARK = 0.62
"""Of the lightest in the mouth: darker is the gap behind the teeth."""


def whitened(view: CloseUp, amount: float) -> Change | None:
    """The change that whitens a face's teeth; `amount` in [0, 1]. None where no teeth show."""
    lab = lab_of(view.rgb)
    share = teeth_of(view, lab)
    if share is None:
        return None
    after = lab.copy()
    white = _white(view, lab)
    after[..., 2] -= np.maximum(lab[..., 2] - white[1], 0.0) * np.float32(0.85 * amount)
    after[..., 1] -= np.maximum(lab[..., 1] - white[0], 0.0) * np.float32(0.6 * amount)
    room = np.clip((_LIGHTEST - lab[..., 0]) / 0.2, 0.0, 1.0)
    after[..., 0] += np.float32(_LIFT * amount) * room
    return change_to(after, lab, share)


def _white(view: CloseUp, lab: Lab) -> tuple[float, float]:
    """How red and how yellow white teeth are in the light of the picture."""
    cheeks = drawn(view.mesh, CHEEKS, view.rgb.shape) > 0.5
    if not cheeks.any():
        return 0.0, _WARM
    skin = np.median(lab[cheeks], axis=0)
    return max(0.0, float(skin[1]) - _SKIN_RED), max(_WARM, float(skin[2]) - _SKIN_YELLOW)


def teeth_of(view: CloseUp, lab: Lab) -> Plane | None:
    """(H, W) float32 in [0, 1]: the teeth; None where hardly any show."""
    inside = grown(mouth(view.mesh, view.rgb.shape), 0.004 * view.unit)
    rim = lips(view.mesh, view.rgb.shape) > 0.5
    shown = inside > 0.5
    if _openness(view.mesh) < _OPEN or not rim.any() or shown.sum() < _FEWEST * view.unit**2:
        return None
    light = float(np.percentile(lab[shown][:, 0], 92))
    red = float(np.median(lab[rim][:, 1]))
    least = float(np.percentile(lab[shown][:, 1], 8))
    if red - least < 0.012:  # nothing here is less red than the lips
        return None
    pale = np.clip((least + 0.62 * (red - least) - lab[..., 1]) / (0.2 * (red - least)), 0, 1)
    bright = np.clip((lab[..., 0] - _DARK * light) / (0.12 * light), 0, 1)
    found = np.asarray(inside * pale * bright, np.float32)
    if (found > 0.5).sum() < _FEWEST * view.unit**2:
        return None
    return softened(found, 0.004 * view.unit)


def _openness(mesh: FaceMesh) -> float:
    upper, lower, corner, other = (mesh.points[MOUTH[at]] for at in (5, 15, 0, 10))
    return float(np.linalg.norm(upper - lower)) / max(float(np.linalg.norm(corner - other)), 1e-3)
