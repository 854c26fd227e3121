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
_COARSER, _DEPTH = 4, 0.011
_FIRM, _FIRMEST = 0.6, 0.8
_WON, _HARDLY = 0.3, 0.38
_SURE = 0.02
_FAINTLY = 0.02
_NONE, _FULL = 0.05, 0.95


def refine(image: Image, mask: Plane) -> Plane:
    """(H, W) coarse mask in [0, 1] → (H, W) alpha in [0, 1], exactly 0 in the background and 1 in the core."""
    alpha = mask.copy()
    colours = spread_colours(image, mask, _CORE)
    inside = _well_inside(mask).reshape(-1)
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
        agreed = (prior * error + weight * np.clip(share, 0.0, 1.0)) / (error + weight)
        alpha.reshape(-1)[edge] = np.maximum(agreed, inside[edge] * prior)
    alpha = _without_blots(alpha, mask)
    alpha -= np.float32(_NONE)
    alpha *= np.float32(1 / (_FULL - _NONE))
    return _attached(np.clip(alpha, 0.0, 1.0, out=alpha), mask)


def _well_inside(mask: Plane) -> Plane:
    """(H, W) in [0, 1]: 1 where the mask believes for some way around, where a colour like the background's is the subject's own.

    What lies beyond the frame doesn't count against it.
    """
    height, width = mask.shape
    small = (-(-width // _COARSER), -(-height // _COARSER))
    least = cv2.erode(cv2.resize(mask, small, interpolation=cv2.INTER_AREA), np.ones(_around(max(mask.shape) // _COARSER)))
    belief = cv2.resize(least, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip((belief - np.float32(_FIRM)) / np.float32(_FIRMEST - _FIRM), 0.0, 1.0), np.float32)


def _around(side: int) -> tuple[int, int]:
    width = 2 * round(side * _DEPTH) + 1
    return width, width


def _without_blots(alpha: Plane, mask: Plane) -> Plane:
    """Fade, in place, what colour alone has won and is wider than any hair: background that looks like the subject."""
    won = ((alpha > _WON) & (mask < _HARDLY)).view(np.uint8)
    width = 2 * round(max(alpha.shape) / 256) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    blots = cv2.erode(won, disc)
    if blots.any():
        whole = cv2.dilate(cv2.dilate(blots, disc), np.ones((5, 5), np.uint8)).astype(np.float32)
        fading = cv2.GaussianBlur(whole, (0, 0), width / 4)  # a blot ends softly, or what is left of it shows where it was
        faded = np.flatnonzero((fading > _FAINTLY) & (mask < _CORE))
        belief = mask.reshape(-1)[faded]
        less = np.minimum(alpha.reshape(-1)[faded], belief * belief)
        alpha.reshape(-1)[faded] += np.minimum(fading.reshape(-1)[faded], 1) * (less - alpha.reshape(-1)[faded])
    return alpha


def _attached(alpha: Plane, mask: Plane) -> Plane:
    """Drop crumbs, in place: what does not hang together, over gaps of a pixel or two, with something the mask believes in."""
    reach = 2 * round(max(alpha.shape) / 1024) + 1
    count, labels = cv2.connectedComponents(cv2.dilate((alpha > 0).view(np.uint8), np.ones((reach, reach))))
    loose = np.ones(count, bool)
    loose[0] = False
    loose[labels[mask > _HOLDS]] = False
    if loose.any():
        alpha[loose[labels]] = 0
    return alpha
