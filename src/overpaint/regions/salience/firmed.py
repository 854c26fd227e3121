"""A hard thing's outline by the segmenter, where the salience network is not sure of it.

The salience network sees 320 pixels: it leaves dark plumes beside a car, a shadow beside a coin, half a handlebar. The
segmenter sees 1024 and knows edges, but not what is meant, and it costs as much as three looks. So it is asked with the box of
what the other found, and believed only where both mean the same thing; then the two add up, each by how sure it is. What the one
had to decide about a thing that lies whole in the picture, the other has confirmed.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Plane
from overpaint.regions.salience.draft import Draft, parts, softened, wider
from overpaint.regions.salience.looks import Looks, placed
from overpaint.regions.segmenting import WEIGHTS, Prompt, Segment, segment
from overpaint.weights import find_weight

_SURE, _STEADY, _SAME = 0.95, 0.9, 0.87
"""Of 38 photographs: below these it meant a part of the thing, or something beside it too."""
_LEAST = 0.004
_CERTAIN, _SALIENCE, _STEEPNESS = 4.0, 0.7, 6.0
"""The logit that is as good as certain; what the other's word counts beside it."""
_SMOOTH = 0.8
"""Of its cells: its answers have a chequered edge."""
_THIN, _BESIDE, _STICKS_OUT = 0.006, 0.003, 0.02


def firmed(draft: Draft, looks: Looks) -> Draft:
    """The draft with the outline that both agree on; itself where that is not asked for, they mean different things, or the
    segmenter's files are not there. Raises EngineUnavailable when they are damaged."""
    box = _box(draft.belief) if draft.firm and not looks.fine else None
    if box is None or any(looks.weights.state(find_weight(name)) == "missing" for name in WEIGHTS):
        return draft
    height, width = looks.rgb.shape[:2]
    there = placed(box, width / looks.size[0], (width, height))
    for prompt in (Prompt(box=there), Prompt(box=there, on=(_deepest(draft.belief, width / looks.size[0]),))):
        found = segment(looks.rgb, prompt, looks.weights)
        looks.check()
        if found.sureness >= _SURE and found.steadiness >= _STEADY and _agree(found, draft.belief):
            belief = _both(draft.belief, found)
            return replace(draft, belief=belief, undecided=0.0 if _is_clear_of_sides(belief) else draft.undecided)
    return draft


def _box(belief: Plane) -> Box | None:
    solid = belief > 0.5
    if np.count_nonzero(solid) < _LEAST * solid.size:
        return None
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _deepest(belief: Plane, factor: float) -> tuple[float, float]:
    """(row, column), in pixels of the picture, of the point farthest from the outline."""
    depth = cv2.distanceTransform(np.pad((belief > 0.5).astype(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1]
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return (float(row) + 0.5) * factor, (float(column) + 0.5) * factor


def _logits(found: Segment, shape: tuple[int, ...]) -> Plane:
    smooth = cv2.GaussianBlur(found.logits, (0, 0), _SMOOTH)
    return np.asarray(cv2.resize(smooth, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)


def _agree(found: Segment, belief: Plane) -> bool:
    one, other = _logits(found, belief.shape) > 0, belief > 0.5
    return bool(np.count_nonzero(one & other) > _SAME * np.count_nonzero(one | other))


def _is_clear_of_sides(belief: Plane) -> bool:
    """Whether it lies whole in the picture, or stands on its lower edge: what was left open about it is decided then."""
    return not (belief[0].max() > 0.5 or belief[:, 0].max() > 0.5 or belief[:, -1].max() > 0.5)


def _both(belief: Plane, found: Segment) -> Plane:
    logits = _logits(found, belief.shape)
    evidence = np.clip(logits / _CERTAIN, -1.0, 1.0) + _SALIENCE * (2 * belief - 1)
    joined = np.clip(1.3 / (1 + np.exp(-_STEEPNESS * evidence)) - 0.15, 0.0, 1.0)
    slender = softened(_slender(belief > 0.6, logits > 0), 0.001)
    return np.asarray(np.maximum(joined, slender * belief), np.float32)


def _slender(seen: NDArray[np.bool_], inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Thin parts that stick out: a mast, an antenna. The segmenter's cells are too coarse for them."""
    beyond = seen & ~wider(inside, _BESIDE)
    width = 2 * max(1, round(_THIN * max(seen.shape))) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    thick = cv2.morphologyEx(beyond.view(np.uint8), cv2.MORPH_OPEN, disc) > 0
    off = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 3)
    kept = np.zeros_like(seen)
    for part in parts(beyond & ~wider(thick, _THIN)):
        if float(off[part].max()) > _STICKS_OUT * max(seen.shape):
            kept |= part
    return wider(kept, _BESIDE) & seen if kept.any() else kept
