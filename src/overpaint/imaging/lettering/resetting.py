"""Words of a line set anew, in its own size, colour, weight and softness, on the ground that is left when the old ones are gone.

The old word is set in every font there is and held against what is seen; the best one, its size and its width set the new word on
the old one's baseline. Words after it are moved along; a longer word is set closer, then smaller, within the room that there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from overpaint.imaging.colour_code import to_pixel
from overpaint.imaging.lettering.erasing import erased
from overpaint.imaging.lettering.faces import Chain, FindFile, chains, runs_in
from overpaint.imaging.lettering.ink import Setting, drawn
from overpaint.imaging.lettering.strips import Flags, Inked, Strip, strip_of
from overpaint.imaging.lettering.written import Line
from overpaint.imaging.values import Pixels, Plane

_ASIDE = 1.8
"""Of the line's height: how far beside it room for longer words is looked for."""

_TRIED_AT = 96.0
_INK = 0.3
"""Pixels of the em at which a font is first set, and the coverage from which a pixel belongs to a letter's extent."""

_STRETCHED = (0.55, 1.8)
_BY_STRETCH = 0.3
"""How narrow and wide letters may be for their font, and how much that counts against how alike they look."""

_LEAST_ALIKE = 0.5
"""Correlation of the old word as it is seen and as it is set: below, nothing here looks like it."""

_BY_WEIGHT, _BY_WIDTHS = 0.7, 0.3
"""How much it counts how much heavier one word is, and how unlike the widths of its letters are."""

_BETWEEN, _SOFTEST = 1.68, 5.0
"""Pixels between 0.2 and 0.8 on an edge that is blurred with sigma 1; and the largest sigma that is taken for softness."""

_BACK = 0.4
"""What laying a strip back into the picture adds to letters' softness, of its scale (`Strip.in_picture`)."""

_CLOSEST, _SMALLEST = 0.72, 0.7
"""How much closer and smaller than the old one a word may be set to fit."""

_GAP = 0.3
"""Of the letters' height: what stays free beside them."""

_LIKE_GROUND, _FREE = 30.0, 0.95
"""A column is free where so much of it differs from the ground by no more than these levels."""


class NotTold(Exception):
    """The letters can't be told from their ground."""


class NoSuchFont(Exception):
    """Nothing here looks like the letters that are there."""


class NoSpace(Exception):
    """The new words are too long for the place."""


@dataclass(frozen=True)
class Reset:
    """`rgb`: (H, W, 3) uint8 sRGB. `unlike`: of what was filled, as `erasing.Erased` says."""

    rgb: Pixels
    unlike: float


@dataclass(frozen=True)
class _Type:
    """How a word is set: faces, size in pixels of the em, width as a factor, softness; and where its baseline's box begins."""

    chain: Chain
    size: float
    stretch: float
    sigma: float
    top: float
    alike: float


def reset(
    rgb: Pixels,
    line: Line,
    part: tuple[int, int],
    words: str,
    find: FindFile,
    within: Flags,
    seed: int,
    colour: str = "",
    anchor: float = 0.5,
    check: Callable[[], None] = lambda: None,
) -> Reset:
    """The picture, (H, W, 3) uint8 sRGB, in which characters `part` of a line say `words`. `colour`: `#rrggbb`, of the new ones.
    `anchor`: what stays in place where the whole line changes: 0 its left end, 0.5 its middle, 1 its right end.

    Raises NotTold, NoSuchFont, NoSpace, NoLetter; ValueError where nothing is left to fill from.
    """
    strip = strip_of(rgb, line, _ASIDE)
    inked = strip.inked
    if inked is None:
        raise NotTold
    begin, end = strip.columns(line, *part)
    old = _cut(inked.letters, begin, end)
    if not old.any():
        raise NotTold
    setting = _fitted(line.text[part[0] : part[1]], np.where(old, inked.cover, np.float32(0)), old, find)
    check()
    cover, gone = _composed(strip, inked, setting, words, (begin, end), anchor)
    if setting.sigma > 0:
        cover = _soft(cover, setting.sigma, strip.scale)
    shape = rgb.shape[0], rgb.shape[1]
    slab = np.zeros(old.shape, np.float32)
    slab[:, gone[0] : gone[1]] = 1
    clean = erased(rgb, [line], within & (strip.in_picture(slab, shape) > 0.5), seed, check)
    ink = to_pixel(colour)[0, 0].astype(np.float32) if colour else inked.ink
    share = strip.in_picture(cover, shape) * within
    return Reset(_inked(clean.rgb, share, ink), clean.unlike)


def recoloured(
    rgb: Pixels, line: Line, part: tuple[int, int], colour: str, within: Flags, seed: int, check: Callable[[], None]
) -> Reset:
    """The same letters in another colour. Raises NotTold; ValueError where nothing is left to fill from."""
    strip = strip_of(rgb, line)
    inked = strip.inked
    if inked is None:
        raise NotTold
    begin, end = strip.columns(line, *part)
    slab = np.zeros(inked.cover.shape, np.float32)
    slab[:, begin:end] = 1
    shape = rgb.shape[0], rgb.shape[1]
    clean = erased(rgb, [line], within & (strip.in_picture(slab, shape) > 0.5), seed, check)
    share = strip.in_picture(inked.cover * slab, shape) * within
    return Reset(_inked(clean.rgb, share, to_pixel(colour)[0, 0].astype(np.float32)), clean.unlike)


def _inked(rgb: Pixels, share: Plane, ink: np.ndarray) -> Pixels:
    """Letters, of `ink` in sRGB codes, on their ground; untouched where there is none.

    Mixed in codes, as the share of the old letters was told from codes: mixed as light, dark words come out thinner than their
    neighbours, and light ones bolder.
    """
    there = share > 1 / 512
    answer = rgb.copy()
    part = share[there][:, None]
    answer[there] = np.rint(rgb[there] * (1 - part) + ink * part).astype(np.uint8)
    return answer


def _cut(letters: Flags, begin: int, end: int) -> Flags:
    inside = np.zeros_like(letters)
    inside[:, begin:end] = letters[:, begin:end]
    return inside


def _extent(there: Flags) -> tuple[int, int, int, int]:
    """(top, left, bottom, right); raises NotTold for nothing."""
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    if rows.size == 0:
        raise NotTold
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _drawn(words: str, chain: Chain, size: float) -> Plane:
    """Words on a canvas whose baseline is where it is for any other words of this size."""
    return drawn(Setting((runs_in(words, chain),), size, size, 0.0), 0.0, 4)


def _fitted(words: str, cover: Plane, letters: Flags, find: FindFile) -> _Type:
    """The type that looks most like the letters that are there. Raises NoSuchFont, NoLetter."""
    top, left, bottom, right = _extent(letters)
    seen = cover[top:bottom, left:right]
    softness = _softness(np.pad(seen, 2))
    best: _Type | None = None
    for chain in chains(words, find):
        box = _extent(_drawn(words, chain, _TRIED_AT) > _INK)
        size = _TRIED_AT * (bottom - top) / (box[2] - box[0])
        canvas = _drawn(words, chain, size)
        box = _extent(canvas > _INK)
        stretch = (right - left) / (box[3] - box[1])
        if not _STRETCHED[0] <= stretch <= _STRETCHED[1]:
            continue
        word = np.asarray(cv2.resize(canvas[box[0] : box[2], box[1] : box[3]], seen.shape[::-1], interpolation=cv2.INTER_AREA))
        alike = _alike(seen, word.astype(np.float32)) - _BY_STRETCH * abs(float(np.log(stretch)))
        if best is None or alike > best.alike:
            best = _Type(chain, size, stretch, softness, top - box[0], alike)
    if best is None or best.alike < _LEAST_ALIKE:
        raise NoSuchFont
    return best


def _alike(seen: Plane, word: Plane) -> float:
    """How alike two words of one size are: letter by letter where as many stand apart in both, and by how heavy they are."""
    heavier = abs(float(np.log(seen.sum() / max(word.sum(), 1e-3))))
    ours, theirs = _apart(seen), _apart(word)
    if len(ours) != len(theirs):
        return _correlation(seen, word) - _BY_WEIGHT * heavier
    width = np.array([(b - a, d - c) for (a, b), (c, d) in zip(ours, theirs, strict=True)], np.float32)
    wider = float(np.abs(np.log(width[:, 0] / width[:, 1])).mean())
    moved = np.zeros_like(seen)
    for (a, b), (c, d) in zip(ours, theirs, strict=True):
        moved[:, a:b] = cv2.resize(np.ascontiguousarray(word[:, c:d]), (b - a, seen.shape[0]), interpolation=cv2.INTER_AREA)
    return _correlation(seen, moved) - _BY_WEIGHT * heavier - _BY_WIDTHS * wider


def _apart(word: Plane) -> list[tuple[int, int]]:
    """Columns of what stands apart in a word."""
    filled = np.concatenate([[False], (word > _INK).any(axis=0), [False]])
    edges = np.flatnonzero(np.diff(filled.astype(np.int8)))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def _correlation(one: Plane, other: Plane) -> float:
    a, b = (cv2.GaussianBlur(plane, (0, 0), 1.5) for plane in (one, other))
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def _softness(seen: Plane) -> float:
    """The blur, a Gaussian's sigma, that gives edges this wide: how much of them is between, by how long they are."""
    outlines, _ = cv2.findContours((seen > 0.5).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    length = sum(cv2.arcLength(outline, closed=True) for outline in outlines)
    between = float(((seen > 0.2) & (seen < 0.8)).sum())
    return min(between / max(_BETWEEN * length, 1.0), _SOFTEST)


def _soft(cover: Plane, sigma: float, scale: float) -> Plane:
    added = _BACK * scale if scale > 1.5 else 0.0
    left = float(np.sqrt(max(sigma**2 - added**2, 0.0)))
    return np.asarray(cv2.GaussianBlur(cover, (0, 0), left), np.float32) if left > 0.2 else cover


def _composed(
    strip: Strip, inked: Inked, setting: _Type, words: str, columns: tuple[int, int], anchor: float
) -> tuple[Plane, tuple[int, int]]:
    """What the new letters cover of the strip, and the columns from which the old ones have to go. Raises NoSpace, NoLetter."""
    begin, end = columns
    top, left, bottom, right = _extent(_cut(inked.letters, begin, end))
    after = inked.letters[:, end:].any()
    before = inked.letters[:, :begin].any()
    last = _extent(inked.letters)[3]
    low, high = _room(strip, inked, (top, bottom), left if not before else begin, last)
    room = high - (left if before or after else low) - (last - right if after else 0)
    plane = _within(setting, words, room)
    width = plane.shape[1]
    free = round(min(max(left + anchor * (right - left - width), low), high - width))
    at = left if before or after else free
    cover: Plane = np.zeros_like(inked.cover)
    _lay(cover, plane, round(setting.top), at)
    if not after:
        return cover, (begin, strip.rgb.shape[1] if not before else end)
    moved = at + width - right
    if moved:
        rest = np.where(np.arange(cover.shape[1]) >= end, inked.cover, np.float32(0))
        shift = np.array([[1.0, 0.0, moved], [0.0, 1.0, 0.0]])
        cover = np.maximum(cover, np.asarray(cv2.warpAffine(rest, shift, (cover.shape[1], cover.shape[0])), np.float32))
    return cover, (begin, strip.rgb.shape[1] if moved else end)


def _room(strip: Strip, inked: Inked, rows: tuple[int, int], left: int, right: int) -> tuple[int, int]:
    """Columns between which letters may stand: from both ends of the line outward as far as the ground goes on."""
    band = slice(*rows)
    apart = np.abs(strip.rgb[band].astype(np.float32) - inked.ground[band]).max(axis=2)
    free = (apart < _LIKE_GROUND).mean(axis=0) >= _FREE
    gap = round(_GAP * (rows[1] - rows[0]))
    halo = max(2, gap // 3)  # the soft rim of the letters themselves
    low = left - halo
    while low > 0 and free[low - 1]:
        low -= 1
    high = right + halo
    while high < free.size and free[high]:
        high += 1
    return min(low + gap, left), max(high - gap, right)


def _within(setting: _Type, words: str, room: float) -> Plane:
    """New words, (h, w), cut at their sides, not above and below; closer and smaller where the room asks it. Raises NoSpace."""
    for smaller in (1.0, 0.92, 0.85, 0.78, _SMALLEST):
        size = setting.size * smaller
        canvas = _drawn(words, setting.chain, size)
        _, left, _, right = _extent(canvas > _INK)
        width = (right - left) * setting.stretch
        closer = min(1.0, room / width)
        if closer < _CLOSEST:
            continue
        wide = max(1, round(width * closer))
        plane = cv2.resize(canvas[:, left:right], (wide, canvas.shape[0]), interpolation=cv2.INTER_AREA)
        lower = _baseline(setting.size) - _baseline(size)  # on the same baseline
        return np.pad(np.asarray(plane, np.float32), ((lower, 0), (0, 0)))
    raise NoSpace


def _baseline(size: float) -> int:
    """Row of the baseline in `_drawn`."""
    return round(4 + 1.25 * size)


def _lay(cover: Plane, plane: Plane, top: int, left: int) -> None:
    """Put a plane into another one, what is outside cut off."""
    first, at = max(0, -top), max(0, -left)
    rows = min(plane.shape[0], cover.shape[0] - top) - first
    columns = min(plane.shape[1], cover.shape[1] - left) - at
    window = cover[top + first : top + first + rows, left + at : left + at + columns]
    np.maximum(window, plane[first : first + rows, at : at + columns], out=window)
