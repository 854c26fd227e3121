"""Which pixels of a face are skin: inside its oval, none of its features, and of the colour that its cheeks have."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.portraits.mesh import CHEEKS, FaceMesh
from overpaint.imaging.portraits.parts import drawn, features, grown, oval, softened
from overpaint.imaging.values import Pixels, Plane

_SPREAD = (0.11, 0.022, 0.022)
"""Standard deviations of OKLab within which skin keeps its colour over a face in soft light."""

_FAR = 2.4
"""So many of them away begins what is no skin: hair, a beard, glasses, deep shadow."""

_TOO_FEW = 12


def skin_of(rgb: Pixels, mesh: FaceMesh, *, highlights: bool = False) -> Plane:
    """(H, W) float32 in [0, 1] for a close-up, (H, W, 3) uint8 sRGB; all 0 where no cheek shows.

    `highlights`: shining skin, which is paler than skin is, counts too.
    """
    shape, wide = rgb.shape, mesh.width
    inside = grown(oval(mesh, shape), -0.012 * wide)
    bare = np.asarray(inside * (1.0 - features(mesh, shape)), np.float32)
    even = np.asarray(cv2.GaussianBlur(rgb, (0, 0), max(0.6, 0.012 * wide)), np.uint8)
    lab = np.asarray(to_oklab(to_linear(even)), np.float32)
    alike = likeness(lab, bare, drawn(mesh, CHEEKS, shape), highlights=highlights)
    return softened(np.asarray(bare * softened(alike, 0.008 * wide), np.float32), 0.012 * wide)


def likeness(lab: NDArray[np.float32], bare: Plane, cheeks: Plane, *, highlights: bool = False) -> Plane:
    """(H, W) in [0, 1]: how far each pixel of OKLab (H, W, 3) has the colour of skin, as the cheeks have it."""
    samples = lab[(cheeks > 0.5) & (bare > 0.5)]
    if len(samples) < _TOO_FEW:
        samples = lab[bare > 0.5]
    if len(samples) < _TOO_FEW:
        return np.zeros(lab.shape[:2], np.float32)
    middle = np.median(samples, axis=0)
    spread = np.maximum(np.array(_SPREAD), samples.std(axis=0) * np.array([1.2, 1.0, 1.0]))
    unlike = (lab - middle) / spread
    if highlights:
        lit = np.clip(unlike[..., :1], 0.0, 2.0)
        unlike = unlike * np.where(lit > 0, 1.0 / (1.0 + lit), 1.0)
    away = np.sqrt((unlike**2 * np.array([0.5, 1.0, 1.0])).sum(axis=2))
    return np.asarray(np.clip(_FAR + 1.0 - away, 0.0, 1.0), np.float32)
