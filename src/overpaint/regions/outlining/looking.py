"""How far each pixel of a part of a picture stands out there, as the salience network sees that part alone."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import Box, Image, Pixels, Plane
from overpaint.regions.detection.remembering import remembered
from overpaint.regions.salience.networks import U2NETP
from overpaint.weights import WeightStore

WEIGHT = U2NETP.weight


def enlarged(box: Box, share: float, shape: tuple[int, ...], least: int = 8) -> Box:
    """A box with a margin of this share of its longer side, at least so many pixels, inside the picture."""
    margin = max(least, round(share * max(box[2] - box[0], box[3] - box[1])))
    return (
        max(0, box[0] - margin),
        max(0, box[1] - margin),
        min(shape[0], box[2] + margin),
        min(shape[1], box[3] + margin),
    )


def cut(plane: Pixels, box: Box) -> Pixels:
    """The part of a picture inside a box."""
    return np.ascontiguousarray(plane[box[0] : box[2], box[1] : box[3]])


def on_grey(image: Image) -> Pixels:
    """(H, W, 3) uint8: the picture as it looks on grey, so that colours hidden under alpha 0 play no part."""
    if image.alpha is None:
        return image.rgb
    share = image.alpha[..., None] * np.float32(1 / 255)
    return np.asarray(np.rint(image.rgb * share + 127 * (1 - share)), np.uint8)


def stands_out(rgb: Pixels, weights: WeightStore) -> Plane:
    """(H, W) float32 in [0, 1] of the part's size."""
    answer = _asked(rgb, weights)
    return np.asarray(np.clip(cv2.resize(answer, rgb.shape[1::-1], interpolation=cv2.INTER_CUBIC), 0, 1), np.float32)


@remembered(pictures=16)
def _asked(rgb: Pixels, weights: WeightStore) -> Plane:
    answer = U2NETP.probabilities(rgb, weights)
    low, high = float(answer.min()), float(answer.max())
    return np.asarray((answer - low) / max(high - low, 1e-6), np.float32)
