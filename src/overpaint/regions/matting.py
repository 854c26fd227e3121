"""Sharpen a coarse subject mask to an alpha matte of the picture's own detail: hairs, whiskers, roof ornaments.

For each pixel of the soft edge, the alpha that best agrees both with the mask and with the pixel's colour, seen as a mixture of
what subject and background look like nearby: the alpha step of Bayesian matting (Chuang et al., 2001) with the mask as the prior.
A colour that is neither, or two colours too alike to tell apart, leave the mask as it was. Unlike a guided filter it draws no
halo, because it follows no gradients.
"""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.foreground import edge_pixels, spread_colours
from overpaint.imaging.values import Image, Plane

_CORE = 0.9
_NOISE = 0.02**2
_DOUBT = 0.5**2
_STRANGE = 3.0
_REACH = 3.0
_HOLDS = 0.5
_WON, _HARDLY = 0.3, 0.38
_SURE = 0.02
_NONE, _FULL = 0.05, 0.95


def refine(image: Image, mask: Plane) -> Plane:
    """(H, W) coarse mask in [0, 1] → (H, W) alpha in [0, 1], exactly 0 in the background and 1 in the core."""
    alpha = mask.copy()
    colours = spread_colours(image, mask, _CORE)
    rgb = image.rgb.reshape(-1, 3)
    for edge in edge_pixels(mask, _SURE, 1 - _SURE):
        prior = mask.reshape(-1)[edge]
        subject, background = colours.at(edge)
        subject -= background
        seen = rgb[edge] * np.float32(1 / 255) - background
        contrast = np.einsum("nc,nc->n", subject, subject) + np.float32(1e-6)
        share = np.einsum("nc,nc->n", seen, subject) / contrast
        seen -= np.clip(share, -_REACH, 1 + _REACH)[:, None] * subject
        error = _NOISE + _STRANGE * np.einsum("nc,nc->n", seen, seen)
        weight = _DOUBT * (4 * prior * (1 - prior)) ** 2 * contrast
        alpha.reshape(-1)[edge] = (prior * error + weight * np.clip(share, 0.0, 1.0)) / (error + weight)
    alpha = _without_blots(alpha, mask)
    return _attached(np.clip((alpha - np.float32(_NONE)) / np.float32(_FULL - _NONE), 0.0, 1.0), mask)


def _without_blots(alpha: Plane, mask: Plane) -> Plane:
    """Fade what colour alone has won and is wider than any hair: background that looks like the subject."""
    won = ((alpha > _WON) & (mask < _HARDLY)).astype(np.uint8)
    width = 2 * round(max(alpha.shape) / 256) + 1
    blots = cv2.morphologyEx(won, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)))
    blots = cv2.multiply(cv2.dilate(blots, np.ones((5, 5), np.uint8)), won)
    return np.where(np.asarray(blots) > 0, np.minimum(alpha, mask * mask), alpha)


def _attached(alpha: Plane, mask: Plane) -> Plane:
    """Drop crumbs: what does not hang together, over gaps of a pixel or two, with something the mask believes in."""
    reach = 2 * round(max(alpha.shape) / 1024) + 1
    count, labels = cv2.connectedComponents(cv2.dilate((alpha > 0).astype(np.uint8), np.ones((reach, reach))))
    held = np.zeros(count, bool)
    held[np.unique(labels[mask > _HOLDS])] = True
    held[0] = False
    return np.where(held[labels], alpha, np.float32(0.0))
