"""Rim guard: where a matte is a pixel too wide, old background shows as a thin line around the subject. Take it away.

A colour in the matte's soft band counts as a rim when it is lighter or darker than both the subject just inside and the scene
just outside, by more than the subject's own texture varies. It is then drawn towards the colour inside, just far enough. Hair
lit from behind therefore keeps its glow before a bright scene, and loses the old window before a dark one.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.colour import luminance
from overpaint.imaging.compositing.field import Field, shrink
from overpaint.imaging.values import Backdrop, LinearPixels, Plane

_SIDE = 320
_BAND = (0.02, 0.98)
_INSIDE = 0.95
# Sigmas in pixels of a 1024² picture: near, and for soft mattes whose inside is further away.
_REACHES = (5.0, 16.0)
_KNOWN = 0.03
# Only this near to where the matte ends: a veil or a glass is soft all over and has no rim there. Pixels of a 1024² picture.
_DEPTH = 24.0
_OUTSIDE = 0.02
_SCENE_SIGMA = 6.0
_TEXTURE = 1.0
_TOLERANCE = 0.02


@dataclass(frozen=True, eq=False)
class RimGuard:
    """`inside`: (h, w, 5) colour just inside the subject, the spread of its tone, and how well both are known in [0, 1].

    `scene`: (h, w) tone just outside. Tone is the square root of luminance: about what the eye sees. `exposure`: (h, w) gain that
    the subject will get, so that both sides are compared in one light; None for 1.
    """

    inside: Field
    scene: Field
    exposure: Field | None

    def apply(self, foreground: LinearPixels, alpha: Plane, top: int) -> LinearPixels:
        """(h, W, 3) rows of the subject from row `top` on → the same without rims; a new array if any changed."""
        band = np.nonzero((alpha > _BAND[0]) & (alpha < _BAND[1]))
        if not band[0].size:
            return foreground
        rows, columns = band[0] + top, band[1]
        inside, scene = self.inside.at(rows, columns), self.scene.at(rows, columns)
        if self.exposure:
            scene /= np.sqrt(self.exposure.at(rows, columns))
        guarded = foreground.copy()
        guarded[band] = _guard(foreground[band], inside[:, :3], inside[:, 3], inside[:, 4], scene)
        return guarded


def rim_guard(foreground: LinearPixels, alpha: Plane, backdrop: Backdrop, exposure: Field | None, scale: float) -> RimGuard:
    """`foreground`, `alpha`: at full size. `scale`: pixels of this picture for one of a 1024² one."""
    small, weight = shrink(foreground, _SIDE), shrink(alpha, _SIDE)
    factor = scale * weight.shape[1] / alpha.shape[1]
    core = np.asarray(cv2.erode(weight, np.ones((3, 3), np.uint8)) > _INSIDE, np.float32)
    tone = np.sqrt(np.maximum(luminance(small), 0.0))
    weighted = np.dstack([small * core[..., None], tone * core])
    inside = np.zeros((*core.shape, 5), np.float32)
    for reach in _REACHES:
        near = gaussian(weighted, reach * factor)
        squares, share = gaussian(tone * tone * core, reach * factor), gaussian(core, reach * factor)
        means = near / np.maximum(share, 1e-4)[..., None]
        spread = np.sqrt(np.maximum(squares / np.maximum(share, 1e-4) - means[..., 3] ** 2, 0.0))
        found = np.clip(share / _KNOWN, 0.0, 1.0) * (1.0 - inside[..., 4])
        inside[..., :4] += np.dstack([means[..., :3], spread]) * found[..., None]
        inside[..., 4] += found
    inside[..., :4] /= np.maximum(inside[..., 4:], 1e-4)
    inside[..., 4] *= _near_outside(weight, _DEPTH * factor)
    scene = gaussian(luminance(shrink(backdrop.pixels, _SIDE)), _SCENE_SIGMA * factor)
    return RimGuard(Field(inside, backdrop.size), Field(np.sqrt(np.maximum(scene, 0.0)), backdrop.size), exposure)


def _near_outside(alpha: Plane, depth: float) -> Plane:
    """(h, w): 1 within `depth` pixels of where the matte ends, 0 further in, softly between."""
    reach = 2 * max(1, round(depth)) + 1
    ellipse = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    return gaussian(np.asarray(cv2.dilate(np.asarray(alpha < _OUTSIDE, np.float32), ellipse), np.float32), depth / 4)


def _guard(
    colours: NDArray[np.float32],
    inside: NDArray[np.float32],
    spread: NDArray[np.float32],
    known: NDArray[np.float32],
    scene: NDArray[np.float32],
) -> NDArray[np.float32]:
    """(n, 3) colours of the band, (n, 3) colours inside, (n,) the rest → (n, 3) colours within what both sides allow."""
    light, core_light = luminance(colours[None])[0], luminance(inside[None])[0]
    tone, core = np.sqrt(np.maximum(light, 0.0)), np.sqrt(np.maximum(core_light, 0.0))
    slack = _TEXTURE * spread + _TOLERANCE
    low, high = np.minimum(core, scene) - slack, np.maximum(core, scene) + slack
    is_rim = (tone < low) | (tone > high)
    excess = light - np.clip(tone, np.maximum(low, 0.0), high) ** 2
    # The core's own tone lies between the bounds, so the way to it crosses the bound that a rim is beyond.
    share = excess / np.where(is_rim, light - core_light, np.inf)
    return np.asarray(colours + (inside - colours) * (np.clip(share, 0.0, 1.0) * known)[:, None], np.float32)
