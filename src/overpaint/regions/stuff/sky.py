"""Which pixels are sky."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.detection import Detected
from overpaint.regions.stuff.looks import Flags, fits_at_height, hue_and_chroma, likeness_at_height, within

_SIDE = 256
_SMOOTH, _FAIRLY_SMOOTH, _ROUGH = 22.0, 60.0, 16.0
_LEAST, _TOP_ROWS = 0.04, 4
_BLUE, _VERY_BLUE = 0.5, 0.8
_TOP_WIDTH, _BLUE_WIDTH = 0.6, 0.25
_DEEPEST, _BLUE_DEEPEST = 0.86, 0.97
"""Shares of the picture's width and height: a blue sky may be seen between trees and reach down to the sea, no other."""
_ENDS, _ENDS_BLUE, _STEP, _ROWS_OFF = 0.6, 0.35, 0.06, 4
"""Share of its lower border at which the picture changes by so much in OKLab: a wall fades, a sky ends."""
_ENDS_CALM, _CALM, _CALM_DEEPEST = 0.45, 10.0, 0.55
"""Under a smooth grey sky that ends high, roofs as grey as it may hide where it does."""
_CLEAR, _RISE, _BESIDE = 0.9, 0.03, 0.6
"""A clear sky grows lighter towards the horizon, by so much in OKLab at least; then it may reach down to the picture's bottom
beside what stands there, over so much of the width. A blue wall or paper is even."""
_ALOFT, _SURELY = frozenset(("kite", "airplane", "bird")), 0.7
_STANDING = frozenset(("person", "bus", "car", "truck"))
_GAP = 5
_INDOORS = frozenset(
    ("bed", "couch", "tv", "refrigerator", "oven", "microwave", "sink", "toilet", "dining table", "laptop", "chair", "cup")
)
_CLOSE, _HEAD = 0.45, 0.3
_NEAR = 9.0
_SPREADS = 0.015, 0.015, 0.015
_FADING, _ALL_ROUND, _RIM = 0.45, 0.85, 1 / 48
"""Shares of a cloud's border that is sky; how near to the sky's coarse outline its own edge is looked for."""


def sky(rgb: Pixels, detected: tuple[Detected, ...]) -> Plane:
    """(H, W) float32 in [0, 1], empty where there is none. `rgb`: (H, W, 3) uint8 sRGB. `detected`: what is in the picture."""
    nothing = np.zeros(rgb.shape[:2], np.float32)
    if any(one.name in _INDOORS and one.score > 0.5 for one in detected):
        return nothing
    small = np.asarray(cv2.resize(rgb, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.uint8)
    lab = to_oklab(to_linear(np.ascontiguousarray(small)))
    taken = _taken(detected, rgb.shape)
    seeds = _from_the_top(_seeds(small, lab) & ~taken)
    if seeds.mean() < _LEAST:
        return nothing
    close = any(one.name == "person" and _fills(one.box, rgb.shape[0]) for one in detected)
    blue = _blueness(lab, seeds)
    whole = _grown(small, lab, seeds)
    if (close and blue < _VERY_BLUE) or _roughness(small)[whole].mean() > _ROUGH:
        return nothing
    aloft = blue > _CLEAR and any(one.name in _ALOFT and one.score > _SURELY for one in detected)
    if not aloft and not _bounded(small, lab, seeds, whole, 0.0 if close else blue):
        return nothing
    return _edged(rgb, small, lab, whole, taken)


def _bounded(small: Pixels, lab: Plane, seeds: Flags, whole: Flags, blue: float) -> bool:
    """Whether it lies as a sky does: across the top, and with an end. `blue`: how blue it is."""
    across, deepest, ends = _across(seeds), _deepest(whole), _ends(lab, whole)
    if blue > _CLEAR and whole[-_TOP_ROWS:].mean() < _BESIDE and _rise(lab, whole) > _RISE:
        deepest = 0.0
    calm = deepest < _CALM_DEEPEST and _roughness(small)[whole].mean() < _CALM
    least = _ENDS_BLUE if blue > _VERY_BLUE else _ENDS_CALM if calm else _ENDS
    width, low = (_BLUE_WIDTH, _BLUE_DEEPEST) if blue > _BLUE else (_TOP_WIDTH, _DEEPEST)
    return across >= width and deepest <= low and ends >= least


def _rise(lab: Plane, flags: Flags) -> float:
    """By how much it is lighter in its lowest tenth than in its highest."""
    rows = np.flatnonzero(flags.mean(axis=1) > 0.05)
    tenth = max(1, rows.size // 10)
    above, below = (lab[part, :, 0][flags[part]] for part in (rows[:tenth], rows[-tenth:]))
    return float(below.mean() - above.mean())


def _fills(box: Box, height: int) -> bool:
    """Whether a person is so near that what is behind may be a wall."""
    return box[2] - box[0] > _CLOSE * height and box[0] < _HEAD * height


def _roughness(small: Pixels) -> Plane:
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    edges = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    return np.asarray(cv2.GaussianBlur(edges, (0, 0), 1.2), np.float32)


def _seeds(small: Pixels, lab: Plane) -> Flags:
    """Smooth, and blue, cloud-grey or lit by a low sun; at night dark blue."""
    hue, chroma = hue_and_chroma(lab)
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
        taken[rows, left * _SIDE // shape[1] : right * _SIDE // shape[1] + 1] |= one.name in _STANDING or one.name in _ALOFT
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
    hue, chroma = hue_and_chroma(lab)
    return float(((hue > 210) & (hue < 295) & (chroma > 0.03))[seeds].mean())


def _grown(small: Pixels, lab: Plane, seeds: Flags) -> Flags:
    """All that has the colour the seeds have at that height, and is one with them."""
    like = fits_at_height(lab, seeds, _SPREADS, _NEAR, degree=2) & (_roughness(small) < _FAIRLY_SMOOTH)
    both = (like | seeds).astype(np.uint8)
    _, labels = cv2.connectedComponents(cv2.dilate(both, np.ones((_GAP, _GAP), np.uint8)), connectivity=4)
    joined = np.isin(labels, list(set(np.unique(labels[seeds])) - {0})) & (both > 0)
    return np.asarray(cv2.morphologyEx(joined.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0)


def _with_clouds(small: Pixels, lab: Plane, sky: Flags, things: Flags) -> Flags:
    """And what is white, grey or blue, or lit by a low sun, and fades into sky along much of its border or has it all round.

    Towers and hills have a hard edge or the land below them.
    """
    hue, chroma = hue_and_chroma(lab)
    cloud = (((chroma < 0.05) & (lab[..., 0] > 0.5)) | ((hue > 200) & (hue < 295))) & ~things
    lit = (lab[..., 0] > 0.5) & ((hue < 110) | (hue > 300)) & ~things
    soft = _roughness(small) < _FAIRLY_SMOOTH
    return _joined(_joined(_joined(sky, cloud & soft, _FADING), cloud, _ALL_ROUND), lit & soft, _ALL_ROUND)


def _joined(sky: Flags, others: Flags, least: float) -> Flags:
    """With those parts of the others of whose border at least this share is sky; the picture's edges don't count."""
    three = np.ones((3, 3), np.uint8)
    around = cv2.dilate(sky.astype(np.uint8), three) > 0
    count, labels = cv2.connectedComponents((others & ~sky).astype(np.uint8), connectivity=4)
    whole = sky.copy()
    for at in range(1, count):
        part = labels == at
        rim = (cv2.dilate(part.astype(np.uint8), three) > 0) & ~part
        if rim.any() and around[rim].mean() > least:
            whole |= part
    return whole


def _edged(rgb: Pixels, small: Pixels, lab: Plane, sky: Flags, things: Flags) -> Plane:
    """At the picture's own edges: the colour of the sky at that height tells on which side of one a pixel is."""
    whole = _with_clouds(small, lab, sky, things)
    full = to_oklab(to_linear(np.ascontiguousarray(rgb)))
    near = max(4, round(max(rgb.shape[:2]) * _RIM))
    likeness = likeness_at_height(full, lab, sky, _SPREADS, _NEAR, degree=2)
    return within(rgb, whole, likeness, np.ones(rgb.shape[:2], bool), near)
