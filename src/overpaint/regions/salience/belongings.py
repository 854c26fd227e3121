"""What persons hold, wear, ride or have with them: salient, attached to them, and no furniture, vehicle or wall."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.boxes import area
from overpaint.imaging.values import Box, Plane
from overpaint.regions.salience.draft import disc, parts, wider
from overpaint.regions.salience.looks import Looks
from overpaint.regions.salience.sight import Sight
from overpaint.regions.salience.tidying import doubt_of

_AROUND = 0.06
_RIM = 0.008
_GROWN_ON, _SURELY, _LARGE = 0.7, 0.17, 0.02
"""Length of the joint against the root of the part's area: a helmet's second half has more, a lamp behind a head less."""
_ANIMALS = frozenset({"bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe"})
SURROUNDINGS = frozenset(
    {"chair", "couch", "bed", "bench", "dining table", "toilet", "tv", "refrigerator", "oven", "sink", "microwave", "clock"}
    | {"car", "bus", "train", "truck", "boat", "airplane", "traffic light", "parking meter", "fire hydrant", "stop sign"}
    | {"potted plant"}
)
"""Classes that stand where persons are: the picture is about who is before them."""
_TIE = "tie"


def belongings(body: Plane, seen: Plane, sight: Sight, persons: tuple[Box, ...], looks: Looks) -> NDArray[np.bool_]:
    """On the canvas: the belongings of the persons in `persons` (boxes of the picture). `body`: how far each pixel is a person's,
    `seen`: what the salience network believes."""
    core = body > 0.9
    near = wider(core, _RIM)
    around, surroundings = np.zeros(body.shape, bool), np.zeros(body.shape, bool)
    for box in persons:
        _fill(around, looks.boxed(box, _AROUND))
    for thing in sight.things:
        if thing.name in SURROUNDINGS and thing.score > 0.35:
            _fill(surroundings, looks.boxed(thing.box))
    held = np.zeros(body.shape, bool)
    sure = doubt_of(looks.whole) < _SURELY
    for part in parts(_opened((seen > (0.5 if sure else 0.7)) & (body < 0.8), 0.0 if sure else 0.006)):
        size = np.count_nonzero(part) / np.count_nonzero(core) if core.any() else 1.0
        joint = np.count_nonzero(near & part) / (_RIM * max(part.shape) * np.sqrt(np.count_nonzero(part)))
        theirs = sure or around[part].mean() > 0.35 or (joint > _GROWN_ON and size < 0.2)
        attached = 0.002 * part.size < np.count_nonzero(part) and size < 0.5 and joint > 0
        large = size > _LARGE
        least = 0.95 if large and _at_side(part) else 0.7 if large and sure else 0.85
        if attached and theirs and surroundings[part].mean() < 0.6 and seen[part].mean() > least:
            held |= part
    return held | _detected(sight, seen, near, max(area(box) for box in persons), looks)


def _detected(sight: Sight, seen: Plane, near: NDArray[np.bool_], largest: int, looks: Looks) -> NDArray[np.bool_]:
    """Things with a box of their own that touch a person, and animals of some size beside them, as far as they stand out."""
    held = np.zeros(seen.shape, bool)
    for thing in sight.things:
        if thing.name in SURROUNDINGS or thing.name == _TIE or thing.score <= 0.5:
            continue
        inside = np.zeros(seen.shape, bool)
        _fill(inside, looks.boxed(thing.box))
        salient = inside & (seen > 0.6)
        companion = thing.name in _ANIMALS and area(thing.box) > 0.15 * largest
        if np.count_nonzero(salient) > 0.25 * np.count_nonzero(inside) and (companion or bool(near[inside].any())):
            held |= salient
    return held


def _at_side(part: NDArray[np.bool_]) -> bool:
    """Whether the frame cuts a part off at the sides or above: more often the background's than something held."""
    return bool(part[0].any() or part[:, 0].any() or part[:, -1].any())


def _fill(flags: NDArray[np.bool_], box: Box) -> None:
    flags[box[0] : box[2], box[1] : box[3]] = True


def _opened(shape: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    import cv2

    return np.asarray(cv2.morphologyEx(shape.view(np.uint8), cv2.MORPH_OPEN, disc(radius, shape.shape)) > 0)
