"""Persons, animals and things of COCO's 80 classes, with their boxes.

YOLOX-nano (Ge et al., "YOLOX: Exceeding YOLO Series in 2021"), asked at two sizes: each finds some that the other misses.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Box, Pixels
from overpaint.regions.detection.remembering import remembered
from overpaint.weights import WeightStore

WEIGHT = "yolox_nano"

_LEAST = 0.3
_OVERLAP = 0.5
_SIDE, _LARGER_SIDE = 416, 640
_STRIDES = (8, 16, 32)
_GREY = 114
_ANCHOR_GAP = 4096.0
_NAMES = (
    "person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,bench,bird,"
    "cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,"
    "sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,cup,fork,knife,spoon,"
    "bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,potted plant,bed,dining table,"
    "toilet,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,"
    "teddy bear,hair drier,toothbrush"
)
CLASSES = tuple(_NAMES.split(","))


@dataclass(frozen=True)
class Detected:
    """`name`: one of `CLASSES`. `score` in [0, 1]. `box`: in pixels of the picture, never empty."""

    name: str
    score: float
    box: Box


@remembered(pictures=3)
def boxes(rgb: Pixels, weights: WeightStore) -> tuple[Detected, ...]:
    """What is in a picture, (H, W, 3) uint8 sRGB; best score first. Raises EngineUnavailable without the weight file."""
    rows = np.concatenate([_candidates(rgb, side, weights) for side in (_SIDE, _LARGER_SIDE)])
    if rows.size == 0:
        return ()
    corners, scores, kinds = rows[:, :4], rows[:, 4], rows[:, 5]
    apart = corners + (kinds * _ANCHOR_GAP)[:, None]  # boxes of different classes never overlap
    sizes = np.column_stack([apart[:, :2], apart[:, 2:] - apart[:, :2]])
    kept = np.asarray(cv2.dnn.NMSBoxes(sizes.tolist(), scores.tolist(), 0.0, _OVERLAP)).reshape(-1)
    found = [_detected(rows[index], rgb.shape) for index in kept]
    return tuple(one for one in found if one is not None)


def _detected(row: NDArray[np.float32], shape: tuple[int, ...]) -> Detected | None:
    left, top, right, bottom = (round(float(edge)) for edge in row[:4])
    box = max(0, top), max(0, left), min(shape[0], bottom), min(shape[1], right)
    if box[2] - box[0] < 2 or box[3] - box[1] < 2:
        return None
    return Detected(CLASSES[int(row[5])], float(row[4]), box)


def _candidates(rgb: Pixels, side: int, weights: WeightStore) -> NDArray[np.float32]:
    """(N, 6) rows: left, top, right, bottom in pixels of the picture, score, class."""
    factor = min(side / rgb.shape[0], side / rgb.shape[1])
    size = max(1, int(rgb.shape[1] * factor)), max(1, int(rgb.shape[0] * factor))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    square = np.full((side, side, 3), _GREY, np.float32)
    square[: size[1], : size[0]] = small[..., ::-1]  # trained on BGR
    session = weights.session(WEIGHT) if side == _SIDE else weights.onnx(WEIGHT, _for_larger_side)
    (answer,) = session.run(None, {"images": np.ascontiguousarray(square.transpose(2, 0, 1))[None]})
    places, strides = _grid(side)
    centres = (answer[0, :, :2] + places) * strides / factor
    halves = np.exp(answer[0, :, 2:4]) * strides / (2 * factor)
    odds = answer[0, :, 4:5] * answer[0, :, 5:]
    rows = np.column_stack([centres - halves, centres + halves, odds.max(axis=1), odds.argmax(axis=1)])
    return np.asarray(rows[rows[:, 4] > _LEAST], np.float32)


def _grid(side: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    places, strides = [], []
    for stride in _STRIDES:
        count = side // stride
        y, x = np.mgrid[:count, :count]
        places.append(np.stack([x, y], axis=-1).reshape(-1, 2))
        strides.append(np.full((count * count, 1), stride))
    return np.concatenate(places).astype(np.float32), np.concatenate(strides).astype(np.float32)


def _for_larger_side(model: bytes) -> bytes:
    """The network is convolutional, but the file declares its input as 416 x 416: the two dimensions, each a protobuf message
    `dim_value: 416`, become 640, whose encoding is as long."""
    declared, wanted = bytes.fromhex("0a0308a003") * 2, bytes.fromhex("0a03088005") * 2
    return model.replace(declared, wanted, 1)
