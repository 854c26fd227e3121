"""Key what lies on a ground of one flat colour: logos, documents, screenshots, drawings.

There the frame's colour decides, exactly, and no network is asked what counts: all that differs from it is the subject. A pixel
of an anti-aliased edge is a mixture of the ground and the colour beside it, so its alpha is its place between the two (as in
chroma keying: Smith & Blinn, "Blue Screen Matting", 1996, with the foreground's colour known from the neighbours).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Plane

Flags: TypeAlias = NDArray[np.bool_]

_RIM = 2
_ALIKE = 8
_FRAMED, _MOSTLY_FRAMED = 0.93, 0.55
_SAME, _MOSTLY_SAME = 0.25, 0.5
_FLAT = 0.55
_FEW = 24
_MOST = 0.8
_LOOSE, _TIGHT = 12, 2
_NEAR = 2
_ODD = 24.0
_RINGING, _RING_WIDTH = 0.06, 15
_WEAK, _STRONG = 36, 60
_RINGED = 0.03
_PALE_RIM = 11
_BELIEVED, _AROUND = 0.4, 0.03
_SURELY = 0.98
_LOST, _THIN, _DRAWN = 0.5, 0.1, 0.08
_NEUTRAL, _NOT_ITS_OWN, _SHADED = 14, 0.3, 0.05


@dataclass(frozen=True, eq=False)
class PlainGround:
    """`colour`: (3,) codes. `tolerance`: by how many codes its own noise differs. `few`: the rest is of few colours too."""

    colour: NDArray[np.int16]
    tolerance: int
    few: bool


def plain_ground(rgb: Pixels) -> PlainGround | None:
    """The one flat colour that lies all around, or None for a photograph's ground.

    Nearly the whole frame has it, and a good part of the picture is that colour exactly: no wall and no sky is.
    """
    codes = rgb.astype(np.int16)
    frame = np.concatenate([part.reshape(-1, 3) for part in (codes[:_RIM], codes[-_RIM:], codes[:, :_RIM], codes[:, -_RIM:])])
    colour = np.median(frame[_is_commonest(frame)], axis=0).astype(np.int16)
    away = np.abs(frame - colour).max(axis=1)
    framed = float((away <= _ALIKE).mean())
    apart = np.abs(codes - colour).max(axis=2)
    same = float((apart == 0).mean())
    if not ((framed > _FRAMED and same > _SAME) or (framed > _MOSTLY_FRAMED and same > _MOSTLY_SAME)):
        return None
    ground = apart <= _ALIKE
    if float(_is_flat(rgb)[ground].mean()) < _FLAT:
        return None
    noisy = _has_ringing(rgb, apart) or float((away[away <= _ALIKE] == 0).mean()) < _SURELY
    return PlainGround(colour, _LOOSE if noisy else _TIGHT, _colours(codes[~ground]) <= _FEW)


def is_graphic(rgb: Pixels, ground: PlainGround, belief: Plane, doubt: float) -> bool:
    """Whether a picture on such a ground is to be keyed: not a photograph of a thing on white, whose shadow is no part of it.

    Graphics have areas of one exact colour, or nothing but lines, or are nothing to the salience network (`belief`, (H, W), and
    the `doubt` it had); and what they have beside its belief is no soft neutral shade.
    """
    if doubt >= _LOST:
        return True
    apart = rgb.astype(np.int16) - ground.colour
    distance = np.abs(apart).max(axis=2)
    drawn = np.asarray(distance > _LOOSE)
    areas = cv2.erode(drawn.view(np.uint8), np.ones((5, 5), np.uint8)) > 0
    lines = np.count_nonzero(areas) < _THIN * np.count_nonzero(drawn)
    if not lines and float(_is_flat(rgb)[areas].mean()) < _DRAWN:
        return False
    neutral = (apart.max(axis=2) - apart.min(axis=2) <= _NEUTRAL) & (apart.max(axis=2) < 0)
    shade = areas & neutral & (_unevenness(rgb, 5) <= _NEUTRAL) & (belief < _NOT_ITS_OWN)
    return bool(np.count_nonzero(shade) < _SHADED * np.count_nonzero(drawn))


def key(rgb: Pixels, ground: PlainGround, belief: Plane) -> Plane:
    """(H, W) alpha in [0, 1]: exactly 0 where the ground's colour is, holes included.

    `belief`: (H, W), what a network takes for the subject. It has a say only in a picture of many colours, and only on holes:
    the white of a drawn eye is no gap.
    """
    apart = rgb.astype(np.float32) - ground.colour.astype(np.float32)
    distance = np.abs(apart).max(axis=2)
    pale = _pale_areas(rgb, distance)
    bare = (distance <= ground.tolerance) & ~pale
    if not ground.few:
        pale |= _believed_holes(bare, belief)
        bare &= ~pale
    edge = _mixed(bare, distance)
    alpha = np.ones(distance.shape, np.float32)
    alpha[edge] = _mixture(apart, distance, edge)
    if ground.tolerance > _TIGHT:
        weak = (distance <= _WEAK) & _wider(bare, _RING_WIDTH) & ~pale
        around = cv2.dilate(distance, np.ones((_RING_WIDTH, _RING_WIDTH), np.uint8))
        alpha[weak] = np.minimum(alpha[weak], distance[weak] / np.maximum(around[weak], 2 * _WEAK))
        alpha = np.clip((alpha - np.float32(2 * _RINGING)) / np.float32(1 - 3 * _RINGING), 0.0, 1.0)
    alpha[bare] = 0
    return np.asarray(alpha, np.float32)


def _mixed(bare: Flags, distance: Plane) -> Flags:
    """Pixels of the edge: next to the ground, or next to such a one and farther from the ground's colour than it.

    What lies behind a thin outline and is nearer to the ground's colour than the line is no edge, but a pale inside.
    """
    first = _wider(bare, 3) & ~bare
    least = cv2.erode(np.where(first, distance, np.float32(np.inf)), np.ones((3, 3), np.uint8))
    return np.asarray(first | (_wider(bare, 2 * _NEAR + 1) & ~bare & (distance > least)))


def _pale_areas(rgb: Pixels, distance: Plane) -> Flags:
    """Areas of another colour hardly different from the ground's, such as paper on white: flat, so no noise."""
    pale = (distance > 2 * _TIGHT) & (distance <= _WEAK)
    return np.asarray(pale & _wider(_is_flat(rgb) & pale, _PALE_RIM))


def _has_ringing(rgb: Pixels, apart: NDArray[np.int16]) -> bool:
    """Whether lossy compression has left ripples on the ground beside its edges."""
    edges = np.asarray(apart > _STRONG)
    beside = _wider(edges, 9) & ~_wider(edges, 5)
    return bool(((apart > 0) & (apart <= _WEAK) & ~_is_flat(rgb))[beside].mean() > _RINGED) if beside.any() else False


def _wider(shape: Flags, width: int) -> Flags:
    return np.asarray(cv2.dilate(shape.view(np.uint8), np.ones((width, width), np.uint8)) > 0)


def _is_commonest(frame: NDArray[np.int16]) -> Flags:
    coarse = (frame >> 3).astype(np.int32) @ np.array([1024, 32, 1])
    values, counts = np.unique(coarse, return_counts=True)
    return np.asarray(coarse == values[counts.argmax()])


def _is_flat(rgb: Pixels) -> Flags:
    return np.asarray(_unevenness(rgb, 3) == 0)


def _unevenness(rgb: Pixels, width: int) -> NDArray[np.uint8]:
    """(H, W) difference of the highest from the lowest code around, in the channel where it is largest."""
    square = np.ones((width, width), np.uint8)
    return np.asarray((cv2.dilate(rgb, square) - cv2.erode(rgb, square)).max(axis=2), np.uint8)


def _colours(codes: NDArray[np.int16]) -> int:
    """How many coarse colours make up most of these pixels."""
    coarse = (codes >> 3).astype(np.int32) @ np.array([1024, 32, 1])
    counts = np.sort(np.unique(coarse, return_counts=True)[1])[::-1]
    return int(np.count_nonzero(counts.cumsum() < _MOST * counts.sum())) + 1


def _believed_holes(bare: Flags, belief: Plane) -> Flags:
    """Enclosed parts of the ground's colour that a network takes for the subject's own."""
    count, labels = cv2.connectedComponents(bare.view(np.uint8), connectivity=4)
    framed = np.zeros(count, bool)
    for line in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        framed[line] = True
    framed[0] = True
    sizes = np.bincount(labels.ravel(), minlength=count)
    around = cv2.blur(belief, (2 * round(_AROUND * max(belief.shape)) + 1,) * 2)
    means = np.bincount(labels.ravel(), weights=around.ravel(), minlength=count) / np.maximum(sizes, 1)
    return np.asarray((~framed & (means > _BELIEVED))[labels])


def _mixture(apart: Plane, distance: Plane, edge: Flags) -> Plane:
    """(N,) alpha of each edge pixel: its place between the ground's colour and the strongest colour within two pixels.

    For one that is not on the way between those two, as in letters drawn for the stripes of a screen, by the strongest channel.
    """
    row, column = np.nonzero(edge)
    strongest, reach = apart[row, column].copy(), distance[row, column].copy()
    height, width = distance.shape
    for down in range(-_NEAR, _NEAR + 1):
        for across in range(-_NEAR, _NEAR + 1):
            there = (np.clip(row + down, 0, height - 1), np.clip(column + across, 0, width - 1))
            farther = distance[there] > reach
            strongest[farther] = apart[there][farther]
            reach[farther] = distance[there][farther]
    own = apart[row, column]
    share = np.einsum("nc,nc->n", own, strongest) / np.einsum("nc,nc->n", strongest, strongest)
    rest = np.abs(own - share[:, None] * strongest).max(axis=1)
    return np.asarray(np.where(rest < _ODD, np.clip(share, 0.0, 1.0), distance[row, column] / reach), np.float32)
