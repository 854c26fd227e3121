"""What a person holds, wears or leans on: it goes with the person where the ground around is plain, so that it can be told."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.inpainting.hole import course_of
from overpaint.imaging.values import Pixels

Flags = NDArray[np.bool_]

_SIDE = 400
"""Longer side of the part of the picture that is looked at."""

_AROUND = 0.6
"""How much of the picture is looked at on each side of the hole, as a share of its longer side."""

_LEAST, _TIMES, _MOST = 3.0, 3.0, 14.0
"""CIELAB distance from the ground's course that tells a thing; how many times the ground's own; where that is more, the ground is
not plain.
"""

_SMALLEST, _LARGEST = 0.004, 0.6
"""Of the hole: less is the rim of what it holds already, more is somebody or something of its own."""

_JOINT = 0.35
"""Length along which it touches the hole, at least, against the root of its area."""

_OTHERS = 0.15
"""Of what touches the hole: that much of somebody else, and it stays."""

_CLEAR = 0.2
"""Of the part that is looked at: ground of which at least so much has to be free."""


def held_by(rgb: Pixels, hole: Flags, others: Flags, things: Flags) -> Flags:
    """(H, W): what hangs on whoever the hole takes out, beside the hole; nothing where the ground around is not plain.

    It touches the hole, differs from the ground, is smaller than the hole and stands free. `others`: (H, W), other people and
    animals, of which nothing goes; `things`: (H, W), where no ground is to be looked for. `rgb`: (H, W, 3) uint8 sRGB.
    """
    nothing = np.zeros_like(hole)
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    if rows.size == 0:
        return nothing
    margin = round(_AROUND * max(rows[-1] - rows[0], columns[-1] - columns[0]))
    box = tuple(slice(max(0, int(side[0]) - margin), int(side[-1]) + 1 + margin) for side in (rows, columns))
    inside = hole[box]
    factor = min(1.0, _SIDE / max(inside.shape))
    size = max(8, round(inside.shape[1] * factor)), max(8, round(inside.shape[0] * factor))
    small = cv2.GaussianBlur(cv2.resize(rgb[box], size, interpolation=cv2.INTER_AREA), (0, 0), 1.5)
    lab = np.asarray(cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2Lab), np.float32)
    there, somebody, taken = (
        cv2.resize(flags[box].astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.02 for flags in (hole, others, things)
    )
    free = ~(there | somebody | taken)
    course = course_of(lab, free) if free.mean() > _CLEAR else None
    if course is None:
        return nothing
    apart = np.linalg.norm((lab - course) * np.array([1.0, 1.5, 1.5], np.float32), axis=2)
    limit = max(_LEAST, _TIMES * float(np.percentile(apart[free], 70)))
    if limit > _MOST:
        return nothing
    odd = cv2.morphologyEx(((apart > limit) & ~there).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3)))
    count, parts = cv2.connectedComponents(odd, connectivity=4)
    near = cv2.dilate(there.astype(np.uint8), np.ones((5, 5))) > 0
    whole = int(np.count_nonzero(there))
    found = np.zeros(there.shape, np.uint8)
    for part in range(1, count):
        one = parts == part
        area, joint = int(np.count_nonzero(one)), int(np.count_nonzero(one & near)) / 2
        held = _SMALLEST * whole < area < _LARGEST * whole and joint > _JOINT * np.sqrt(area)
        if held and somebody[one].mean() < _OTHERS and not _goes_on(one, box, hole.shape):
            found[one] = 1
    if not found.any():
        return nothing
    wide = cv2.morphologyEx(np.pad(found, 4), cv2.MORPH_CLOSE, np.ones((5, 5)))[4:-4, 4:-4]
    answer = nothing.copy()
    answer[box] = cv2.resize(wide.astype(np.float32), inside.shape[::-1], interpolation=cv2.INTER_LINEAR) > 0.3
    return answer & ~hole


def _goes_on(part: Flags, box: tuple[slice, ...], shape: tuple[int, ...]) -> bool:
    """Whether a part leaves what is looked at on a side where the picture goes on."""
    down, across = box
    sides = (
        (down.start > 0, part[0]),
        (down.stop < shape[0], part[-1]),
        (across.start > 0, part[:, 0]),
        (across.stop < shape[1], part[:, -1]),
    )
    return any(inner and bool(side.any()) for inner, side in sides)
