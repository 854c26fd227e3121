"""Drawings from photographs: pencil, ink, comics.

Pencil: what is darker than its surroundings, and hatching after Lu, Xu and Jia 2012 (Combining sketch and tone). Ink and the
outlines of comics: Winnemöller, Kyprianidis and Olsen 2012, XDoG; flat colours: Winnemöller, Olsen and Gooch 2006, Real-time
video abstraction.
"""

from __future__ import annotations

import math
from typing import Literal

import cv2
import numpy as np

from overpaint.imaging.colour import from_oklab, to_linear, to_oklab, to_srgb
from overpaint.imaging.values import Pixels, Plane

Medium = Literal["graphite", "coloured", "charcoal"]

_UNEVEN = 0.42
"""How much the strokes of a hatching differ in weight."""

_PAPER = np.float32(0.985)
_CHARCOAL_PAPER = np.float32(0.95)


def scale_of(rgb: Pixels) -> float:
    """How much larger than 1024 pixels the longer side is: strokes and dots grow with the picture."""
    return float(max(rgb.shape[:2]) / 1024)


def grey_of(rgb: Pixels) -> Plane:
    """(H, W) float32 in [0, 1]: the grey of sRGB values."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32) / np.float32(255)


def pencilled(rgb: Pixels, amount: float, medium: Medium, seed: int) -> Pixels:
    """(H, W, 3) uint8: lines and hatching on paper. `amount` in [0, 1]: from a light sketch to a worked-out one."""
    scale, coal = scale_of(rgb), medium == "charcoal"
    grey = np.asarray(cv2.bilateralFilter(grey_of(rgb), 5, 0.06, max(1.5, 2 * scale)), np.float32)
    lines = _lines(grey, scale * (1.8 if coal else 1.0), (1.1 + 1.3 * amount) * (1.15 if coal else 1.0))
    tone = _hatching(grey, scale * (1.8 if coal else 1.0), amount, coal, seed)
    drawn = lines * tone
    tooth = _grain(grey.shape, scale * (1.4 if coal else 1.0), seed)
    drawn = np.clip(drawn + (0.26 if coal else 0.10) * tooth * drawn * (1 - drawn), 0, 1)
    drawn = np.clip((_CHARCOAL_PAPER if coal else _PAPER) * drawn, 0, 1)
    if medium != "coloured":
        return np.repeat(np.rint(drawn * 255).astype(np.uint8)[..., None], 3, axis=2)
    return _coloured(rgb, drawn, scale)


def _coloured(rgb: Pixels, drawn: Plane, scale: float) -> Pixels:
    """A drawing in the picture's own colours: pigment where strokes are, and some of it between them."""
    lab = to_oklab(to_linear(_flattened(rgb, 2, scale)))
    light = np.clip(0.42 + 0.62 * lab[..., 0], 0, 1) * (0.30 + 0.70 * drawn)
    chroma = 1.5 - 0.7 * drawn
    shown = np.dstack([light + (1 - light) * 0.12 * drawn, lab[..., 1] * chroma, lab[..., 2] * chroma])
    return to_srgb(np.clip(from_oklab(shown.astype(np.float32)), 0, 1))


def _lines(grey: Plane, scale: float, weight: float) -> Plane:
    """(H, W) in [0, 1]: what is darker than what lies around it, at two widths; 1 is bare paper."""
    fine = np.minimum((grey + 0.02) / (cv2.GaussianBlur(grey, (0, 0), 2.2 * scale) + 0.02), 1)
    wide = np.minimum((grey + 0.05) / (cv2.GaussianBlur(grey, (0, 0), 9.0 * scale) + 0.05), 1)
    edge = np.clip(fine, 0, 1) ** (2.3 * weight) * np.clip(wide, 0, 1) ** (0.75 * weight)
    return np.asarray(0.04 + 0.96 * edge, np.float32)


def _stroke(length: int, degrees: float) -> Plane:
    """A line of that length and direction through the middle of a square kernel, of weight 1."""
    kernel = np.zeros((length, length), np.float32)
    middle, reach = length // 2, (length - 1) / 2
    angle = math.radians(degrees)
    start = (round(middle - reach * math.cos(angle)), round(middle - reach * math.sin(angle)))
    end = (round(middle + reach * math.cos(angle)), round(middle + reach * math.sin(angle)))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _hatching(grey: Plane, scale: float, amount: float, smudged: bool, seed: int) -> Plane:
    """(H, W) in [0, 1]: strokes laid beside each other, denser where it is darker; crosswise where it is darkest."""
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.2 * scale)
    dark = np.clip(0.88 - smooth, 0, 1) ** 1.15
    first = _strokes(grey.shape, 48, scale, seed)
    second = _strokes(grey.shape, 118, scale, seed + 1)
    laid = dark * first + 0.8 * np.clip(0.42 - smooth, 0, 1) * second
    if smudged:
        laid = 0.55 * laid + 0.75 * dark
    return np.asarray(np.exp(-(0.55 + 0.95 * amount) * (1.35 if smudged else 1.0) * laid), np.float32)


def _strokes(shape: tuple[int, ...], degrees: float, scale: float, seed: int) -> Plane:
    """(H, W), mean 1: noise drawn out along one direction."""
    noise = np.random.default_rng(seed).random(shape[:2], dtype=np.float32)
    length = max(9, round(26 * scale)) | 1
    drawn = cv2.filter2D(cv2.GaussianBlur(noise, (0, 0), max(0.4, 0.55 * scale)), cv2.CV_32F, _stroke(length, degrees))
    drawn = (drawn - drawn.mean()) / max(float(drawn.std()), 1e-6)
    return np.asarray(np.clip(1.0 + _UNEVEN * drawn, 0, 2), np.float32)


def _grain(shape: tuple[int, ...], scale: float, seed: int) -> Plane:
    """(H, W): the tooth of paper, mean 0, about unit spread."""
    noise = np.random.default_rng(seed + 7).standard_normal(shape[:2], dtype=np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), max(0.5, 0.8 * scale))
    return np.asarray(soft / max(float(soft.std()), 1e-6), np.float32)


def inked(rgb: Pixels, amount: float, *, filled: bool) -> Pixels:
    """(H, W, 3) uint8: black lines on white; `filled`: dark parts are black too. `amount` in [0, 1]: from fine lines to heavy."""
    scale = scale_of(rgb)
    grey = grey_of(_flattened(rgb, 2, scale))
    if filled:
        even = cv2.createCLAHE(2.0, (6, 6)).apply(np.rint(grey * 255).astype(np.uint8))
        grey = np.asarray(even, np.float32) / np.float32(255)
    return np.repeat(np.rint(255 * _xdog(grey, scale, amount, filled)).astype(np.uint8)[..., None], 3, axis=2)


def _xdog(grey: Plane, scale: float, amount: float, filled: bool) -> Plane:
    """(H, W) in [0, 1]: 0 where ink is."""
    sigma = (0.8 + 0.9 * amount) * max(scale, 0.6)
    near, far = cv2.GaussianBlur(grey, (0, 0), sigma), cv2.GaussianBlur(grey, (0, 0), 1.6 * sigma)
    if filled:
        sharp = near + 16.0 * (near - far)
        return np.asarray(np.where(sharp >= 0.42, 1.0, 1.0 + np.tanh(9.0 * (sharp - 0.42))), np.float32)
    lines = (near - far) * 1.0
    level = -0.0065 + 0.004 * amount
    return np.asarray(np.clip(1.0 + np.tanh(230.0 * np.minimum(lines - level, 0)), 0, 1), np.float32)


def _flattened(rgb: Pixels, passes: int, scale: float) -> Pixels:
    """Even areas with their borders kept: bilateral filtering, at half the size from 1500 pixels on."""
    shrink = 1.0 if scale < 0.8 else 0.5
    small = cv2.resize(rgb, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else rgb
    for _ in range(passes):
        small = cv2.bilateralFilter(small, 7, 28, max(2.0, 4 * scale * shrink))
    if shrink == 1.0:
        return np.asarray(small, np.uint8)
    return np.asarray(cv2.resize(small, rgb.shape[1::-1], interpolation=cv2.INTER_CUBIC), np.uint8)


def as_comic(rgb: Pixels, amount: float) -> Pixels:
    """(H, W, 3) uint8: flat, lively colours in few steps of light, with ink lines. `amount` in [0, 1]."""
    scale = scale_of(rgb)
    flat = _flattened(rgb, 4, scale)
    lab = np.asarray(to_oklab(to_linear(flat)), np.float32)
    steps = 9.0 - 3.0 * amount
    level = lab[..., 0] * steps
    near = np.rint(level)
    light = (near + 0.5 * np.tanh((level - near) * (5.0 + 4.0 * amount))) / steps
    light = np.clip((light - 0.5) * (1.08 + 0.1 * amount) + 0.515, 0, 1)
    lively = 1.25 + 0.35 * amount
    shown = np.dstack([light, lab[..., 1] * lively, lab[..., 2] * lively]).astype(np.float32)
    soft = np.asarray(cv2.GaussianBlur(grey_of(flat), (0, 0), 0.6 * max(scale, 0.6)), np.float32)
    ink = _xdog(soft, scale * (1.0 + 0.3 * amount), 0.45 + 0.4 * amount, filled=False)
    painted = to_srgb(np.clip(from_oklab(shown), 0, 1)).astype(np.float32)
    return np.asarray(np.clip(np.rint(painted * (0.06 + 0.94 * ink[..., None])), 0, 255), np.uint8)
