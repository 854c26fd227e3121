"""The network's two halves: one looks at a picture, once; the other answers prompts about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.base import SEGMENTER
from overpaint.regions.detection.remembering import remembered
from overpaint.weights import WeightStore

WEIGHTS = SEGMENTER

Tensor = NDArray[np.float32]

_SIDE = 1024
_CELLS = 256
"""Pixels of the square that is looked at, and cells of the one that is answered, along each side."""
_MEAN = np.array([123.675, 116.28, 103.53], np.float32)
_DEVIATION = np.array([58.395, 57.12, 57.375], np.float32)

_ON, _OFF, _NO_POINT = 1, 0, -1
_FIRST_CORNER, _LAST_CORNER = 2, 3
_UNSURE = 1.0
"""Logits from the outline within which a better look could move it."""
_STEEP = 30.0  # of a logit: beyond it float32 knows no difference


@dataclass(frozen=True)
class Prompt:
    """What is asked for: the thing in a `box`, with points `on` it and points `off` it, (row, column) in pixels of the picture.

    One point alone may mean a thing or a part of it: the network chooses the reading that it is surest of.
    """

    box: Box | None = None
    on: tuple[tuple[float, float], ...] = ()
    off: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Segment:
    """`logits`: (h, w) float32, at most 256 cells along the picture's longer side; positive inside. `sureness` in [0, 1]: how
    much of the segment and the thing agree, as the network foresees it (intersection over union).
    """

    logits: Plane
    sureness: float

    @property
    def steadiness(self) -> float:
        """0 to 1: how little the segment changes when the bound between inside and outside is moved."""
        inner, outer = int(np.count_nonzero(self.logits > _UNSURE)), int(np.count_nonzero(self.logits > -_UNSURE))
        return inner / max(outer, 1)

    def likelihood(self, size: tuple[int, int]) -> Plane:
        """(H, W) float32 in [0, 1] for a picture of (width, height): more than half is inside."""
        large = cv2.resize(self.logits, size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(1 / (1 + np.exp(-np.clip(large, -_STEEP, _STEEP))), np.float32)


def segment(rgb: Pixels, prompt: Prompt, weights: WeightStore) -> Segment:
    """What the prompt asks for in a picture, (H, W, 3) uint8 sRGB, which is looked at once for all prompts about it.

    Raises EngineUnavailable without the weight files, ValueError for a prompt that says nothing.
    """
    rows = list(_points(prompt))
    if not rows:
        raise ValueError("a prompt needs a box or a point")
    factor = _SIDE / max(rgb.shape[:2])
    places = np.array([[[column * factor, row * factor] for row, column, _ in rows]], np.float32)
    answer, sureness = weights.session("sam_decoder").run(
        ["low_res_masks", "iou_predictions"],
        {
            "image_embeddings": _seen(rgb, weights),
            "point_coords": places,
            "point_labels": np.array([[label for _, _, label in rows]], np.float32),
            "mask_input": np.zeros((1, 1, _CELLS, _CELLS), np.float32),
            "has_mask_input": np.zeros(1, np.float32),
            "orig_im_size": np.full(2, _CELLS, np.float32),  # of an answer that is not asked for
        },
    )
    height, width = (max(1, round(edge * factor * _CELLS / _SIDE)) for edge in rgb.shape[:2])
    return Segment(np.ascontiguousarray(answer[0, 0, :height, :width]), float(np.clip(sureness.ravel()[0], 0, 1)))


def _points(prompt: Prompt) -> Iterator[tuple[float, float, int]]:
    """(row, column, label): a box is its two corners; where there is none, a point that stands for that."""
    if prompt.box is not None:
        top, left, bottom, right = prompt.box
        yield top, left, _FIRST_CORNER
        yield bottom, right, _LAST_CORNER
    yield from ((row, column, _ON) for row, column in prompt.on)
    yield from ((row, column, _OFF) for row, column in prompt.off)
    if prompt.box is None and (prompt.on or prompt.off):
        yield 0, 0, _NO_POINT


@remembered(pictures=2)
def _seen(rgb: Pixels, weights: WeightStore) -> Tensor:
    """(1, 256, 64, 64): what the network's first half makes of a picture."""
    factor = _SIDE / max(rgb.shape[:2])
    width, height = (max(1, round(edge * factor)) for edge in rgb.shape[1::-1])
    small = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    square = np.zeros((1, 3, _SIDE, _SIDE), np.float32)
    square[0, :, :height, :width] = ((small - _MEAN) / _DEVIATION).transpose(2, 0, 1)
    (answer,) = weights.session("sam_encoder").run(None, {"input": square})
    return np.asarray(answer, np.float32)
