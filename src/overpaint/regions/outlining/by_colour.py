"""Things of a colour that somebody names: where the picture has it, what the segmenter sees there, if that has it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.colour_code import to_pixel
from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.base import Instance
from overpaint.regions.detection import boxes
from overpaint.regions.outlining.by_segment import drawn
from overpaint.regions.outlining.finding import instance_of
from overpaint.regions.resolve.colour import soft_likeness
from overpaint.regions.segmenting import Prompt, Segment, segment
from overpaint.weights import WeightStore

_SIDE = 512
"""Pixels of the longer side at which colours are compared."""
_ALIKE = 0.5
_SMALLEST, _LARGEST, _LARGEST_GREY, _FRAMED_GREY = 0.0008, 0.55, 0.05, 0.02
"""Shares of the picture: less is a speck, more is what things stand before; greys are clouds and walls from less on, and
from least those that reach the frame or are neither white nor black."""
_AROUND, _LIGHTER = 1 / 9, (0.02, 0.08)
"""A white or a black is told by what is around it, so far as a share of the longer side: how much lighter, or darker, it must be,
in OKLab, to begin to count and to count wholly."""
_WHITE, _BLACK = 0.8, 0.35
"""OKLab lightness of greys that are named white, or black."""
_COMMON = 0.25
"""Of the picture: a grey that so much has is no thing's own."""
_GREY, _PLAINLY = 0.04, 0.45
"""OKLab chroma below which a colour is a grey; share of a named colour's chroma from which on something plainly has it."""
_SPOTS = 10
"""Places of the colour that are looked at, the largest first: 0.15 s each."""
_SURE, _STEADY = 0.85, 0.85
_COLOURED, _COVERED = 0.5, 0.6
"""How much of a thing must have the colour, and how much of the place of that colour must be of the thing."""
_RING, _OTHERWISE = 15, 0.12
"""Pixels around bars that show what is behind them, and how far, in OKLab, from that something lies which is not."""
_SKY_BLUE = 0.03
"""OKLab b below which, negative, what is as light as a sky is as blue as one."""
_SAME, _HELD = 0.5, 0.8
_LIVING = frozenset("person bird cat dog horse sheep cow elephant bear zebra giraffe".split(" "))  # noqa: SIM905
_SURE_BOX = 0.5
_TIMES = 10.0
"""By how much the area of a thing may be another than the middle one's, for both to be meant by one word for many."""

Bools = NDArray[np.bool_]


def things_of_colour(rgb: Pixels, colour: str, weights: WeightStore, check: Callable[[], None]) -> tuple[Instance, ...]:
    """The things in (H, W, 3) uint8 sRGB of which most has the colour `#rrggbb`, largest first; not persons, animals or what they
    wear, nor what fills the picture. Raises EngineUnavailable without the weight files.
    """
    factor = min(1.0, _SIDE / max(rgb.shape[:2]))
    size = max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    alike = soft_likeness(small, colour)
    living = [one.box for one in boxes(rgb, weights) if one.name in _LIVING and one.score >= _SURE_BOX]
    strength, chroma = float(_chroma(to_pixel(colour))[0, 0]), _chroma(small)
    coloured = strength > _GREY
    extreme = not coloured and not _BLACK < _lightness(colour) < _WHITE
    if extreme:
        alike = alike * _stands_out(small, colour)
    if not coloured and float((alike > _ALIKE).mean()) > _COMMON:
        return ()
    kept: list[tuple[Instance, Bools]] = []
    for spot in _spots(alike):
        check()
        best = _best(rgb, spot, alike, weights)
        vivid = min(1.0, float(chroma[spot].mean()) / strength) if coloured else 1.0
        whole = best is not None
        if best is None and coloured and vivid > _PLAINLY and not _is_framed(spot):
            best = _as_coloured(spot, alike, small)
        solid = None if best is None else _solid(best, alike.shape)
        if (
            best is None
            or solid is None
            or _is_ground(solid, _most(solid, coloured=coloured, extreme=extreme))
            or (not coloured and _is_cloud(solid, small))
            or _is_of_living(solid, living, rgb.shape)
        ):
            continue
        one = instance_of(*drawn(rgb, best, whole=whole), rgb, best.sureness * vivid)
        if one is not None and not any(_again(solid, other) for _, other in kept):
            kept.append((one, solid))
    things = sorted((one for one, _ in kept), key=lambda one: -one.area)
    middle = float(np.median([one.area for one in things])) if things else 0.0
    return tuple(one for one in things if middle / _TIMES <= one.area <= middle * _TIMES or len(things) <= 2)


def _spots(alike: Plane) -> Iterator[Bools]:
    """Where the colour is, place by place, the largest first."""
    mask = cv2.morphologyEx((alike > _ALIKE).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, labels, facts, _ = cv2.connectedComponentsWithStats(mask)
    areas = facts[1:, cv2.CC_STAT_AREA]
    for at in np.argsort(-areas)[:_SPOTS]:
        if areas[at] >= _SMALLEST * alike.size:
            yield np.asarray(labels == at + 1)


def _best(rgb: Pixels, spot: Bools, alike: Plane, weights: WeightStore) -> Segment | None:
    """The answer that is of the spot and of its colour; None where none is sure."""
    scale = max(rgb.shape[:2]) / max(spot.shape)
    depth = cv2.distanceTransform(np.pad(spot.astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    row, column = (float(at) + 0.5 for at in np.unravel_index(int(depth.argmax()), depth.shape))
    on = (row * scale, column * scale)
    rows, columns = np.flatnonzero(spot.any(axis=1)), np.flatnonzero(spot.any(axis=0))
    box = tuple(round(edge * scale) for edge in (rows[0], columns[0], rows[-1] + 1, columns[-1] + 1))
    asked = (segment(rgb, Prompt(on=(on,)), weights), segment(rgb, Prompt(box=(box[0], box[1], box[2], box[3])), weights))
    good = [(one, _fits(one, spot, alike)) for one in asked if one.sureness >= _SURE and one.steadiness >= _STEADY]
    return max((pair for pair in good if pair[1] > 0), key=lambda pair: pair[1] * pair[0].sureness, default=(None, 0.0))[0]


def _as_coloured(spot: Bools, alike: Plane, small: Pixels) -> Segment:
    """The spot itself: bars and lattices are no segment, but their colour parts them from what shows between. What they hold that
    looks otherwise than what is around them, such as a board, is theirs.
    """
    near = cv2.dilate(spot.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    rows, columns = np.flatnonzero(spot.any(axis=1)), np.flatnonzero(spot.any(axis=0))
    inner = np.zeros(spot.shape, np.uint8)
    inner[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = 1
    lab = np.asarray(to_oklab(to_linear(small)), np.float32)
    usual = np.median(lab[(cv2.dilate(inner, np.ones((_RING, _RING), np.uint8)) > 0) & (inner == 0)], axis=0)
    belief = np.where(near, alike - np.float32(_ALIKE), np.float32(-_ALIKE))
    count, labels, facts, _ = cv2.connectedComponentsWithStats((~near).astype(np.uint8) * inner)
    for at in range(1, count):
        held = labels == at
        if facts[at, cv2.CC_STAT_AREA] > _RING and float(np.linalg.norm(lab[held] - usual, axis=1).mean()) > _OTHERWISE:
            belief[cv2.dilate(held.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0] = _ALIKE
    return Segment(np.asarray(belief, np.float32), _SURE)


def _chroma(rgb: Pixels) -> Plane:
    lab = to_oklab(to_linear(rgb))
    return np.asarray(np.hypot(lab[..., 1], lab[..., 2]), np.float32)


def _solid(one: Segment, shape: tuple[int, ...]) -> Bools:
    return np.asarray(cv2.resize(one.logits, shape[1::-1], interpolation=cv2.INTER_LINEAR) > 0)


def _fits(one: Segment, spot: Bools, alike: Plane) -> float:
    """0 to 1: how much of it has the colour, times how much of the spot it is; 0 where either is too little."""
    solid = _solid(one, spot.shape)
    area = max(1, int(np.count_nonzero(solid)))
    coloured = float(alike[solid].sum()) / area
    covered = int(np.count_nonzero(solid & spot)) / max(1, int(np.count_nonzero(spot)))
    return coloured * covered if coloured >= _COLOURED and covered >= _COVERED else 0.0


def _stands_out(small: Pixels, colour: str) -> Plane:
    """(H, W) in [0, 1]: how far what is lighter than its surroundings may be called white, or what is darker black."""
    light = np.ascontiguousarray(to_oklab(to_linear(small))[..., 0])
    sigma = _AROUND * max(light.shape)
    lighter = light - cv2.GaussianBlur(light, (0, 0), sigma)
    other = lighter if _lightness(colour) > _WHITE else -lighter
    return np.asarray(np.clip((other - _LIGHTER[0]) / (_LIGHTER[1] - _LIGHTER[0]), 0, 1), np.float32)


def _lightness(colour: str) -> float:
    return float(to_oklab(to_linear(to_pixel(colour)))[0, 0, 0])


def _most(solid: Bools, *, coloured: bool, extreme: bool) -> float:
    """How much of the picture a thing of such a colour may be; `extreme`: of white or black."""
    return _LARGEST if coloured else _LARGEST_GREY if extreme and not _is_framed(solid) else _FRAMED_GREY


def _is_ground(solid: Bools, most: float) -> bool:
    """Whether it is too much of the picture for a thing, or runs from one of its sides to the opposite one."""
    across = (solid[:, 0].any() and solid[:, -1].any()) or (solid[0].any() and solid[-1].any())
    return bool(across) or int(np.count_nonzero(solid)) > most * solid.size


def _is_cloud(solid: Bools, small: Pixels) -> bool:
    """Whether blue sky is what is seen above it."""
    high = np.zeros(solid.shape, np.uint8)
    rows = np.flatnonzero(solid.any(axis=1))
    high[: (rows[0] + rows[-1]) // 2 + 1] = 1
    ring = (cv2.dilate(solid.astype(np.uint8), np.ones((_RING, _RING), np.uint8)) > 0) & ~solid & (high > 0)
    if not ring.any():
        return False
    lab = to_oklab(to_linear(np.ascontiguousarray(small[ring][None])))[0]
    blue = (lab[:, 2] < -_SKY_BLUE) & (np.abs(lab[:, 1]) < -lab[:, 2]) & (lab[:, 0] > _BLACK)
    return bool(blue.mean() > _SAME)


def _is_framed(spot: Bools) -> bool:
    return bool(spot[0].any() or spot[-1].any() or spot[:, 0].any() or spot[:, -1].any())


def _is_of_living(solid: Bools, living: list[Box], shape: tuple[int, ...]) -> bool:
    y, x = solid.shape[0] / shape[0], solid.shape[1] / shape[1]
    inside = (
        solid[round(top * y) : round(bottom * y), round(left * x) : round(right * x)] for top, left, bottom, right in living
    )
    return any(int(np.count_nonzero(part)) > _HELD * int(np.count_nonzero(solid)) for part in inside)


def _again(one: Bools, other: Bools) -> bool:
    """Whether two segments are of one thing: much alike, or nearly all of one inside the other."""
    both = int(np.count_nonzero(one & other))
    return both > _SAME * int(np.count_nonzero(one | other)) or both > _HELD * int(np.count_nonzero(one))
