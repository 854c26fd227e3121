"""What a subject leaves on the ground it stands on: contact shadow, cast shadow, or a reflection in water.

Soft things all, so they are drawn on a small plane. A subject that the frame cuts off at the bottom, or that hangs above the
horizon, stands on nothing we can see and leaves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import luminance
from overpaint.imaging.compositing.cast import Standing, cast_shadow
from overpaint.imaging.compositing.field import Field, shrink
from overpaint.imaging.compositing.light import LightMatch
from overpaint.imaging.compositing.mirror import Mirror, reflect
from overpaint.imaging.values import Backdrop, LinearPixels, Plane

_SIDE = 512
_SOLE = 0.06
_GAP = 0.006
_BELOW_HORIZON = 0.05
_LEVEL = 0.012
_NEIGHBOURHOOD = 0.10
_HIGHEST_SOLE = 0.30
# (sigma along, sigma across, dose), sigmas as shares of the subject's height.
_CONTACT = (0.008, 0.005, 1.0)
_AMBIENT = ((0.025, 0.012, 0.65), (0.07, 0.030, 0.60), (0.16, 0.055, 0.60))
_UNDERSIDE = (0.020, 0.012, 0.45)
_OCCLUSION = (0.008, 0.005, 0.60)
_DARKEST = 0.85
_COLOUR_SIDE = 64
_SHADE_COLOUR = 0.7
_SHADE_COLOUR_RANGE = (0.75, 1.35)
_LEFT_IN_SHADE = 0.4


@dataclass(frozen=True, eq=False)
class Stand:
    """Where a subject stands, at reduced size: its `alpha`, its lowest row, its height.

    `soles`: (h, w), 1 where it touches the ground, less just above; `footprint`: (h, w), 1 on the ground between its soles too;
    `underside`: (h, w), 1 along its lower outline, near the ground though not on it: a haunch, a bumper, a plate's rim.
    """

    alpha: Plane
    base: int
    height: int
    soles: Plane
    footprint: Plane
    underside: Plane


def find_stand(alpha: Plane, backdrop: Backdrop) -> Stand | None:
    """None without ground, and for a subject that is cut by the frame's bottom, hangs above the horizon, or is not there."""
    if backdrop.ground == "none":
        return None
    highest = 0.0 if backdrop.horizon is None else backdrop.horizon + _BELOW_HORIZON
    small = shrink(alpha, _SIDE)
    solid = small > 0.5
    rows = np.flatnonzero(solid.any(axis=1))
    if not rows.size or rows[-1] >= small.shape[0] - 2 or rows[-1] < highest * small.shape[0]:
        return None
    base, height = int(rows[-1]), int(rows[-1] - rows[0] + 1)
    bottoms = np.where(solid.any(axis=0), solid.shape[0] - 1 - np.argmax(solid[::-1], axis=0), 0).astype(np.float32)
    reach = 2 * int(_NEIGHBOURHOOD * height) + 1
    lowest = cv2.dilate(bottoms[None], np.ones((1, reach), np.uint8))[0]
    low = bottoms >= base - _HIGHEST_SOLE * height
    soles = _outline(solid, bottoms, low & (bottoms >= lowest - _LEVEL * height), height)
    return Stand(small, base, height, soles, _footprint(soles), _outline(solid, bottoms, low, height))


def _outline(solid: NDArray[np.bool_], bottoms: Plane, columns: NDArray[np.bool_], height: int) -> Plane:
    """(h, w), 1 at the lowest pixel of each of these columns, less just above it. A column whose lowest pixel is the lowest of
    its neighbourhood stands on the ground: a wheel, a paw, a flat bottom."""
    above = bottoms[None] - np.arange(solid.shape[0], dtype=np.float32)[:, None]
    weight = 1.0 - np.maximum(above, 0.0) / max(2.0, _SOLE * height)
    return np.asarray(np.where(columns[None] & (above >= -_GAP * height), np.maximum(weight, 0.0), 0.0), np.float32)


def _footprint(soles: Plane) -> Plane:
    points = cv2.findNonZero((soles > 0).astype(np.uint8))
    return np.asarray(cv2.fillConvexPoly(np.zeros_like(soles), cv2.convexHull(points), 1.0), np.float32)


def _contact_line(footprint: Plane, base: int) -> Plane:
    """(w,) row of the footprint's near edge; beyond its ends the row of the end."""
    there = np.flatnonzero(footprint.max(axis=0) > 0)
    if not there.size:
        return np.full(footprint.shape[1], base, np.float32)
    rows = footprint.shape[0] - 1 - np.argmax(footprint[::-1, there] > 0, axis=0)
    return np.asarray(np.interp(np.arange(footprint.shape[1]), there, rows), np.float32)


@dataclass(frozen=True, eq=False)
class Ground:
    """`kept`: (h, w, 3) share of its light the ground keeps; `occlusion`: (h, w) share the subject loses just above its soles.

    `mirror`: None on land.
    """

    kept: Field
    occlusion: Field
    mirror: Mirror | None
    first_row: int

    def apply(self, behind: LinearPixels, top: int) -> LinearPixels:
        """(h, W, 3) rows of the backdrop from row `top` on → new ones with what lies on them; the same array above it all."""
        bottom = top + behind.shape[0]
        if bottom <= self.first_row:
            return behind
        grounded = np.asarray(behind * self.kept.rows(top, bottom), np.float32)
        if self.mirror:
            self.mirror.add(grounded, behind, top)
        return grounded

    def shade_soles(self, lit: LinearPixels, top: int) -> LinearPixels:
        """(h, W, 3) rows of the subject from row `top` on, darkened in place where it meets the ground."""
        bottom = top + lit.shape[0]
        if bottom > self.first_row:
            lit *= (np.float32(1.0) - self.occlusion.rows(top, bottom))[..., None]
        return lit


def stand_subject(foreground: LinearPixels, alpha: Plane, backdrop: Backdrop, light: LightMatch) -> Ground | None:
    """What the subject leaves on the ground; None where it stands on none. `foreground`, `alpha`: at full size."""
    stand = find_stand(alpha, backdrop)
    if stand is None:
        return None
    # A studio relights its subject little, but it stands on the paper all the same.
    strength = np.float32(min(1.0, 2.0 * backdrop.light.strength))
    kept = _kept(stand, backdrop, strength)
    mirror = None
    if backdrop.ground == "water":
        lit = light.apply_small(shrink(foreground, _SIDE))
        mirror = reflect(stand.alpha, lit, stand.base, stand.height, backdrop, float(strength))
    touched = int(np.flatnonzero(kept.min(axis=(1, 2)) < 1)[0])
    occlusion = _spread(stand.soles**2, _OCCLUSION, stand.height) * strength
    return Ground(
        Field(kept, backdrop.size), Field(occlusion, backdrop.size), mirror, (touched - 1) * backdrop.size[1] // kept.shape[0]
    )


def _kept(stand: Stand, backdrop: Backdrop, strength: np.float32) -> LinearPixels:
    """(h, w, 3) share of its light the ground keeps: contact shadow and, on land, the cast one in the sky's colour."""
    kept = np.float32(1.0) - np.clip(contact_shade(stand) * strength, 0.0, _DARKEST)
    if backdrop.ground == "water":
        return np.repeat(kept[..., None], 3, axis=2)
    rows = stand.alpha.shape[0]
    # Without a horizon to see, as on seamless paper, the camera looks down on the ground by a subject's height.
    horizon = stand.base - stand.height if backdrop.horizon is None else backdrop.horizon * rows
    standing = Standing(stand.alpha, stand.base, stand.height, horizon, _contact_line(stand.footprint, stand.base))
    cast = cast_shadow(standing, backdrop.light) * strength
    return np.asarray(kept[..., None] * (np.float32(1.0) - cast[..., None] * _sunlight_balance(backdrop)), np.float32)


def _sunlight_balance(backdrop: Backdrop) -> LinearPixels:
    """(1, 1, 3) factors on a shadow's depth: shade is lit by the sky alone and keeps more of the sky's colour."""
    small = shrink(backdrop.pixels, _COLOUR_SIDE)
    line = max(1, round((0.5 if backdrop.horizon is None else backdrop.horizon) * small.shape[0]))
    sky, whole = (part.mean(axis=(0, 1), keepdims=True) + np.float32(0.02) for part in (small[:line], small))
    shade = np.asarray(np.clip((sky / whole) ** np.float32(_SHADE_COLOUR), *_SHADE_COLOUR_RANGE), np.float32)
    shade /= luminance(shade)[..., None]
    return np.asarray((1 - np.float32(_LEFT_IN_SHADE) * shade) / np.float32(1 - _LEFT_IN_SHADE), np.float32)


def contact_shade(stand: Stand) -> Plane:
    """(h, w) share of the ground's light that is missing: the dark line where weight rests, and the shade around it."""
    shade = _spread(stand.soles, _CONTACT, stand.height)
    for spread in _AMBIENT:
        shade += _spread(stand.footprint, spread, stand.height)
    return shade + _spread(stand.underside, _UNDERSIDE, stand.height)


def _spread(plane: Plane, spread: tuple[float, float, float], height: int) -> Plane:
    along, across, dose = spread
    blurred = cv2.GaussianBlur(plane, (0, 0), max(0.5, along * height), sigmaY=max(0.5, across * height))
    return np.asarray(blurred * np.float32(dose), np.float32)
