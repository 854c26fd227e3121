"""What is written in a picture, line by line.

PP-OCRv6's recogniser reads each frame of `text_frames` (Shi et al., "CRNN", 2016, in its newer form): for each of many columns
the likeliest character or none, and what repeats is one (connectionist temporal classification). Its alphabet is in its file.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.lettering.written import Line
from overpaint.imaging.values import Pixels
from overpaint.regions.detection.remembering import remembered
from overpaint.regions.detection.text_frames import WEIGHT as FRAMES_WEIGHT
from overpaint.regions.detection.text_frames import text_frames
from overpaint.weights import WeightStore

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WEIGHT = "text_recognition"
WEIGHTS = (FRAMES_WEIGHT, WEIGHT)

_HEIGHT, _NARROWEST = 48, 320
_TOGETHER = 6
_LEAST = 0.5
"""Of a line's score: below, it is no writing, or none that can be read."""

_HUGE = 0.3
"""Of the picture's area."""


@remembered(pictures=4)
def text_lines(rgb: Pixels, weights: WeightStore) -> tuple[Line, ...]:
    """The lines that can be read in a picture, (H, W, 3) uint8 sRGB, from the top down. Raises EngineUnavailable."""
    lines = [_line(frame) for frame in text_frames(rgb, weights)]
    strips = [line.unrolled(rgb, _HEIGHT)[0] for line in lines]
    order = np.argsort([strip.shape[1] for strip in strips], kind="stable")
    read: dict[int, Line] = {}
    for start in range(0, len(order), _TOGETHER):
        group = [int(index) for index in order[start : start + _TOGETHER]]
        said = _said([strips[index] for index in group], weights)
        for index, (text, score, at) in zip(group, said, strict=True):
            if text.strip() and score >= _LEAST and not _is_a_guess(text, lines[index], rgb.shape):
                read[index] = Line(lines[index].corners, text, score, at)
    return tuple(read[index] for index in sorted(read))


def _is_a_guess(text: str, line: Line, shape: tuple[int, ...]) -> bool:
    """A cup seen from above reads as a huge `8`: a single character has to be smaller than that."""
    return len(text.strip()) == 1 and line.width * line.height > _HUGE * shape[0] * shape[1]


def _line(frame: NDArray[np.float32]) -> Line:
    a, b, c, d = ((float(x), float(y)) for x, y in frame)
    return Line((a, b, c, d), "", 0.0, ())


def _said(strips: Sequence[Pixels], weights: WeightStore) -> list[tuple[str, float, tuple[float, ...]]]:
    """For strips of one height: the characters, how sure they are, and where each stands in [0, 1]."""
    width = max(_NARROWEST, *(strip.shape[1] for strip in strips))
    batch = np.zeros((len(strips), 3, _HEIGHT, width), np.float32)
    for row, strip in zip(batch, strips, strict=True):
        row[:, :, : strip.shape[1]] = strip[..., ::-1].transpose(2, 0, 1) / np.float32(127.5) - np.float32(1.0)  # BGR
    session = weights.session(WEIGHT)
    (answer,) = session.run(None, {session.get_inputs()[0].name: batch})
    letters = _alphabet(session)
    best, odds = answer.argmax(axis=2), answer.max(axis=2)
    found = []
    for number, strip in enumerate(strips):
        one, columns = best[number], best.shape[1]
        starts = np.flatnonzero((one != 0) & (np.diff(one, prepend=0) != 0))
        scores = odds[number][starts]
        at = tuple(float(min(1.0, (column + 0.5) / columns * width / strip.shape[1])) for column in starts)
        found.append(("".join(letters[one[column]] for column in starts), float(scores.mean()) if starts.size else 0.0, at))
    return found


@cache
def _alphabet(session: InferenceSession) -> tuple[str, ...]:
    """Characters by the network's number; the first is none, the last a space."""
    return ("", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " ")
