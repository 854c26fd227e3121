"""Where in a picture each of ImageNet's 1000 classes is seen.

EfficientNetB0 (Tan and Le, 2019) read before its pooling: the classifier asked at every cell, as in class activation maps
(Zhou et al., "Learning Deep Features for Discriminative Localization", 2016). A cell's answers are taken against the 99th
percentile of all its answers: as they are, they are high for everything wherever there is much to see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Plane
from overpaint.regions.detection.remembering import remembered
from overpaint.weights import WeightStore
from overpaint.weights.onnx_graph import node, output, with_parts

WEIGHT = "efficientnet_b0"

_SIDES = (384, 576)
_CELL = 32
_LEAST = 2
_PERCENTILE = 99
_FINER = 8
"""Cells of the answer on a cell of the network's, along each side."""

_NAMESPACE = "StatefulPartitionedCall/efficientnetb0/"
_FEATURES = f"{_NAMESPACE}top_activation/mul_1:0"
_CLASSIFIER = f"{_NAMESPACE}predictions/MatMul/ReadVariableOp:0"
_BIAS = f"{_NAMESPACE}predictions/BiasAdd/ReadVariableOp:0"
_DENSE = "dense"


@dataclass(frozen=True, eq=False)
class ClassHeat:
    """`cells`: for each size asked (h, w, 1000) float32, how far each class stands out there. `odds`: (1000,) float32 in [0, 1],
    what the whole picture is of.
    """

    cells: tuple[NDArray[np.float32], ...]
    odds: NDArray[np.float32]

    def of(self, classes: Iterable[int]) -> Plane:
        """(h, w) float32, coarse, shaped as the picture: the heat of whichever of the classes is hottest. Found things reach 15
        to 60, what isn't there less than 5.
        """
        wanted = list(classes)
        last = self.cells[-1].shape
        size = last[1] * _FINER, last[0] * _FINER
        planes = [cv2.resize(cell[..., wanted].max(axis=2), size, interpolation=cv2.INTER_CUBIC) for cell in self.cells]
        return np.asarray(np.mean(planes, axis=0), np.float32)


@remembered(pictures=3)
def class_heat(rgb: Pixels, weights: WeightStore) -> ClassHeat:
    """For a picture, (H, W, 3) uint8 sRGB. Raises EngineUnavailable without the weight file."""
    cells, odds = zip(*(_asked(rgb, side, weights) for side in _SIDES), strict=True)
    return ClassHeat(cells, odds[0])


def _asked(rgb: Pixels, side: int, weights: WeightStore) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    factor = side / max(rgb.shape[:2])
    height, width = (max(_LEAST, round(edge * factor / _CELL)) * _CELL for edge in rgb.shape[:2])
    small = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    session = weights.onnx(WEIGHT, _for_every_cell)
    dense, odds = session.run([_DENSE, "predictions"], {"input_1": small[None].astype(np.float32)})
    usual = np.percentile(dense[0], _PERCENTILE, axis=-1, keepdims=True)
    return np.asarray(dense[0] - usual, np.float32), np.asarray(odds[0], np.float32)


def _for_every_cell(model: bytes) -> bytes:
    """The classifier on each cell as one more output, and any size as input: the file declares 224 x 224, each a protobuf message
    `dim_value: 224`; they become `dim_param: "h"` and `"w"`, whose encodings are as long.
    """
    declared, any_size = bytes.fromhex("0a0308e001") * 2, b"\x0a\x03\x12\x01h\x0a\x03\x12\x01w"
    parts = (
        node("Transpose", [_FEATURES], "cells", perm=(0, 2, 3, 1)),
        node("MatMul", ["cells", _CLASSIFIER], "answers"),
        node("Add", ["answers", _BIAS], _DENSE),
        output(_DENSE),
    )
    return with_parts(model.replace(declared, any_size, 1), parts)
