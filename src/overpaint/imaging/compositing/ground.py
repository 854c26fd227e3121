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
from overpaint.imaging.compositing.field import Field, shrink
from overpaint.imaging.compositing.light import LightMatch
from overpaint.imaging.values import Backdrop, Light, LinearPixels, Plane

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
_OCCLUSION = (0.008, 0.005, 0.60)
_DARKEST = 0.85
_CAST_DOSE = 0.6
_CAST_LENGTH = 0.55
_CAST_REACH = 0.45
_FACET = 0.15
_MIRROR_DOSE = 0.45
_MIRROR_REACH = 0.40
# Water gives back less than it gets, the less the steeper one looks at it.
_MIRROR_DIMMING = 0.6


@dataclass(frozen=True, eq=False)
class Stand:
    """Where a subject stands, at reduced size: its `alpha`, its lowest row, its height.

    `soles`: (h, w), 1 where it touches the ground, less just above; `footprint`: (h, w), 1 on the ground between its soles too.
    """

    alpha: Plane
    base: int
    height: int
    soles: Plane
    footprint: Plane


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
    soles = _soles(solid, base, height)
    return Stand(small, base, height, soles, _footprint(soles))


def _soles(solid: NDArray[np.bool_], base: int, height: int) -> Plane:
    """A column stands on the ground where its lowest pixel is the lowest of its neighbourhood: a wheel, a paw, a flat bottom."""
    rows = solid.shape[0]
    bottoms = np.where(solid.any(axis=0), rows - 1 - np.argmax(solid[::-1], axis=0), 0).astype(np.float32)
    reach = 2 * int(_NEIGHBOURHOOD * height) + 1
    lowest = cv2.dilate(bottoms[None], np.ones((1, reach), np.uint8))[0]
    supporting = (bottoms >= lowest - _LEVEL * height) & (bottoms >= base - _HIGHEST_SOLE * height)
    above = bottoms[None] - np.arange(rows, dtype=np.float32)[:, None]
    weight = 1.0 - np.maximum(above, 0.0) / max(2.0, _SOLE * height)
    return np.asarray(np.where(supporting[None] & (above >= -_GAP * height), np.maximum(weight, 0.0), 0.0), np.float32)


def _footprint(soles: Plane) -> Plane:
    points = cv2.findNonZero((soles > 0).astype(np.uint8))
    return np.asarray(cv2.fillConvexPoly(np.zeros_like(soles), cv2.convexHull(points), 1.0), np.float32)


@dataclass(frozen=True, eq=False)
class Ground:
    """`shade`: (h, w) share of light the ground loses, `occlusion`: the subject just above its soles.

    `mirror`: (h, w, 4) the reflection's colour and weight; None on land.
    """

    shade: Field
    occlusion: Field
    mirror: Field | None
    first_row: int

    def apply(self, behind: LinearPixels, top: int) -> LinearPixels:
        """(h, W, 3) rows of the backdrop from row `top` on → new ones with what lies on them; the same array above it all."""
        bottom = top + behind.shape[0]
        if bottom <= self.first_row:
            return behind
        grounded = np.asarray(behind * (np.float32(1.0) - self.shade.rows(top, bottom))[..., None], np.float32)
        if self.mirror:
            reflected = self.mirror.rows(top, bottom)
            # A facet that shows bright sky or sun is turned away from the subject.
            facing = np.float32(_FACET) / (np.float32(_FACET) + luminance(grounded))
            grounded += (reflected[..., :3] - grounded) * (reflected[..., 3] * facing)[..., None]
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
    shade = _contact(stand)
    mirror = None
    if backdrop.ground == "solid":
        shade += _cast(stand, backdrop.light, backdrop.size[0])
    else:
        colour, weight = _mirror(stand, light.apply_small(shrink(foreground, _SIDE)))
        mirror = Field(np.dstack([colour, weight * strength]), backdrop.size)
    shade = np.clip(shade * strength, 0.0, _DARKEST)
    touched = int(np.flatnonzero(shade.max(axis=1) > 0)[0])
    occlusion = _spread(stand.soles**2, _OCCLUSION, stand.height) * strength
    return Ground(
        Field(shade, backdrop.size), Field(occlusion, backdrop.size), mirror, (touched - 1) * backdrop.size[1] // shade.shape[0]
    )


def _contact(stand: Stand) -> Plane:
    """The dark line where weight rests, and the shade around it."""
    shade = _spread(stand.soles, _CONTACT, stand.height)
    for spread in _AMBIENT:
        shade += _spread(stand.footprint, spread, stand.height)
    return shade


def _spread(plane: Plane, spread: tuple[float, float, float], height: int) -> Plane:
    along, across, dose = spread
    blurred = cv2.GaussianBlur(plane, (0, 0), max(0.5, along * height), sigmaY=max(0.5, across * height))
    return np.asarray(blurred * np.float32(dose), np.float32)


def _cast(stand: Stand, light: Light, width: int) -> Plane:
    """Shadow towards the camera when the sun stands in the picture behind the subject; soft with distance."""
    if light.sun is None or light.backlit < 0.5:
        return np.zeros_like(stand.soles)
    factor = stand.soles.shape[1] / width
    rows, columns = _grid(stand.soles)
    down = rows - stand.base
    middle = float(np.average(columns[stand.base], weights=stand.soles.sum(axis=0) + 1e-6))
    lean = (middle - light.sun[0] * factor) / max(abs(stand.base - light.sun[1] * factor), 1.0)
    shadow = cv2.remap(stand.alpha, columns - lean * down, stand.base - down / _CAST_LENGTH, cv2.INTER_LINEAR, borderValue=0)
    shadow *= down > -1
    near, far = cv2.GaussianBlur(shadow, (0, 0), 1.5), cv2.GaussianBlur(shadow, (0, 0), 7.0)
    away = np.clip(down / (_CAST_REACH * stand.height), 0.0, 1.0)
    return np.asarray(_CAST_DOSE * light.backlit * (near + (far - near) * away) * np.exp(-2.0 * away), np.float32)


def _mirror(stand: Stand, lit: LinearPixels) -> tuple[LinearPixels, Plane]:
    """The subject upside down below its base, broken by ripples; and how much of it shows."""
    rows, columns = _grid(stand.soles)
    down = np.maximum(rows - stand.base, 0.0)
    # Waves grow towards the camera: their phase runs with the root of the distance from the feet.
    far = np.sqrt(down)
    ripple = np.sin(3.4 * far + 0.035 * columns) + 0.7 * np.sin(7.9 * far - 0.05 * columns) + 0.5 * np.sin(0.021 * columns * far)
    source_x = columns + ripple * 0.08 * down
    source_y = stand.base - down * np.float32(1.1) + ripple * np.float32(0.02) * down
    colour = cv2.remap(lit, source_x, source_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    there = cv2.remap(stand.alpha, source_x, source_y.astype(np.float32), cv2.INTER_LINEAR, borderValue=0)
    fade = np.clip(1.0 - down / (_MIRROR_REACH * stand.height), 0.0, 1.0) * (rows > stand.base - 1)
    weight = cv2.GaussianBlur(np.asarray(there * fade * _MIRROR_DOSE, np.float32), (0, 0), 4.0, sigmaY=1.2)
    dimmed = cv2.GaussianBlur(colour, (0, 0), 2.0) * _MIRROR_DIMMING
    return np.asarray(dimmed, np.float32), np.asarray(weight, np.float32)


def _grid(plane: Plane) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(rows, columns), each (h, w) float32."""
    rows, columns = np.mgrid[0 : plane.shape[0], 0 : plane.shape[1]].astype(np.float32)
    return rows, columns
