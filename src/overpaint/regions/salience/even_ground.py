"""A subject before an even ground: sky, a wall, a sweep of paper, the dark. It is what differs from that ground.

A network that sees a flower too near or sweets too many half believes in all of it, or wholly in a part. The ground shows how far
it goes: its colour is smooth over the picture, and much of the frame has it. Only where the looks, as faint as they are, lie on
what differs from the ground, and on most of it, are those two the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.salience.colour_odds import colour_odds
from overpaint.regions.salience.draft import Draft, parts, softened, wider
from overpaint.regions.salience.looks import Looks
from overpaint.regions.salience.outline import undrawn

Flags = NDArray[np.bool_]

_SIDE = 320
_RIM = 3
_START = 0.08
_STEPS = 12, 25, 25
"""Of OKLab's axes to one: as coarsely the frame's colours are told apart."""
_ROUNDS = 8
_NOISE, _FAR = (0.008, 0.035), 3.5
_CURVED = 0.15
_SEEN = 1, 99
_LEAST, _LEAST_FRAMED = 0.2, 0.4
_FAINT, _COVERED, _ASTRAY = 0.3, 0.55, 0.15
_PART_COVERED, _SPECK, _NEAR = 0.4, 0.002, 0.015
_CORNER, _ITS_OWN = 0.005, 0.5
_UNDRAWN = 0.15


def drafts(things: tuple[Box, ...], reach: float, looks: Looks) -> Iterator[Draft]:
    """One draft or none. `things`: boxes, in pixels of the picture, of what is surely there, of which `reach` must be spanned."""
    if looks.fine:
        return
    factor = min(1.0, _SIDE / max(looks.size))
    size = max(1, round(looks.size[0] * factor)), max(1, round(looks.size[1] * factor))
    small = np.asarray(cv2.resize(looks.small, size, interpolation=cv2.INTER_AREA), np.uint8)
    ground = even_ground(small)
    if ground is None:
        return
    highest = np.maximum.reduce([looks.whole, looks.mirrored, looks.unframed])
    seen = np.asarray(cv2.resize(highest, size, interpolation=cv2.INTER_AREA), np.float32)
    sure = cv2.resize(np.minimum(looks.whole, looks.mirrored), size, interpolation=cv2.INTER_AREA) > 0.5
    subject = _believed(small, ground, seen, sure)
    if subject is not None:
        full = cv2.resize(cv2.GaussianBlur(subject.astype(np.float32), (0, 0), 1.0), looks.size, interpolation=cv2.INTER_CUBIC)
        belief = softened(np.asarray(full > 0.5), 0.002)
        if undrawn(belief, looks.small) < _UNDRAWN:
            yield Draft(belief, things=things, reach=reach, sure=False)


def even_ground(rgb: Pixels) -> Flags | None:
    """(h, w) of a small picture: what goes on smoothly from the frame's commonest colour; None where that is little.

    The ground's colour is a quadratic of the place, fitted again and again to all that hangs together with the frame and is no
    farther off than the ground's own noise.
    """
    lab = np.asarray(cv2.GaussianBlur(to_oklab(to_linear(rgb)), (0, 0), 1.0), np.float32)
    rim = np.ones(rgb.shape[:2], bool)
    rim[_RIM:-_RIM, _RIM:-_RIM] = False
    ground = rim & (np.linalg.norm(lab - _commonest(lab[rim]), axis=-1) < _START)
    place = _places(rgb.shape)
    for _ in range(_ROUNDS):
        terms = 6 if ground.mean() > _CURVED else 3
        fitted = np.linalg.lstsq(place[ground][:, :terms], lab[ground], rcond=None)[0]
        held = np.percentile(lab[ground], _SEEN, axis=0)  # beyond what is known of it, a quadratic runs away
        off = np.linalg.norm(lab - np.clip(place[..., :terms] @ fitted, *held), axis=-1)
        noise = float(np.clip(np.sqrt(np.square(off[ground]).mean()), *_NOISE))
        grown = _from_frame(np.asarray(off < _FAR * noise), rim)
        if np.count_nonzero(grown) < _LEAST_FRAMED * np.count_nonzero(rim) or np.array_equal(grown, ground):
            break
        ground = grown
    return ground if ground.mean() > _LEAST and ground[rim].mean() > _LEAST_FRAMED else None


def _from_frame(alike: Flags, rim: Flags) -> Flags:
    """What hangs together with the frame; without parts tiny beside the largest, dark corners of a flower before the dark."""
    opened = cv2.morphologyEx(alike.view(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, facts, _ = cv2.connectedComponentsWithStats(opened)
    framed = np.unique(labels[rim & (opened > 0)])
    areas = facts[framed[framed > 0], cv2.CC_STAT_AREA]
    return np.isin(labels, framed[framed > 0][areas > _CORNER * areas.max(initial=0)])


def _commonest(colours: NDArray[np.float32]) -> NDArray[np.float32]:
    coarse = np.rint(colours * np.array(_STEPS, np.float32)).astype(np.int32)
    _, which, counts = np.unique(coarse, axis=0, return_inverse=True, return_counts=True)
    return np.asarray(colours[which.reshape(-1) == counts.argmax()].mean(axis=0), np.float32)


def _places(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """(h, w, 6): the terms of a quadratic of the place."""
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j].astype(np.float32)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def _believed(rgb: Pixels, ground: Flags, seen: Plane, sure: Flags) -> Flags | None:
    """What differs from the ground, without what no look cares for: birds in the sky, a cloud. None where the looks are
    elsewhere, or on little of it."""
    subject = ~ground
    faintly = seen > _FAINT * max(float(seen.max()), 1e-6)
    if np.count_nonzero(faintly & subject) < _COVERED * np.count_nonzero(subject):
        return None
    if np.count_nonzero(sure & ground) > _ASTRAY * max(int(np.count_nonzero(sure)), 1):
        return None
    odds = colour_odds(rgb, faintly & subject, ground)
    for part in parts(subject & ~wider(faintly, _NEAR)):
        around = wider(part, _NEAR) & ~part
        if np.count_nonzero(around & ground) > np.count_nonzero(around & ~ground) and odds[part].mean() < _ITS_OWN:
            subject &= ~part
    return _main_parts(subject, faintly)


def _main_parts(shape: Flags, faintly: Flags) -> Flags | None:
    large = [part for part in parts(shape) if np.count_nonzero(part) > _SPECK * shape.size]
    kept = [part for part in large if faintly[part].mean() > _PART_COVERED]
    return np.asarray(np.logical_or.reduce(kept)) if kept else None
