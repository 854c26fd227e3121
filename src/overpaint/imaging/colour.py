"""sRGB, linear light and OKLab.

sRGB transfer curve: IEC 61966-2-1. Luminance: Rec. 709 weights, which are sRGB's. OKLab: Björn Ottosson,
"A perceptual color space for image processing", 2020. Tables and OpenCV kernels: none holds the interpreter lock.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import LinearPixels, Pixels, Plane

_STEPS = 65535


def _decode_curve(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _encode_curve(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


_TO_LINEAR = _decode_curve(np.arange(256) / 255).astype(np.float32).reshape(1, 256)
# 65536 steps: at the steep dark end one sRGB code still spans 20 of them, so rounding is right but for ties.
_TO_SRGB = np.rint(_encode_curve(np.arange(_STEPS + 1) / _STEPS) * 255).astype(np.uint8)

_LUMINANCE = np.array([[0.2126, 0.7152, 0.0722]], np.float32)
_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LMS_TO_RGB = np.linalg.inv(_RGB_TO_LMS).astype(np.float32)
_LAB_TO_LMS = np.linalg.inv(_LMS_TO_LAB).astype(np.float32)


def to_linear(rgb: Pixels) -> LinearPixels:
    """(H, W, C) uint8 sRGB → float32 linear light in [0, 1]. Exact inverse of `to_srgb` on all 256 codes."""
    return np.asarray(cv2.LUT(rgb, _TO_LINEAR), np.float32).reshape(rgb.shape)


def to_srgb(linear: LinearPixels) -> Pixels:
    """Linear light, float32 of any shape → uint8 sRGB, clipped to [0, 1] and rounded."""
    codes: NDArray[np.uint16] = np.asarray(cv2.addWeighted(linear, _STEPS, linear, 0.0, 0.0, dtype=cv2.CV_16U), np.uint16)
    return np.take(_TO_SRGB, codes).reshape(linear.shape)


def to_srgb_float(linear: LinearPixels) -> NDArray[np.float32]:
    """Linear light, float32 of any shape → float32 sRGB, not rounded. Negative light is 0; above 1 stays above 1."""
    positive = np.maximum(linear, np.float32(0.0))
    curved = np.asarray(cv2.pow(positive, 1 / 2.4), np.float32).reshape(linear.shape)
    curved *= np.float32(1.055)
    curved -= np.float32(0.055)
    positive *= np.float32(12.92)
    np.copyto(curved, positive, where=positive <= np.float32(0.0031308 * 12.92))
    return curved


def luminance(linear: LinearPixels) -> Plane:
    """(H, W, 3) linear → (H, W) float32 luminance Y, 1 for white."""
    return np.asarray(cv2.transform(linear, _LUMINANCE), np.float32).reshape(linear.shape[:2])


def to_oklab(linear: LinearPixels) -> NDArray[np.float32]:
    """(H, W, 3) linear → (H, W, 3) float32 OKLab: L in [0, 1], a and b about ±0.4."""
    lms = cv2.transform(linear, _RGB_TO_LMS.astype(np.float32))
    roots = np.copysign(cv2.pow(np.abs(lms), 1 / 3), lms)
    return np.asarray(cv2.transform(roots, _LMS_TO_LAB.astype(np.float32)), np.float32)


def from_oklab(lab: NDArray[np.float32]) -> LinearPixels:
    """(H, W, 3) OKLab → (H, W, 3) linear. Colours outside sRGB give values outside [0, 1]: clip or map them yourself."""
    roots = cv2.transform(lab, _LAB_TO_LMS)
    return np.asarray(cv2.transform(roots * roots * roots, _LMS_TO_RGB), np.float32)
