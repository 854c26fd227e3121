"""A line of writing laid flat: an upright strip with its surroundings, in which letters are told from their ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.lettering.written import Line, Matrix
from overpaint.imaging.spread import spread
from overpaint.imaging.values import Pixels, Plane

Flags = NDArray[np.bool_]
Colours = NDArray[np.float32]

_LEAST_HEIGHT, _MOST_HEIGHT = 72, 160
"""Pixels of a line's frame in its strip: small letters are enlarged until their shapes can be told apart."""

_OVER = 0.45
"""Of the frame's height: what of the surroundings is above and below it in the strip."""

_AROUND, _ASIDE = 0.12, 0.25
"""Of the frame's height: what beyond the frame letters may reach, down and to the sides. What reaches further is none."""

_COLOURS = (3, 2, 4)
"""How many colours a line is parted into, tried in this order until one of them is the letters'."""

_LAB = np.array([1.0, 1.3, 1.3], np.float32)
"""How much lightness and the two colours count in how unlike letters are to their ground."""

_BAND = (0.05, 0.16)
"""Of the frame's height, from its upper and its lower side: there is little of letters there, nor at its ends."""

_LESS_THERE = 0.75
"""Of their share between: letters have at most so much there, what they stand on has more."""

_RARE = 0.06
"""Of the frame: a colour with less is not the letters'."""

_LEAST_UNLIKE = 14.0
"""In CIELAB's units: by less letters can't be told from their ground."""

_COVERED = 0.45
_OFF = 0.6
"""A pixel is a letter's from this coverage on, unless its colour is off the line from ground to letter by this part of it."""

_MAIN, _NEAR = 0.5, 0.3
"""Of the highest letter's height, and of all letters': what makes their band, and how far from it accents and commas stand."""

_SPECK = 0.0035
"""Of the frame's height squared: smaller pieces are no letters, nor dots of them."""

_IN_LINE = 0.3
_HELD = 0.9
"""Of a piece's height, and of its area: so much of it has to be inside the frame; with the second it may go on beyond."""


@dataclass(frozen=True)
class Inked:
    """Letters and their ground. `ground`: (h, w, 3) float32 sRGB codes, as it goes on under the letters. `ink`: the letters'
    colour in the same. `cover`: (h, w) in [0, 1], how much of each pixel is letter. `letters`: which pixels are.
    """

    ground: Colours
    ink: Colours
    cover: Plane
    letters: Flags


@dataclass(frozen=True)
class Strip:
    """`rgb`: (h, w, 3) uint8 sRGB, the frame at `frame` (top, left, bottom, right). `there`: from the picture to the strip.

    `scale`: pixels of the strip for one of the picture.
    """

    rgb: Pixels
    there: Matrix
    frame: tuple[int, int, int, int]
    scale: float

    @cached_property
    def height(self) -> int:
        """Of the frame."""
        return self.frame[2] - self.frame[0]

    @cached_property
    def core(self) -> tuple[slice, slice]:
        """The frame with a little around it: what is looked at for letters. The rest may belong to other things."""
        top, left, bottom, right = self.frame
        more, aside = round(_AROUND * self.height), round(_ASIDE * self.height)
        return slice(top - more, bottom + more), slice(max(0, left - aside), min(self.rgb.shape[1], right + aside))

    @cached_property
    def inked(self) -> Inked | None:
        """The letters; None where they can't be told from their ground."""
        colours = self.rgb.astype(np.float32)
        lab = np.asarray(cv2.cvtColor(colours / np.float32(255), cv2.COLOR_RGB2Lab), np.float32) * _LAB
        for ends, count in product((True, False), _COLOURS):  # at a line's ends a sign's rim or an arrow may be as well
            mine = self._letters_colour(lab, count, ends=ends)
            if mine is None:
                continue
            found = self._inked(colours, lab, mine)
            if found is not None:
                return found
        return None

    def _letters_colour(self, lab: Colours, count: int, *, ends: bool) -> Flags | None:
        """(h, w): the pixels of that one of so many colours which is the letters'; None where none is. `ends`: it may not be
        much at the line's ends either.
        """
        top, left, bottom, right = self.frame
        inside = lab[top:bottom, left:right]
        samples = np.ascontiguousarray(inside[::2, ::2].reshape(-1, 3))
        stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 0.5)
        cv2.setRNGSeed(1)  # the same parting again for the same strip
        _, _, middles = cv2.kmeans(samples, count, np.empty(0, np.int32), stop, 3, cv2.KMEANS_PP_CENTERS)
        nearest = np.stack([((lab - middle) ** 2).sum(axis=2) for middle in middles]).argmin(axis=0)
        rows = nearest[top:bottom, left:right]
        low, high = (max(1, round(share * self.height)) for share in _BAND)
        band = np.concatenate([rows[low:high], rows[-high:-low]])
        sides = np.concatenate([rows[:, :low], rows[:, -low:]], axis=1)
        middle = rows[high:-high]
        best, found = 0.0, None
        for number in range(count):
            there, beside, among = (float((part == number).mean()) for part in (band, sides, middle))
            rare = max(there, beside) if ends else there
            if among >= _RARE and rare <= _LESS_THERE * among and among > best:
                best, found = among, number
        return None if found is None else np.asarray(nearest == found)

    def _inked(self, colours: Colours, lab: Colours, mine: Flags) -> Inked | None:
        top, left, bottom, right = self.frame
        near = np.asarray(cv2.dilate(mine.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0)
        known = np.zeros_like(mine)
        known[self.core] = ~near[self.core]
        core = np.asarray(cv2.erode(mine.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
        inner = core[top:bottom, left:right] if core[top:bottom, left:right].sum() > 30 else mine[top:bottom, left:right]
        if not known.any() or not inner.any():
            return None
        ink = np.median(colours[top:bottom, left:right][inner], axis=0).astype(np.float32)
        dark = np.median(lab[top:bottom, left:right][inner], axis=0)
        ground = spread(colours, known.astype(np.float32))
        ground_lab = np.asarray(cv2.cvtColor(ground / np.float32(255), cv2.COLOR_RGB2Lab), np.float32) * _LAB
        line = dark - ground_lab
        length = np.maximum(np.linalg.norm(line, axis=2), 1e-3)
        if float(np.median(length[top:bottom, left:right])) < _LEAST_UNLIKE:
            return None
        apart = lab - ground_lab
        share = (apart * line).sum(axis=2) / length**2
        off = np.linalg.norm(apart - share[..., None] * line, axis=2) / length
        cover = np.zeros(mine.shape, np.float32)
        cover[self.core] = np.where(off < _OFF, np.clip(share, 0, 1), 0)[self.core]
        letters = self._pieces(cover > _COVERED)
        if not letters.any():
            return None
        rim = cv2.dilate(letters.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        return Inked(ground, ink, np.where(rim, cover, np.float32(0)), letters)

    def _pieces(self, there: Flags) -> Flags:
        """Without specks, and without what only crosses the frame."""
        top, left, bottom, right = self.frame
        rows, columns = self.core
        count, labels, stats, _ = cv2.connectedComponentsWithStats(there.astype(np.uint8))
        held = np.bincount(labels[top:bottom, left:right].ravel(), minlength=count)
        kept = np.zeros(count, bool)
        for number in range(1, count):
            x, y, wide, high, area = (int(value) for value in stats[number])
            within = min(y + high, bottom) - max(y, top)
            touches = y <= rows.start or y + high >= rows.stop or x <= columns.start or x + wide >= columns.stop
            inside = within > _IN_LINE * high and (not touches or held[number] >= _HELD * area)
            kept[number] = area >= _SPECK * self.height**2 and inside
        return np.asarray((kept & _in_band(np.asarray(stats, np.int32), kept, (top + bottom) / 2))[labels])

    def columns(self, line: Line, first: int, last: int) -> tuple[int, int]:
        """Where characters `first:last` of its line begin and end: at the widest gaps beside them, else at the frame's sides."""
        _, left, _, right = self.frame
        middles = [left + share * (right - left) for share in line.at]
        inked = self.inked
        empty: Flags = np.ones(self.rgb.shape[1], bool) if inked is None else np.asarray(~inked.letters.any(axis=0))

        def cut(before: int, after: int) -> int:
            while before > 0 and line.text[before].isspace():  # where a space stands is told from what is beside it
                before -= 1
            while after < len(middles) - 1 and line.text[after].isspace():
                after += 1
            low, high = round(middles[before]), max(round(middles[after]), round(middles[before]) + 1)
            runs = np.split(np.arange(low, high), np.flatnonzero(np.diff(empty[low:high].astype(np.int8))) + 1)
            gaps = [run for run in runs if run.size and empty[run[0]]]
            widest = max(gaps, key=len, default=np.array([(low + high) // 2]))
            return int(widest.mean())

        begin = cut(first - 1, first) if first > 0 else self.core[1].start
        end = cut(last - 1, last) if last < len(middles) else self.core[1].stop
        return begin, end

    def in_picture(self, plane: Plane, shape: tuple[int, int]) -> Plane:
        """A plane of the strip as (H, W) of the picture it was taken from."""
        blurred = cv2.GaussianBlur(plane, (0, 0), 0.4 * self.scale) if self.scale > 1.5 else plane
        back = cv2.warpPerspective(blurred, np.linalg.inv(self.there), shape[::-1], flags=cv2.INTER_LINEAR)
        return np.asarray(back, np.float32)


def _in_band(stats: NDArray[np.int32], kept: Flags, middle: float) -> Flags:
    """Which pieces stand in the band of the letters that cross the frame's middle, or as near to it as accents and commas do."""
    tops = stats[:, cv2.CC_STAT_TOP]
    bottoms = tops + stats[:, cv2.CC_STAT_HEIGHT]
    crossing = kept & (tops <= middle) & (bottoms >= middle)
    if not crossing.any():
        return kept
    high = bottoms - tops
    main = crossing & (high >= _MAIN * high[crossing].max())
    upper, lower = int(tops[main].min()), int(bottoms[main].max())
    more = _NEAR * (lower - upper)
    return np.asarray((tops >= upper - more) & (bottoms <= lower + more))


def strip_of(rgb: Pixels, line: Line, beside: float = 0.5) -> Strip:
    """A line's strip, with `beside` times its height of the picture on each side. `rgb`: (H, W, 3) uint8 sRGB."""
    height = int(np.clip(line.height, _LEAST_HEIGHT, _MOST_HEIGHT))
    scale = height / max(line.height, 1.0)
    width = max(8, round(line.width * scale))
    over, aside = round(_OVER * height), round(beside * height)
    corners = np.array([(aside, over), (aside + width, over), (aside + width, over + height), (aside, over + height)], np.float32)
    there = np.asarray(cv2.getPerspectiveTransform(np.array(line.corners, np.float32), corners), np.float64)
    size = width + 2 * aside, height + 2 * over
    flags = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_CUBIC
    pixels = cv2.warpPerspective(rgb, there, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return Strip(np.asarray(pixels, np.uint8), there, (over, aside, over + height, aside + width), scale)
