"""The networks that tell a picture's main subject from the rest: a square picture in, one probability a pixel out.

u2netp: U²-Net, small variant (Qin et al., "U²-Net: Going Deeper with Nested U-Structure for Salient Object Detection", 2020).
isnet: IS-Net (Qin et al., "Highly Accurate Dichotomous Image Segmentation", 2022), as trained by IMG.LY; the user's own choice.
Any of `weights.own.CONTRACTS`, of which the operator brought the file, goes before both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels, Plane
from overpaint.weights import OwnNetwork, WeightStore, find_weight

Tensor = NDArray[np.float32]

_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


@dataclass(frozen=True)
class Network:
    """`weight`: its file. `side`: pixels of the square it looks at. `output`: the tensor with the finest probabilities.

    `scale`: (side, side, 3) float32 RGB in [0, 255] → what it was trained on.
    """

    weight: str
    side: int
    output: str
    scale: Callable[[Tensor], Tensor]

    def probabilities(self, rgb: Pixels, weights: WeightStore) -> Plane:
        """(side, side) in [0, 1], whatever the picture's shape. Raises EngineUnavailable when the file is damaged or missing."""
        small = cv2.resize(rgb, (self.side, self.side), interpolation=cv2.INTER_AREA).astype(np.float32)
        session = weights.session(self.weight)
        batch = np.ascontiguousarray(self.scale(small).transpose(2, 0, 1))[None]
        (answer,) = session.run([self.output], {session.get_inputs()[0].name: batch})
        return np.asarray(answer[0, 0], np.float32)


def _by_brightest(small: Tensor) -> Tensor:
    """The brightest channel value is taken for white, as in U²-Net's training."""
    return np.asarray((small / max(float(small.max()), 1.0) - _MEAN) / _DEVIATION, np.float32)


def _around_grey(small: Tensor) -> Tensor:
    return np.asarray((small - 128) / 256, np.float32)


U2NETP = Network("u2netp", 320, "1959", _by_brightest)
ISNET = Network("isnet", 1024, "output", _around_grey)


_DEPTH = 6  # of U²-Net's pixels inside its outline: there it is never wrong about holes
_SURE = 0.95
_STEEP = 30.0  # of a logit: beyond it float32 knows no difference


def probabilities(rgb: Pixels, weights: WeightStore) -> Plane:
    """(side, side) in [0, 1]: how likely each pixel belongs to the subject, as the best network there is sees it.

    IS-Net counts once its file is there, even a damaged one: who fetched it must not get the other's work unasked. It sees hairs
    and misses whole screens and blankets, so deep inside what U²-Net takes for the subject that one is believed.
    Raises EngineUnavailable when a file is damaged or missing.
    """
    coarse = U2NETP.probabilities(rgb, weights)
    own = weights.own()
    if own is not None:
        fine = _by_own(rgb, own)
    elif weights.state(find_weight(ISNET.weight)) == "missing":
        return coarse
    else:
        fine = ISNET.probabilities(rgb, weights)
    inner = cv2.erode((coarse > _SURE).astype(np.float32), np.ones((2 * _DEPTH + 1, 2 * _DEPTH + 1), np.uint8))
    inner = cv2.GaussianBlur(inner, (0, 0), _DEPTH / 3)
    return np.maximum(fine, cv2.resize(inner, fine.shape[::-1], interpolation=cv2.INTER_LINEAR))


def _by_own(rgb: Pixels, own: OwnNetwork) -> Plane:
    """(side, side) in [0, 1], as the operator's network sees it. Raises EngineUnavailable when its file is damaged or missing."""
    side = own.contract.side
    mean, deviation = (np.asarray(row, np.float32) for row in own.contract.scale)
    small = cv2.resize(rgb, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    scaled = np.asarray((small / 255 - mean) / deviation, np.float32)
    answer = own.answer(np.ascontiguousarray(scaled.transpose(2, 0, 1))[None])
    if own.contract.answers == "logits":
        answer = np.asarray(1 / (1 + np.exp(-np.clip(answer, -_STEEP, _STEEP))), np.float32)
    return np.asarray(np.clip(answer, 0.0, 1.0), np.float32)


def side(weights: WeightStore) -> int:
    """Pixels of the square that `probabilities` answers with."""
    own = weights.own()
    if own is not None:
        return own.contract.side
    return U2NETP.side if weights.state(find_weight(ISNET.weight)) == "missing" else ISNET.side
