"""Letters taken off what they stand on: a plain ground goes on under them, any other is filled from its surroundings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.inpainting.filling import fill
from overpaint.imaging.lettering.strips import Colours, Flags, strip_of
from overpaint.imaging.lettering.written import Line
from overpaint.imaging.spread import spread
from overpaint.imaging.values import Box, Pixels

_HALO = 0.09
_LEAST_HALO = 2
"""Of a line's height, and in pixels: how far beyond letters their soft edges, outlines and compression's ringing reach."""

_GLOW = 0.06
"""Of a line's height: as much further letters shine onto plain ground, which is simply painted over."""

_FILLED, _EMPTY = 0.62, 0.03
"""Of a frame: letters cover neither more nor less; else they were not told from their ground, and the whole frame goes."""

_AROUND = 0.35
"""Of a line's height: as far around letters the ground tells what it is like."""

_ALIKE = 24.0
"""Levels from the colour between the letters: what differs by more is a sign's rim, a neighbour, another thing."""

_ENOUGH = 0.6
"""Of what is between letters: so much has to be that ground, or the letters stand on several things."""

_PLAIN = 8.0
"""Levels by which a plain ground differs from its own smooth course, as the root of the mean square."""

_FEW = 40

_GRAIN_SOFT, _GRAIN_GAIN = 0.5, 1.25
"""A camera's grain goes over more than a pixel; what the blur takes from its strength, given back in part."""


@dataclass(frozen=True)
class Erased:
    """`rgb`: (H, W, 3) uint8 sRGB. `hole`: what was filled. `unlike`: as `inpainting.Filled` says; 0 on plain ground."""

    rgb: Pixels
    hole: Flags
    unlike: float = 0.0


@dataclass(frozen=True)
class Hole:
    """What a line covers, (H, W), with the soft rim of its letters. `ground`: the sRGB codes between them; None where they stand
    on several things, or could not be told from their ground and the hole is the whole frame.
    """

    flags: Flags
    ground: Colours | None


def erased(
    rgb: Pixels,
    lines: Sequence[Line],
    within: Flags,
    seed: int,
    check: Callable[[], None] = lambda: None,
    *,
    whole: bool = False,
) -> Erased:
    """The picture, (H, W, 3) uint8 sRGB, without these lines. `within`, (H, W): what may change. `whole`: their frames are
    filled, not their letters alone. Raises ValueError where nothing is left to fill from.
    """
    holes = [(line, hole_of(rgb, line, whole=whole)) for line in lines]
    every = np.logical_or.reduce([hole.flags for _, hole in holes]) if holes else np.zeros(rgb.shape[:2], bool)
    answer, rest = rgb, np.zeros_like(every)
    for line, hole in holes:
        check()
        plain = None
        if hole.ground is not None:
            plain = on_plain_ground(answer, hole.flags, hole.ground, every, within, line, seed)
        if plain is None:
            rest |= hole.flags & within
        else:
            answer = plain
    if not rest.any():
        return Erased(answer, every & within)
    filled = fill(answer, rest, np.zeros_like(rest), seed, check)
    return Erased(filled.rgb, every & within, filled.unlike)


def hole_of(rgb: Pixels, line: Line, *, whole: bool = False) -> Hole:
    """What a line covers in a picture, (H, W, 3) uint8 sRGB."""
    shape = rgb.shape[0], rgb.shape[1]
    strip = strip_of(rgb, line)
    top, left, bottom, right = strip.frame
    inked = None if whole else strip.inked
    share = 0.0 if inked is None else float(inked.letters[top:bottom, left:right].mean())
    if inked is None or not _EMPTY <= share <= _FILLED:
        return Hole(line.plane(shape, 0.08) > 0, None)
    there = strip.in_picture(inked.letters.astype(np.float32), shape) > 0.2
    ground = np.median(inked.ground[inked.letters], axis=0).astype(np.float32)
    between = ~grown(inked.letters, 3)[top:bottom, left:right]
    apart = np.abs(strip.rgb[top:bottom, left:right].astype(np.float32) - ground).max(axis=2)[between]
    plain = apart.size > 0 and float((apart < _ALIKE).mean()) >= _ENOUGH
    return Hole(grown(there, max(_LEAST_HALO, round(_HALO * line.height))), ground if plain else None)


def slab_of(rgb: Pixels, line: Line, first: int, last: int) -> Flags:
    """(H, W): the part of a picture that characters `first:last` of a line have for themselves, above and below it as well."""
    strip = strip_of(rgb, line)
    begin, end = strip.columns(line, first, last)
    plane = np.zeros(strip.rgb.shape[:2], np.float32)
    plane[:, begin:end] = 1
    return strip.in_picture(plane, (rgb.shape[0], rgb.shape[1])) > 0.5


def grown(flags: Flags, reach: int) -> Flags:
    """What is marked and all within so many pixels of it."""
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    return np.asarray(cv2.dilate(flags.astype(np.uint8), round_) > 0)


def on_plain_ground(
    rgb: Pixels, hole: Flags, ground: Colours, taken: Flags, within: Flags, line: Line, seed: int
) -> Pixels | None:
    """The hole filled by the smooth course of the ground between and around the letters, with its grain; None where that ground
    is not plain. `ground`: its sRGB codes. `taken`: (H, W), the holes of all lines.
    """
    top, left, bottom, right = _window(hole, line)
    inside, known = hole[top:bottom, left:right], ~taken[top:bottom, left:right]
    colours = rgb[top:bottom, left:right].astype(np.float32)
    near = grown(inside, max(3, round(_AROUND * line.height))) & known
    alike = near & (np.abs(colours - ground).max(axis=2) < _ALIKE)
    if alike.sum() < _FEW:
        return None
    course, same = _course(colours, alike)
    rest = colours - course
    if float(np.sqrt((rest[same] ** 2).mean())) > _PLAIN:
        return None
    wide = grown(inside, max(1, round(_GLOW * line.height)))
    shiny = wide & ~inside & (np.abs(rest).max(axis=2) < _ALIKE)  # the glow of letters, not a sign's rim
    hidden = (inside | shiny) & within[top:bottom, left:right]
    soft = np.asarray(cv2.GaussianBlur(rest, (0, 0), 1.0), np.float32)
    drift = spread(soft, (same & ~wide).astype(np.float32))  # what the fitted course misses
    drift = np.asarray(cv2.GaussianBlur(drift, (0, 0), max(1.0, 0.15 * line.height)), np.float32)
    answer = rgb.copy()
    filled = course + drift + _grain(rest, same, hidden, seed)
    answer[top:bottom, left:right][hidden] = np.clip(np.rint(filled[hidden]), 0, 255).astype(np.uint8)
    return answer


def _window(hole: Flags, line: Line) -> Box:
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    more = max(8, round(line.height))
    return (
        max(0, int(rows[0]) - more),
        max(0, int(columns[0]) - more),
        min(hole.shape[0], int(rows[-1]) + 1 + more),
        min(hole.shape[1], int(columns[-1]) + 1 + more),
    )


def _course(colours: Colours, alike: Flags) -> tuple[Colours, Flags]:
    """How the ground goes on, a square function of the place fitted to what is like it; and which pixels that holds for."""
    rows, columns = (np.linspace(-1, 1, side, dtype=np.float32) for side in alike.shape)
    y, x = np.meshgrid(rows, columns, indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    same, course = alike, np.zeros_like(colours)
    for _ in range(3):
        step = max(1, int(same.sum()) // 6000)
        factors = np.linalg.lstsq(terms[same][::step], colours[same][::step], rcond=None)[0]
        course = np.asarray(terms @ factors, np.float32)
        apart = np.abs(colours - course).max(axis=2)
        limit = max(4.0, 3.0 * float(np.median(apart[same])))
        fewer = alike & (apart <= limit)
        same = fewer if fewer.sum() >= _FEW else same
    return course, same


def _grain(rest: Colours, same: Flags, hidden: Flags, seed: int) -> NDArray[np.float32]:
    """(h, w, 3): the ground's own fine noise for what is filled, each pixel's taken from another at random."""
    fine = (rest - cv2.GaussianBlur(rest, (0, 0), 2.0))[same]
    limit = 3.0 * float(np.median(np.abs(fine))) + 0.5  # dust and the rims of things are no grain
    fine = np.clip(fine, -limit, limit)
    noise = np.zeros_like(rest)
    noise[hidden] = fine[np.random.default_rng(seed).integers(0, len(fine), int(hidden.sum()))]
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), _GRAIN_SOFT), np.float32) * np.float32(_GRAIN_GAIN)
