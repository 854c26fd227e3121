"""Which way a subject's surface faces, guessed from its outline: the silhouette blown up like a balloon.

Height z over the matte solves Δ(z²) = -4, which makes a hemisphere of a disc and a half cylinder of a bar (inflation by a
Poisson equation, as in Nealen et al., "FiberMesh", 2007, and Johnston, "Lumo", 2002). What the frame cuts goes on beyond it.
Broad shading adds what an outline can't tell: a lit fold stands out a little.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.blur import gaussian
from overpaint.imaging.values import Plane

_COARSEST = 12
_SWEEPS = 24
_NEIGHBOURS = np.array([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]], np.float32)
_SMOOTHING = 1.2
# Photographs show rounder bodies than they are when a balloon stands for them: a torso is flatter than it is wide.
_DEPTH = 0.7
_FOLDS = (1.0, 6.0)
_FOLD_DEPTH = 1.2
_FOLD_RANGE = 0.5


def estimate_normals(alpha: Plane, tone: Plane) -> NDArray[np.float32]:
    """(h, w, 3) unit vectors (right, up, towards the camera), meant inside the matte.

    `alpha`: (h, w) [0, 1]; `tone`: (h, w) linear luminance of the subject. Both small, up to some 128 pixels a side.
    """
    height = np.sqrt(_inflate(alpha)) * np.float32(_DEPTH)
    height += np.float32(_FOLD_DEPTH) * _folds(alpha, tone)
    height = gaussian(height, _SMOOTHING)
    rise = np.empty((*alpha.shape, 3), np.float32)
    rise[..., 0] = -cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=0.125, borderType=cv2.BORDER_REPLICATE)
    rise[..., 1] = cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=0.125, borderType=cv2.BORDER_REPLICATE)
    rise[..., 2] = 1.0
    rise /= np.sqrt(np.square(rise).sum(axis=2, keepdims=True))
    return rise


def _inflate(alpha: Plane) -> Plane:
    """Solution of Δf = -4 inside the matte, 0 outside, coarse to fine; free where the frame cuts the subject."""
    height, width = alpha.shape
    if max(height, width) <= _COARSEST:
        start = np.zeros_like(alpha)
    else:
        half = (max(1, width // 2), max(1, height // 2))
        coarse = _inflate(np.asarray(cv2.resize(alpha, half, interpolation=cv2.INTER_AREA), np.float32).reshape(half[::-1]))
        grown = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
        start = np.asarray(grown, np.float32).reshape(alpha.shape) * np.float32(4.0)
    for _ in range(_SWEEPS):
        start = np.asarray(cv2.filter2D(start, cv2.CV_32F, _NEIGHBOURS, borderType=cv2.BORDER_REPLICATE), np.float32)
        start += np.float32(1.0)
        start *= alpha
    return start


def _folds(alpha: Plane, tone: Plane) -> Plane:
    """Broad light and dark of the subject itself, in stops and bounded."""
    levels = np.log2(np.maximum(tone, np.float32(0.01))) * alpha
    fine, broad = (gaussian(levels, sigma) / (gaussian(alpha, sigma) + np.float32(1e-3)) for sigma in _FOLDS)
    return np.asarray(np.clip(fine - broad, -_FOLD_RANGE, _FOLD_RANGE) * alpha, np.float32)
