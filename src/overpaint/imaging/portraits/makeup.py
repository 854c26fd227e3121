"""Lipstick and blush: colour laid over lips and cheeks, under which their relief and their highlights stay."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.colour_code import to_pixel
from overpaint.imaging.portraits.close_up import Change, CloseUp
from overpaint.imaging.portraits.mesh import CHEEKS
from overpaint.imaging.portraits.parts import drawn, lips, mouth, softened
from overpaint.imaging.portraits.skin import skin_of
from overpaint.imaging.portraits.tinting import Lab, change_to, lab_of

_THINNEST = 0.0012
"""Of the square over the face's width: less of the lips shows."""
_COVER = 0.9
_STRONGEST = 0.19
"""Chroma, in OKLab, of the strongest pigments on lips; names of colours mean screens' own."""
_BLUSH, _DEEPER = 0.6, 0.02
_FAINTEST, _BRIGHTEST = 0.09, 0.16
"""Chroma of blush, in OKLab."""
_LIT = 0.66
"""Lightness of skin in OKLab, of most people in good light; dark skin is given as much less colour as it reflects."""


def lipsticked(view: CloseUp, colour: str, amount: float) -> Change | None:
    """The change that paints the lips; `colour`: `#rrggbb`, `amount` in [0, 1]. None where too little of them shows."""
    place = lips(view.mesh, view.rgb.shape)
    if (place > 0.5).sum() < _THINNEST * view.unit**2:
        return None
    lab, wanted = lab_of(view.rgb), _lab(colour)
    inner = mouth(view.mesh, view.rgb.shape)
    place = softened(place, 0.007 * view.unit) * (1.0 - inner)
    wanted[1:] *= min(1.0, _STRONGEST / max(float(np.hypot(*wanted[1:])), 1e-3))
    own = np.median(lab[place > 0.5], axis=0)
    dim = _dimness(view, lab)
    after = lab.copy()
    relief = lab[..., 0] - own[0]
    level = own[0] + np.clip(wanted[0] * dim - own[0], -0.28, 0.12) * 0.85
    after[..., 0] = np.maximum(level + relief * (1.0 + 0.15 * (relief > 0)), 0.0)
    gloss = np.clip(1.0 - np.maximum(relief - 0.08, 0.0) / 0.25, 0.15, 1.0)  # a highlight has the light's colour
    shade = dim * np.clip(lab[..., 0] / max(own[0], 1e-3), 0.55, 1.1)
    after[..., 1:] = wanted[1:] * (gloss * shade)[..., None] + 0.25 * (lab[..., 1:] - own[1:])
    return change_to(after, lab, np.asarray(place * np.float32(_COVER * amount), np.float32))


def _dimness(view: CloseUp, lab: Lab) -> float:
    """How dark the picture's light makes colours, 1 in good light: by the skin, whose lightness is known."""
    cheeks = drawn(view.mesh, CHEEKS, view.rgb.shape) > 0.5
    light = float(np.median(lab[cheeks][:, 0])) if cheeks.any() else _LIT
    return float(np.clip(light / _LIT, 0.45, 1.0))


def blushed(view: CloseUp, colour: str, amount: float) -> Change | None:
    """The change that colours the cheeks; `colour`: `#rrggbb`, `amount` in [0, 1]. None where no cheek shows."""
    skin = skin_of(view.rgb, view.mesh)
    place = cv2.GaussianBlur(drawn(view.mesh, CHEEKS, view.rgb.shape), (0, 0), 0.055 * view.unit)
    place = np.asarray(place / max(float(place.max()), 1e-3) * skin, np.float32)
    if (place > 0.4).sum() < 0.002 * view.unit**2:
        return None
    place[place < 1 / 255] = 0
    lab, wanted = lab_of(view.rgb), _lab(colour)
    after = lab.copy()
    strong = wanted[1:] / max(float(np.hypot(*wanted[1:])), 1e-3) * float(np.clip(np.hypot(*wanted[1:]), _FAINTEST, _BRIGHTEST))
    after[..., 1:] += _BLUSH * (strong * _dimness(view, lab) - lab[..., 1:])
    after[..., 0] -= np.float32(_DEEPER)
    return change_to(after, lab, np.asarray(place * np.float32(amount), np.float32))


def _lab(colour: str) -> NDArray[np.float32]:
    """OKLab of `#rrggbb`, (3,)."""
    return np.asarray(to_oklab(to_linear(to_pixel(colour)))[0, 0], np.float32)
