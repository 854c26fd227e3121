"""A hole filled from coarse to fine: at each scale the patches that touch it look for their like in the rest, and vote.

Patch-based completion over a pyramid (sources in `matching`), with a prior for sources of the same height, so that fields are
not filled with sky, and bounded shifts of colour, so that a gradient goes on. Where it can be told which grounds the hole lies on
(`grounds`), patches have to be of the same ones, as in a map painted beforehand (Hertzmann et al., "Image Analogies", 2001). The
work is done on the part of the picture around the hole, at 512 pixels and then at its full resolution.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.inpainting.evening import evened, harmonic
from overpaint.imaging.inpainting.grounds import Grounds, grounds_around
from overpaint.imaging.inpainting.matching import search, vote
from overpaint.imaging.values import Pixels

Flags = NDArray[np.bool_]
Plane = NDArray[np.float32]

_SIDE = 512
"""Longer side of the part around the hole at which its structure is settled."""

_AROUND = 1.0
_LEAST_AROUND = 96
"""How much of the picture is looked at on each side of the hole: as a share of the hole's longer side, and in pixels."""

_HALF = 3
_ROUNDS = 5
_PRIOR = 4000.0
_SHIFT = 20.0
_TEXTURE = 2.0
_COARSEST = 5.5
"""Half the hole's thickness in pixels at the coarsest scale: less, and structure is lost that the finer ones can't bring back."""

_SMOOTH, _ROUGH = 2.5, 6.0
"""Mean change from pixel to pixel, in levels: up to the first a place is smooth, from the second on it has texture."""

_EVENED = 0.024
"""Sigma of what evens out a smooth place, as a share of the longer side of the part that is worked on."""

_GUIDE = 70.0
"""Levels by which a pixel of one ground counts as unlike one of another, beside its colour."""

_PLANES = 5
"""Of a picture that is filled: colour and texture; the grounds' come after them."""

_APART, _MOST_PIECES = 0.02, 12
"""Half the distance, as a share of the picture's longer side, from which on parts of a hole are filled one by one; and how many
at most.
"""

_APART_COPIED, _SAME = 0.02, 4
"""How far off, of the longer side, a neighbour is asked where its patch comes from; pixels by which that may be moved."""

_FEW = 60
"""Sources below which what was banned is used all the same."""


@dataclass(frozen=True)
class _Matches:
    """Where each target's patch was found, at one scale of `size` (height, width)."""

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    number: NDArray[np.int32]
    size: tuple[int, int]

    def whole(self, hole: Flags) -> float:
        """Share of the hole, (h, w), whose patch comes from the same place as that of its neighbour some way off."""
        step = max(4, round(_APART_COPIED * max(self.size)))
        down, across = np.nonzero(hole)
        here = self.number[down, across]
        same, pairs = 0, 0
        for rows, columns in ((down + step, across), (down, across + step)):
            there = (rows < hole.shape[0]) & (columns < hole.shape[1])
            there[there] = hole[rows[there], columns[there]]
            one, other = here[there], self.number[rows[there], columns[there]]
            off_rows = self.rows[other] - rows[there] - self.rows[one] + down[there]
            off_columns = self.columns[other] - columns[there] - self.columns[one] + across[there]
            same += int(np.count_nonzero(np.abs(off_rows) + np.abs(off_columns) <= _SAME))
            pairs += int(np.count_nonzero(there))
        return same / pairs if pairs else 1.0


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of a hole, (H, W), that was filled on its own. `unlike`: levels by which patches in it differ from what they were
    matched with, as the root of the mean square; large where the rest has nothing that fits. `whole` in [0, 1]: how much of it
    comes from one place as it was.
    """

    hole: Flags
    unlike: float
    whole: float = 0.4


@dataclass(frozen=True)
class Filled:
    """`rgb`: (H, W, 3) uint8 sRGB. `pieces`: of the hole. `parted`: whether it was told which grounds lie behind."""

    rgb: Pixels
    pieces: tuple[Piece, ...] = ()
    parted: bool = False

    @property
    def unlike(self) -> float:
        """That of the piece which fits least."""
        return max((piece.unlike for piece in self.pieces), default=0.0)


def fill(rgb: Pixels, hole: Flags, banned: Flags, seed: int, check: Callable[[], None] = lambda: None) -> Filled:
    """(H, W, 3) uint8 sRGB with the hole (H, W) filled; every other pixel as it was. `banned`: never copied from.

    Another seed searches elsewhere. `check` is called between passes. Raises ValueError where nothing is left to copy from.
    """
    if not hole.any():
        return Filled(rgb)
    answer, left, pieces, parted = rgb.copy(), hole.copy(), [], True
    for piece in _pieces(hole):
        box = part_around(piece)
        inside = piece[box]
        part, without = answer[box].copy(), (banned | (left & ~piece))[box]
        grounds = grounds_around(part, inside)
        pixels, unlike, whole = _filled(part, inside, without, grounds, seed, check)
        answer[box][inside] = pixels[inside]
        left &= ~piece
        pieces.append(Piece(piece, unlike, whole))
        parted = parted and grounds is not None
    return Filled(answer, tuple(pieces), parted)


def _pieces(hole: Flags) -> list[Flags]:
    """Parts of a hole that lie so far apart that each has its own surroundings."""
    reach = max(3, round(_APART * max(hole.shape)))
    near = cv2.dilate(hole.astype(np.uint8), np.ones((3, 3)), iterations=reach)
    count, labels = cv2.connectedComponents(near)
    return [hole] if count - 1 > _MOST_PIECES else [hole & (labels == at) for at in range(1, count)]


def part_around(hole: Flags) -> tuple[slice, slice]:
    """Rows and columns of the part of a picture that tells what belongs into a hole."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    longest = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    margin = max(int(longest * _AROUND), _LEAST_AROUND)
    return (
        slice(max(int(rows[0]) - margin, 0), min(int(rows[-1]) + 1 + margin, hole.shape[0])),
        slice(max(int(columns[0]) - margin, 0), min(int(columns[-1]) + 1 + margin, hole.shape[1])),
    )


def _filled(
    rgb: Pixels, hole: Flags, banned: Flags, grounds: Grounds | None, seed: int, check: Callable[[], None]
) -> tuple[Pixels, float, float]:
    settled, matches, unlike, whole = None, None, 0.0, 1.0
    scales = _scales(hole)
    for number, scale in enumerate(scales):
        check()
        level = _Level.of(rgb, hole, banned, grounds, scale)
        last, full = number == len(scales) - 1, scale == 1.0 and len(scales) > 1
        settled, matches, now = level.solve(settled, matches, seed=seed + 31 * number, last=last, full=full)
        unlike = unlike if full and last else now
        if last:
            whole = matches.whole(level.hole)
    if settled is None:
        raise ValueError("nothing is left to copy from")
    answer = _soothed(settled, rgb, hole, seed)
    if grounds is not None:
        answer = evened(answer, rgb, hole, grounds.map(hole))
    return np.asarray(np.clip(np.rint(answer), 0, 255), np.uint8), unlike, whole


def _soothed(settled: Plane, rgb: Pixels, hole: Flags, seed: int) -> Plane:
    """(H, W, 3): what was filled, without the steps between patches where what they came from is smooth: sky, wall, blur.

    There the picture is evened out and given the grain that the smooth parts around the hole have.
    """
    colour = np.where(hole[..., None], settled[..., :3], rgb).astype(np.float32)
    rough = settled[..., 3:_PLANES].max(axis=2) / _TEXTURE
    smooth = np.clip((_ROUGH - rough) / (_ROUGH - _SMOOTH), 0.0, 1.0).astype(np.float32)
    sigma = max(_EVENED * max(hole.shape), 2.0)
    smooth = np.minimum(smooth, cv2.erode(smooth, np.ones((3, 3)), iterations=max(round(sigma / 2), 1)))
    even = cv2.GaussianBlur(colour * smooth[..., None], (0, 0), sigma)
    even /= np.maximum(cv2.GaussianBlur(smooth, (0, 0), sigma), 1e-3)[..., None]
    around = (cv2.dilate(hole.astype(np.uint8), np.ones((3, 3)), iterations=24) > 0) & ~hole & (rough < _SMOOTH)
    fine = np.abs(rgb.astype(np.float32) - cv2.GaussianBlur(rgb, (0, 0), 1.5)).mean(axis=2)
    grain = 1.5 * float(np.median(fine[around])) if around.any() else 0.0
    noise = np.random.default_rng(seed).normal(0.0, 1.0, hole.shape).astype(np.float32)[..., None] * np.float32(grain)
    depth = cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 3)  # what meets the picture at the rim stays as it meets it
    share = (cv2.GaussianBlur(smooth, (0, 0), sigma / 2) * np.clip(depth / (2 * sigma), 0.0, 1.0))[..., None]
    return np.where(hole[..., None], colour + share * (even + noise - colour), colour)


def _scales(hole: Flags) -> list[float]:
    """Scales from coarse to fine, the last one 1."""
    longest = max(hole.shape)
    working = min(1.0, _SIDE / longest)
    deep = cv2.distanceTransform(np.pad(hole, 1, mode="edge").astype(np.uint8), cv2.DIST_L2, 3).max() * working
    halvings = int(np.clip(round(float(np.log2(max(deep / _COARSEST, 1.0)))), 1, 5))
    scales = [working / 2**halving for halving in range(halvings, -1, -1)]
    return [*scales, 1.0] if working < 0.87 else [*scales[:-1], 1.0]


@dataclass(frozen=True)
class _Level:
    """One scale. `picture` (h, w, 5 + grounds) float32: colour, texture, and how far each pixel is of each ground, which is
    known in the hole too. `source`: centres of patches that may be copied.
    """

    picture: Plane
    hole: Flags
    source: Flags

    @classmethod
    def of(cls, rgb: Pixels, hole: Flags, banned: Flags, grounds: Grounds | None, scale: float) -> _Level:
        size = hole.shape[::-1] if scale == 1.0 else tuple(max(16, round(side * scale)) for side in hole.shape[::-1])
        small = rgb if scale == 1.0 else cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        inside, without = _shrunk(hole, size), _shrunk(banned, size)
        source = _centres(~(inside | without))
        if source.sum() < _FEW:
            source = _centres(~inside)
        if not source.any():
            raise ValueError("nothing is left to copy from")
        colour = np.asarray(small, np.float32)
        planes = [colour, _texture(colour, ~inside)]
        if grounds is not None:
            labels = grounds.map(inside)
            planes += [np.float32(_GUIDE) * (labels == ground) for ground in range(grounds.count)]
        return cls(np.dstack(planes).astype(np.float32), inside, source)

    def solve(
        self, before: Plane | None, matches: _Matches | None, *, seed: int, last: bool, full: bool
    ) -> tuple[Plane, _Matches, float]:
        """The picture with its hole filled, the matches, and their unlikeness. `before`, `matches`: of the scale before."""
        targets = cv2.dilate(self.hole.astype(np.uint8), np.ones((2 * _HALF + 1,) * 2)) > 0
        rows, columns = (axis.astype(np.int32) for axis in np.nonzero(targets))
        number = np.full(self.hole.shape, -1, np.int32)
        number[rows, columns] = np.arange(rows.size, dtype=np.int32)
        known = self.picture
        picture = self._guided(harmonic(known, self.hole) if before is None else self._carried(before))
        found = self._started(rows, columns, number, matches, seed)
        depth = cv2.distanceTransform(self.hole.astype(np.uint8), cv2.DIST_L2, 3)
        trust = np.asarray(1.3 ** (-depth / _HALF), np.float32)
        weight = np.where(self.hole, np.maximum(trust, 0.12), 1.0).astype(np.float32)
        own = trust[rows, columns]
        unlike, shifts = np.zeros(rows.size, np.float32), np.zeros((rows.size, 3), np.float32)
        longest = float(max(self.hole.shape))
        if matches is not None:  # what the scale before has settled, at this one's sharpness
            vote(picture, known, self.hole, rows, columns, found.rows, found.columns, unlike, shifts, own, _HALF, 1e9, 0.0)
            self._guided(picture)
        rounds = 2 if full else _ROUNDS
        for turn in range(rounds):
            reach = 3.0 if full else longest if matches is None or turn == 0 else 0.12 * longest
            search(
                picture, weight, self.source, rows, columns, number, found.rows, found.columns, unlike, shifts,
                _HALF, 1 if full else 2, reach, seed * 97 + turn, _PRIOR, _SHIFT,
            )  # fmt: skip
            scale = max(20.0, float(np.percentile(unlike, 75)) * 0.6)
            centred = 1.1 if last and turn == rounds - 1 else 0.0
            vote(picture, known, self.hole, rows, columns, found.rows, found.columns, unlike, shifts, own, _HALF, scale, centred)
            self._guided(picture)
        looks = np.ascontiguousarray(picture[..., :_PLANES])
        search(
            looks, weight, self.source, rows, columns, number, found.rows, found.columns, unlike, shifts,
            _HALF, 0, 0.0, seed, _PRIOR, _SHIFT,
        )  # fmt: skip
        return picture, found, float(np.sqrt(unlike[self.hole[rows, columns]].mean()))

    def _guided(self, picture: Plane) -> Plane:
        """The same picture, the grounds' planes in it as they are known."""
        picture[..., _PLANES:] = self.picture[..., _PLANES:]
        return picture

    def _carried(self, before: Plane) -> Plane:
        height, width = self.hole.shape
        planes = [cv2.resize(np.ascontiguousarray(before[..., at]), (width, height)) for at in range(before.shape[2])]
        return np.where(self.hole[..., None], np.dstack(planes), self.picture).astype(np.float32)

    def _started(
        self, rows: NDArray[np.int32], columns: NDArray[np.int32], number: NDArray[np.int32], before: _Matches | None, seed: int
    ) -> _Matches:
        """Where each target begins to look: the offset that the scale before found, else anywhere."""
        places = np.argwhere(self.source).astype(np.int32)
        anywhere = places[np.random.default_rng(seed).integers(len(places), size=rows.size)]
        at_row, at_column = anywhere[:, 0].copy(), anywhere[:, 1].copy()
        if before is not None:
            height, width = self.hole.shape
            down, across = height / before.size[0], width / before.size[1]
            small_rows = np.clip((rows / down).astype(np.int32), 0, before.size[0] - 1)
            small_columns = np.clip((columns / across).astype(np.int32), 0, before.size[1] - 1)
            match = before.number[small_rows, small_columns]
            row = rows + np.rint((before.rows[match] - small_rows) * down).astype(np.int32)
            column = columns + np.rint((before.columns[match] - small_columns) * across).astype(np.int32)
            fits = (match >= 0) & (row >= 0) & (row < height) & (column >= 0) & (column < width)
            fits[fits] = self.source[row[fits], column[fits]]
            at_row[fits], at_column[fits] = row[fits], column[fits]
        return _Matches(at_row, at_column, number, self.hole.shape)


def _shrunk(flags: Flags, size: tuple[int, ...]) -> Flags:
    if flags.shape[::-1] == size:
        return flags
    return cv2.resize(flags.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.02


def _centres(allowed: Flags) -> Flags:
    """Pixels whose whole patch is allowed and inside the picture."""
    patch = np.ones((2 * _HALF + 1,) * 2)
    return cv2.erode(allowed.astype(np.uint8), patch, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0


def _texture(colour: Plane, known: Flags) -> Plane:
    """(h, w, 2): how strongly the grey picture changes across and down around each pixel, from known pixels alone."""
    grey = colour.mean(axis=2)
    sure = cv2.erode(known.astype(np.uint8), np.ones((3, 3))).astype(np.float32)
    weight = cv2.blur(sure, (9, 9)) + np.float32(1e-3)
    changes = (np.abs(cv2.Sobel(grey, cv2.CV_32F, *way, ksize=1)) for way in ((1, 0), (0, 1)))
    return np.dstack([_TEXTURE * cv2.blur(change * sure, (9, 9)) / weight for change in changes]).astype(np.float32)
