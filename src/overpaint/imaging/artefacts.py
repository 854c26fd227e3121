"""Traces of compression, of screens and of a lens that was a little out of focus, taken out.

Blocks and ringing: Nosratinia 2001, Enhancement of JPEG-compressed images by re-application of JPEG. Out of focus: the radius by
blurring once more (Zhuo and Sim 2011, Defocus map estimation), then Richardson 1972 and Lucy 1974 on the brightness.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.detail import noise_of
from overpaint.imaging.values import Pixels, Plane

_SHIFTS = ((0, 0), (1, 5), (2, 2), (3, 7), (4, 4), (5, 1), (6, 6), (7, 3), (0, 4), (4, 0), (2, 6), (6, 2))
"""Rows and columns by which the grid of blocks is moved: their average has no grid."""


def without_blocks(rgb: Pixels, quality: int) -> Pixels:
    """(H, W, 3) uint8 without blocks and ringing of a compression about as strong as JPEG's `quality`, 1 to 100."""
    height, width = rgb.shape[:2]
    padded = cv2.copyMakeBorder(rgb[..., ::-1], 8, 16, 8, 16, cv2.BORDER_REFLECT)
    total = np.zeros((height, width, 3), np.float32)
    for down, right in _SHIFTS:
        piece = np.ascontiguousarray(padded[8 - down : 8 + height + 8, 8 - right : 8 + width + 8])
        code = cv2.imencode(".jpg", piece, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        again = np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.uint8)
        total += again[down : down + height, right : right + width]
    return np.asarray(np.rint(total / len(_SHIFTS)), np.uint8)[..., ::-1].copy()


def without_moire(rgb: Pixels, strength: float) -> Pixels:
    """(H, W, 3) uint8 without coloured and grey patterns that repeat; edges stay. `strength` in [0, 1].

    Grey: waves that stand out of the spectrum are lowered to what lies around them. Coloured: colours are evened out along what
    the cleaned brightness shows.
    """
    planes = cv2.split(cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb))
    luma = _without_waves(planes[0].astype(np.float32), strength)
    radius = max(4, round(max(luma.shape) * 0.012))
    colours = [_guided(luma, plane.astype(np.float32), radius, 160.0) for plane in planes[1:]]
    colours = [plane + (1 - strength) * (np.float32(1) * whole - plane) for plane, whole in zip(colours, planes[1:], strict=True)]
    merged = np.dstack([luma, *colours])
    return np.asarray(cv2.cvtColor(np.clip(np.rint(merged), 0, 255).astype(np.uint8), cv2.COLOR_YCrCb2RGB), np.uint8)


_LOWEST = 0.05
"""Frequency, in waves a pixel, below which a repeating pattern is the picture's own."""
_STANDS_OUT = 5.0


def _without_waves(luma: Plane, strength: float) -> Plane:
    height, width = luma.shape
    if min(height, width) < 64:
        return luma
    window = np.outer(np.hanning(height), np.hanning(width)).astype(np.float32)
    mean = float(luma.mean())
    spectrum = np.log(np.abs(np.fft.rfft2((luma - mean) * window)) + 1e-3).astype(np.float32)
    around = cv2.medianBlur(np.fft.fftshift(spectrum, axes=0), 5)
    around = cv2.blur(around, (31, 31))
    peak = cv2.GaussianBlur(np.fft.fftshift(spectrum, axes=0), (0, 0), 1.0) - around
    down = np.fft.fftshift(np.fft.fftfreq(height))[:, None]
    across = np.fft.rfftfreq(width)[None, :]
    high = np.hypot(down, across) > _LOWEST
    off_axis = (np.abs(down) > 2 / height) & (across > 2 / width)  # lines along an axis are edges of the frame, or buildings
    marked = ((peak > np.log(_STANDS_OUT)) & high & off_axis).astype(np.float32)
    if not marked.any():
        return luma
    notch = 1 - strength * np.clip(cv2.GaussianBlur(cv2.dilate(marked, np.ones((5, 5))), (0, 0), 1.5), 0, 1)
    cleaned = np.fft.irfft2(np.fft.rfft2(luma - mean) * np.fft.ifftshift(notch, axes=0), s=luma.shape) + mean
    return np.asarray(cleaned, np.float32)


def _guided(guide: Plane, plane: Plane, radius: int, eps: float) -> Plane:
    size = (2 * radius + 1,) * 2
    mean_guide, mean = cv2.blur(guide, size), cv2.blur(plane, size)
    slope = (cv2.blur(guide * plane, size) - mean_guide * mean) / (cv2.blur(guide * guide, size) - mean_guide**2 + eps)
    return np.asarray(cv2.blur(slope, size) * guide + cv2.blur(mean - slope * mean_guide, size), np.float32)


def softness_of(rgb: Pixels) -> tuple[float, float]:
    """(H, W, 3) uint8 → how soft its sharpest edges are, across and down: standard deviations in pixels; 0 without edges."""
    luma = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    if min(luma.shape) < 16:
        return 0.0, 0.0
    sides = []
    again = cv2.GaussianBlur(luma, (0, 0), _AGAIN)
    for axis in ((1, 0), (0, 1)):
        here, there = (cv2.Sobel(plane, cv2.CV_32F, *axis, ksize=3) for plane in (luma, again))
        strong = np.abs(here) >= max(float(np.quantile(np.abs(here), 0.98)), 40.0)
        other = cv2.Sobel(luma, cv2.CV_32F, *axis[::-1], ksize=3)
        strong &= np.abs(other) < 0.4 * np.abs(here)
        if strong.sum() < 50:
            sides.append(0.0)
            continue
        ratio = np.abs(here[strong]) / np.maximum(np.abs(there[strong]), 1e-3)
        sharp = float(np.quantile(ratio, 0.7))
        sides.append(_AGAIN / float(np.sqrt(max(sharp**2 - 1, 1e-3))))
    return sides[0], sides[1]


_AGAIN = 1.5
"""Standard deviation of the blur that is added to tell how soft an edge is."""


def refocused(rgb: Pixels, sigma: float, rounds: int = 14) -> Pixels:
    """(H, W, 3) uint8 with a blur of standard deviation `sigma` pixels taken back on the brightness; no halo passes its edges."""
    luma = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32)
    observed = np.maximum(luma, 1.0)
    found: NDArray[np.float32] = observed.copy()
    damp = max(1.0, 2.5 * noise_of(luma))
    for _ in range(rounds):
        made = cv2.GaussianBlur(found, (0, 0), sigma)
        ratio = observed / np.maximum(made, 1e-3)
        weight = np.minimum(1.0, np.abs(observed - made) / damp)  # what is less than noise is no reason for change
        found = np.asarray(found * cv2.GaussianBlur(1 + weight * (ratio - 1), (0, 0), sigma), np.float32)
    reach = max(1, round(1.5 * sigma))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    low, high = cv2.erode(luma, disc) - 6, cv2.dilate(luma, disc) + 6
    change = np.clip(found, low, high) - luma
    return np.asarray(np.clip(np.rint(rgb + change[..., None]), 0, 255), np.uint8)
