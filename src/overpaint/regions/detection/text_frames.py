"""Where lines of writing stand, as frames that turn with them.

PP-OCRv6's detector (Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020): a map of how much
each pixel is the core of a line; each core is framed by the smallest rectangle and grown back to the letters' full height.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Plane
from overpaint.weights import WeightStore

WEIGHT = "text_detection"

_STEP = 32
_SHORT, _LONG = 736, 1280
"""Pixels: a smaller short side is enlarged, a larger long side reduced."""

_CORE = 0.3
_LEAST = 0.5
_GROWN = 1.6
"""Of the core's area by its perimeter: from the core to the letters' rim."""

_THINNEST = 3.0
_MOST = 400


def text_frames(rgb: Pixels, weights: WeightStore) -> list[NDArray[np.float32]]:
    """Frames, (4, 2) float32 (x, y) in pixels of the picture, clockwise from the corner where reading starts; from the top down.

    `rgb`: (H, W, 3) uint8 sRGB. Raises EngineUnavailable without the weight file.
    """
    height, width = rgb.shape[:2]
    factor = max(1.0, _SHORT / min(height, width))
    factor = min(factor, _LONG / max(height, width))
    size = tuple(max(_STEP, round(side * factor / _STEP) * _STEP) for side in (width, height))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    batch = small[..., ::-1].astype(np.float32).transpose(2, 0, 1)[None] / np.float32(127.5) - np.float32(1.0)  # BGR
    session = weights.session(WEIGHT)
    (cores,) = session.run(None, {session.get_inputs()[0].name: np.ascontiguousarray(batch)})
    scale = np.array([width / size[0], height / size[1]], np.float32)
    frames = [frame * scale for frame in _frames(np.asarray(cores[0, 0], np.float32))]
    return sorted(frames, key=lambda frame: float(frame[:, 1].min()))


def _frames(cores: Plane) -> list[NDArray[np.float32]]:
    bitmap = cv2.dilate((cores > _CORE).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(bitmap, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found: list[NDArray[np.float32]] = []
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:_MOST]:
        middle, (wide, high), angle = cv2.minAreaRect(outline)
        if min(wide, high) < _THINNEST or _mean(cores, _corners(middle, (wide, high), angle)) < _LEAST:
            continue
        more = 2 * _GROWN * wide * high / (2 * (wide + high))
        found.append(_ordered(_corners(middle, (wide + more, high + more), angle)))
    return found


def _corners(middle: Sequence[float], sides: Sequence[float], angle: float) -> NDArray[np.float32]:
    return np.asarray(cv2.boxPoints((middle, sides, angle)), np.float32)


def _mean(cores: Plane, frame: NDArray[np.float32]) -> float:
    left, top, wide, high = cv2.boundingRect(frame)
    left, top = max(0, left), max(0, top)
    window = cores[top : top + high, left : left + wide]
    inside = np.zeros(window.shape, np.uint8)
    cv2.fillPoly(inside, [np.rint(frame - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(window, inside)[0]) if window.size else 0.0


def _ordered(frame: NDArray[np.float32]) -> NDArray[np.float32]:
    """From the upper left corner, clockwise; of a frame that stands upright, as if its line ran downwards."""
    by_x = frame[np.argsort(frame[:, 0], kind="stable")]
    left, right = by_x[:2][np.argsort(by_x[:2, 1])], by_x[2:][np.argsort(by_x[2:, 1])]
    corners = np.array([left[0], right[0], right[1], left[1]], np.float32)
    along, down = np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[3] - corners[0])
    return np.roll(corners, -1, axis=0) if down >= _STANDING * along else corners


_STANDING = 1.5
"""Times its width: a frame this high holds a line that runs downwards."""
