"""Eyes: darkness under them, light in them, and the red that a flash leaves."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.portraits.close_up import Change, CloseUp, mean_around
from overpaint.imaging.portraits.mesh import EYES, LIDS, UNDER_EYES
from overpaint.imaging.portraits.parts import drawn, grown, open_eyes, softened
from overpaint.imaging.portraits.skin import skin_of
from overpaint.imaging.portraits.tinting import Lab, change_to, lab_of
from overpaint.imaging.values import Plane

_FINE, _FROM = 0.009, 0.07
"""Sigmas, of the face's width: what of the skin under the eyes is kept, and from how far its colour comes."""
_MOST_LIFT = 0.11
_HIGHEST = 0.02
"""Of the face's width: eyes less high show too little to be brightened."""

_RED, _REDDEST = 0.085, 0.02
"""How red, in OKLab, and how much redder than it is yellow a pupil is that a flash has lit."""
_DARK_PUPIL = 0.16
_PUPIL = 0.34
"""How far from the middle of an eye its pupil may reach, of the eye's length."""


def rested(view: CloseUp, amount: float) -> Change | None:
    """The change that lightens dark circles and bags under the eyes; `amount` in [0, 1]. None where it is not darker."""
    shape, unit = view.rgb.shape, view.unit
    under = drawn(view.mesh, UNDER_EYES, shape)
    eyes = grown(drawn(view.mesh, EYES, shape), 0.018 * unit)
    skin = skin_of(view.rgb, view.mesh)
    place = softened(np.asarray(grown(under, 0.012 * unit) * (1.0 - eyes), np.float32), 0.02 * unit) * (1.0 - eyes)
    lids = grown(drawn(view.mesh, LIDS, shape), 0.02 * unit)
    cheeks = np.asarray(skin * (1.0 - np.maximum(grown(under, 0.02 * unit), lids)), np.float32)
    lab = lab_of(view.rgb)
    around = mean_around(lab, cheeks, _FROM * unit)
    own = cv2.GaussianBlur(lab, (0, 0), max(0.6, _FINE * unit))
    unlike = around - own
    unlike[..., 0] = np.clip(unlike[..., 0], 0.0, _MOST_LIFT)
    place = place * np.clip(unlike[..., 0] / 0.02, 0.0, 1.0)
    if (place > 0.3).sum() < 0.0005 * unit**2:
        return None
    return change_to(lab + unlike * np.float32(0.85 * amount), lab, np.asarray(place, np.float32))


def brightened(view: CloseUp, amount: float) -> Change | None:
    """The change that brings light and contrast into open eyes; `amount` in [0, 1]. None where none is open wide enough."""
    place = _open(view)
    if place is None:
        return None
    lab = lab_of(view.rgb)
    soft = mean_around(lab, np.maximum(place, 1e-3), 0.02 * view.unit)
    after = lab.copy()
    light = np.clip((lab[..., 0] - 0.12) / 0.3, 0.0, 1.0)  # pupils and lashes stay dark
    after[..., 0] += np.float32(amount) * (0.085 * light * np.clip((0.95 - lab[..., 0]) / 0.3, 0.0, 1.0))
    after[..., 0] += np.float32(0.3 * amount) * np.clip(lab[..., 0] - soft[..., 0], -0.06, 0.06)
    pale = np.clip((0.075 - np.hypot(lab[..., 1], lab[..., 2])) / 0.04, 0.0, 1.0) * light  # the whites lose their red
    after[..., 1] -= np.float32(0.6 * amount) * np.maximum(lab[..., 1], 0.0) * pale
    after[..., 1:] *= 1.0 + np.float32(0.3 * amount) * (1.0 - pale)[..., None]
    return change_to(after, lab, place)


def _open(view: CloseUp) -> Plane | None:
    outlines = [eye for eye in open_eyes(view.mesh) if np.ptp(view.mesh.points[list(eye)][:, 1]) > _HIGHEST * view.unit]
    return softened(drawn(view.mesh, outlines, view.rgb.shape), 0.006 * view.unit) if outlines else None


def unreddened(view: CloseUp, amount: float) -> Change | None:
    """The change that makes pupils lit red by a flash dark again; `amount` in [0, 1]. None where no eye has one."""
    near = np.minimum(grown(drawn(view.mesh, EYES, view.rgb.shape), 0.01 * view.unit), _middles(view))
    lab = lab_of(view.rgb)
    red = _red_pupils(lab, near)
    if (red > 0.5).sum() < max(4, 0.00015 * view.unit**2):
        return None
    share = softened(grown(red, 0.004 * view.unit), 0.004 * view.unit)
    after = lab.copy()
    after[..., 1:] *= np.float32(0.08)
    lit = np.clip((lab[..., 0] - 0.72) / 0.15, 0.0, 1.0)  # the flash itself, mirrored in the eye
    after[..., 0] = np.maximum(_DARK_PUPIL + (lab[..., 0] - 0.4) * 0.15, lab[..., 0] * lit)
    return change_to(after, lab, np.asarray(share * np.float32(amount), np.float32))


def _middles(view: CloseUp) -> Plane:
    """Discs around the middles of both eyes."""
    plane = np.zeros(view.rgb.shape[:2], np.float32)
    for eye in EYES:
        points = view.mesh.points[list(eye)]
        length = float(np.linalg.norm(points[0] - points[8]))
        middle = tuple(int(value) for value in np.rint(points.mean(axis=0)))
        cv2.circle(plane, middle, max(1, round(_PUPIL * length)), 1.0, -1)
    return plane


def _red_pupils(lab: Lab, near: Plane) -> Plane:
    """Round red places between the lids; corners of eyes are paler, lids less red."""
    red = (lab[..., 1] > _RED) & (lab[..., 1] > lab[..., 2] + _REDDEST) & (near > 0.5)
    count, labels, rows, _ = cv2.connectedComponentsWithStats(red.astype(np.uint8))
    plane = np.zeros(near.shape, np.float32)
    for number in range(1, count):
        wide, high = int(rows[number][2]), int(rows[number][3])
        if 0.5 < wide / max(high, 1) < 2.0 and rows[number][4] > 0.5 * wide * high:
            plane[labels == number] = 1.0
    return plane
