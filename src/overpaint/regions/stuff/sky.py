"""Which pixels are sky."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.detection import Detected
from overpaint.regions.stuff.looks import Flags, fits_at_height, hue_and_chroma, likeness_at_height, within

Outlined = Callable[[Flags | None], Flags | None]
"""From (256, 256) flags of some of the sky, or None where nothing is known of it, to flags of all of it; None where unsure."""

SIDE = 256
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
_FADING, _ALL_ROUND, _RIM, _NEAR_RIM = 0.45, 0.85, 1 / 48, 1 / 200
"""Shares of a cloud's border that is sky; how near to the sky's coarse outline its own edge is looked for, and how near to the
segmenter's."""
_SHARED, _MORE = 0.85, 0.3
"""How much of what looks like sky an outline must hold, and how much of an outline must look like sky: clouds need not."""
_DARKER, _LIGHTER, _CLOUDED, _LARGEST, _LOWEST, _SHARPLY = 0.1, 0.12, 60.0, 0.75, 0.7, 0.85
"""What an outline that no colour speaks for must be: OKLab lightness against the land's, roughness, share of the picture, of its
height, and of its lower border that is sharp. Walls are darker than what stands before them, or reach down to the floor."""


def no_outline(_some: Flags | None) -> Flags | None:
    """Of a sky that nobody outlines."""
    return None


def sky(rgb: Pixels, detected: tuple[Detected, ...], outlined: Outlined = no_outline) -> Plane:
    """(H, W) float32 in [0, 1], empty where there is none. `rgb`: (H, W, 3) uint8 sRGB. `detected`: what is in the picture.

    `outlined`: who can tell all of a sky from some of it.
    """
    nothing = np.zeros(rgb.shape[:2], np.float32)
    if any(one.name in _INDOORS and one.score > 0.5 for one in detected):
        return nothing
    small = np.asarray(cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
    lab = to_oklab(to_linear(np.ascontiguousarray(small)))
    taken = _taken(detected, rgb.shape)
    by_looks = _by_looks(rgb, small, lab, taken, detected)
    if by_looks is not None:
        whole = outlined(by_looks)
        if whole is not None and _agree(by_looks, whole):
            return _edged(rgb, lab, by_looks, whole & ~(taken & ~by_looks), _NEAR_RIM)
        return _edged(rgb, lab, by_looks, _with_clouds(small, lab, by_looks, taken), _RIM)
    if any(one.name == "person" and _fills(one.box, rgb.shape[0]) for one in detected) or not _may_be(lab):
        return nothing
    whole = outlined(None)
    return nothing if whole is None or not _lies_as_sky(small, lab, whole) else _edged(rgb, lab, whole, whole, _NEAR_RIM)


def _by_looks(rgb: Pixels, small: Pixels, lab: Plane, taken: Flags, detected: tuple[Detected, ...]) -> Flags | None:
    """What has a sky's colours and lies as one does; None where nothing does."""
    seeds = _from_the_top(_seeds(small, lab) & ~taken)
    if seeds.mean() < _LEAST:
        return None
    close = any(one.name == "person" and _fills(one.box, rgb.shape[0]) for one in detected)
    blue = _blueness(lab, seeds)
    whole = _grown(small, lab, seeds)
    if (close and blue < _VERY_BLUE) or _roughness(small)[whole].mean() > _ROUGH:
        return None
    aloft = blue > _CLEAR and any(one.name in _ALOFT and one.score > _SURELY for one in detected)
    return whole if aloft or _bounded(small, lab, seeds, whole, 0.0 if close else blue) else None


def _agree(by_looks: Flags, whole: Flags) -> bool:
    """Whether an outline is of the same sky: nearly all of what looks so, and not much more than clouds can be."""
    shared = int(np.count_nonzero(by_looks & whole))
    return bool(shared > _SHARED * np.count_nonzero(by_looks) and shared > _MORE * np.count_nonzero(whole))


def _may_be(lab: Plane) -> bool:
    """Whether the picture's top could be a sky: it is no darker than what is below."""
    quarter = lab.shape[0] // 8
    return float(np.median(lab[:quarter, :, 0])) > float(np.median(lab[-2 * quarter :, :, 0])) - _DARKER


def _lies_as_sky(small: Pixels, lab: Plane, whole: Flags) -> bool:
    """Whether an outline that no colour speaks for lies across the top, is smooth, ends sharply, and is lighter than the land."""
    if not 0.06 < whole.mean() < _LARGEST:
        return False
    smooth = _roughness(small)[whole].mean() < _CLOUDED
    lighter = float(lab[..., 0][whole].mean()) > float(lab[..., 0][~whole].mean()) + _LIGHTER
    return bool(_across(whole) > 0.9 and _deepest(whole) < _LOWEST and _ends(lab, whole) > _SHARPLY and smooth and lighter)


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
    taken = np.zeros((SIDE, SIDE), bool)
    for one in detected:
        top, left, bottom, right = one.box
        rows = slice(top * SIDE // shape[0], bottom * SIDE // shape[0] + 1)
        taken[rows, left * SIDE // shape[1] : right * SIDE // shape[1] + 1] |= one.name in _STANDING or one.name in _ALOFT
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


def _edged(rgb: Pixels, lab: Plane, sky: Flags, whole: Flags, rim: float) -> Plane:
    """At the picture's own edges: the colour of the sky at that height tells on which side of one a pixel is."""
    full = to_oklab(to_linear(np.ascontiguousarray(rgb)))
    near = max(4, round(max(rgb.shape[:2]) * rim))
    likeness = likeness_at_height(full, lab, sky, _SPREADS, _NEAR, degree=2)
    return within(rgb, whole, likeness, np.ones(rgb.shape[:2], bool), near)
