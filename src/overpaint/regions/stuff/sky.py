"""Which pixels are sky."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.detection import Detected

_SIDE = 256
_SMOOTH, _FAIRLY_SMOOTH, _ROUGH = 22.0, 60.0, 16.0
_LEAST, _TOP_ROWS = 0.04, 4
_BLUE, _VERY_BLUE = 0.5, 0.8
_TOP_WIDTH, _BLUE_WIDTH = 0.6, 0.25
_DEEPEST, _BLUE_DEEPEST = 0.86, 0.97
"""Shares of the picture's width and height: a blue sky may be seen between trees and reach down to the sea, no other."""
_ENDS, _ENDS_BLUE, _STEP, _ROWS_OFF = 0.6, 0.35, 0.06, 4
"""Share of its lower border at which the picture changes by so much in OKLab: a wall fades, a sky ends."""
_GAP = 5
_INDOORS = frozenset(
    ("bed", "couch", "tv", "refrigerator", "oven", "microwave", "sink", "toilet", "dining table", "laptop", "chair", "cup")
)
_CLOSE, _HEAD = 0.45, 0.3
_NEAR = 9.0
_TOLERANCE = 0.015

Flags = NDArray[np.bool_]


def sky(rgb: Pixels, detected: tuple[Detected, ...]) -> Plane:
    """(H, W) float32 in [0, 1], empty where there is none. `rgb`: (H, W, 3) uint8 sRGB. `detected`: what is in the picture."""
    nothing = np.zeros(rgb.shape[:2], np.float32)
    if any(one.name in _INDOORS and one.score > 0.5 for one in detected):
        return nothing
    small = np.asarray(cv2.resize(rgb, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.uint8)
    lab = to_oklab(to_linear(np.ascontiguousarray(small)))
    seeds = _from_the_top(_seeds(small, lab) & ~_taken(detected, rgb.shape))
    if seeds.mean() < _LEAST:
        return nothing
    close = any(one.name == "person" and _fills(one.box, rgb.shape[0]) for one in detected)
    blue = _blueness(lab, seeds)
    whole = _grown(small, lab, seeds)
    width, deepest = (_BLUE_WIDTH, _BLUE_DEEPEST) if blue > _BLUE and not close else (_TOP_WIDTH, _DEEPEST)
    ends = _ENDS_BLUE if blue > _VERY_BLUE and not close else _ENDS
    if (close and blue < _VERY_BLUE) or _across(seeds) < width or _deepest(whole) > deepest or _ends(lab, whole) < ends:
        return nothing
    if _roughness(small)[whole].mean() > _ROUGH:
        return nothing
    return _edged(rgb, whole)


def _fills(box: Box, height: int) -> bool:
    """Whether a person is so near that what is behind may be a wall."""
    return box[2] - box[0] > _CLOSE * height and box[0] < _HEAD * height


def _hue(lab: Plane) -> tuple[Plane, Plane]:
    """Degrees of hue in [0, 360), and chroma."""
    return np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360, np.hypot(lab[..., 1], lab[..., 2])


def _roughness(small: Pixels) -> Plane:
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    edges = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return np.asarray(cv2.GaussianBlur(edges, (0, 0), 1.2), np.float32)


def _seeds(small: Pixels, lab: Plane) -> Flags:
    """Smooth, and blue, cloud-grey or lit by a low sun; at night dark blue."""
    hue, chroma = _hue(lab)
    light = lab[..., 0]
    blue = (hue > 200) & (hue < 295) & (chroma > 0.02)
    grey = (chroma < 0.03) & (light > 0.6)
    low_sun = ((hue < 95) | (hue > 300)) & (light > 0.5) & (chroma > 0.03) & (chroma < 0.22)
    return np.asarray((_roughness(small) < _SMOOTH) & (blue | grey | low_sun))


def _taken(detected: tuple[Detected, ...], shape: tuple[int, ...]) -> Flags:
    """Where something else was detected."""
    taken = np.zeros((_SIDE, _SIDE), bool)
    for one in detected:
        top, left, bottom, right = one.box
        rows = slice(top * _SIDE // shape[0], bottom * _SIDE // shape[0] + 1)
        taken[rows, left * _SIDE // shape[1] : right * _SIDE // shape[1] + 1] |= one.name in ("person", "bus", "car", "truck")
    return taken


def _from_the_top(flags: Flags) -> Flags:
    """The parts that touch the picture's top, or each other across a cable."""
    opened = cv2.morphologyEx(flags.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(cv2.dilate(opened, np.ones((_GAP, _GAP), np.uint8)), connectivity=4)
    touching = set(np.unique(labels[:_TOP_ROWS])) - {0}
    return np.asarray(np.isin(labels, list(touching)) & (opened > 0))


def _across(flags: Flags) -> float:
    """How much of the picture's width its top row has of it."""
    return float(flags[:_TOP_ROWS].any(axis=0).mean())


def _deepest(flags: Flags) -> float:
    """How far down it reaches, as a share of the height: at the lowest row of which it holds a twentieth."""
    rows = np.flatnonzero(flags.mean(axis=1) > 0.05)
    return float(rows[-1] + 1) / flags.shape[0] if rows.size else 0.0


def _ends(lab: Plane, flags: Flags) -> float:
    """Share of the columns in which the picture changes where the sky ends."""
    columns = np.flatnonzero(flags.any(axis=0))
    last = flags.shape[0] - 1 - np.argmax(flags[::-1], axis=0)[columns]
    above, below = np.maximum(last - _ROWS_OFF, 0), np.minimum(last + _ROWS_OFF, flags.shape[0] - 1)
    steps = np.linalg.norm(lab[above, columns] - lab[below, columns], axis=-1)
    return float((steps > _STEP).mean())


def _blueness(lab: Plane, seeds: Flags) -> float:
    """Share of the seeds that are plainly blue."""
    hue, chroma = _hue(lab)
    return float(((hue > 210) & (hue < 295) & (chroma > 0.03))[seeds].mean())


def _grown(small: Pixels, lab: Plane, seeds: Flags) -> Flags:
    """All that has the colour the seeds have at that height, and is one with them."""
    height = np.linspace(0, 1, _SIDE, dtype=np.float64)[:, None] * np.ones((1, _SIDE))
    basis = np.stack([np.ones_like(height), height, height**2], axis=-1)
    distance = np.zeros(seeds.shape)
    for channel in range(3):
        factors, *_ = np.linalg.lstsq(basis[seeds], lab[..., channel][seeds].astype(np.float64), rcond=None)
        off = lab[..., channel] - basis @ factors
        distance += (off / max(_TOLERANCE, float(np.std(off[seeds])))) ** 2
    like = (distance < _NEAR) & (_roughness(small) < _FAIRLY_SMOOTH)
    both = (like | seeds).astype(np.uint8)
    _, labels = cv2.connectedComponents(cv2.dilate(both, np.ones((_GAP, _GAP), np.uint8)), connectivity=4)
    joined = np.isin(labels, list(set(np.unique(labels[seeds])) - {0})) & (both > 0)
    return np.asarray(cv2.morphologyEx(joined.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0)


def _edged(rgb: Pixels, flags: Flags) -> Plane:
    large = cv2.resize(flags.astype(np.float32), rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    guide = rgb.astype(np.float32) / np.float32(255)
    radius = max(4, round(max(rgb.shape[:2]) / 64))
    filtered = cv2.ximgproc.guidedFilter(guide, large, radius, 1e-4)
    return np.asarray(np.clip((filtered - 0.25) / 0.5, 0, 1), np.float32)
