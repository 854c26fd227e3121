"""PNG's five line filters (ISO/IEC 15948, clause 9) as whole-array arithmetic, in blocks of rows that fit a processor's cache."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.values import Pixels

NONE, SUB, UP, AVERAGE, PAETH = range(5)
_BLOCK_BYTES = 1 << 16


def filter_lines(pixels: Pixels, kind: int) -> Pixels:
    """(H, W, C) uint8 → (H, 1 + W * C) uint8: each line's filter byte and its filtered bytes."""
    height, width, channels = pixels.shape
    length = width * channels
    # A row of zeros above and a pixel of zeros to the left, as the standard defines the outside.
    padded = np.zeros((height + 1, length + channels), np.uint8)
    padded[1:, channels:] = pixels.reshape(height, length)
    lines = np.empty((height, length + 1), np.uint8)
    lines[:, 0] = kind
    rows = max(1, _BLOCK_BYTES // length)
    for start in range(0, height, rows):
        block = padded[start : start + rows + 1]
        prediction = _prediction(kind, block[1:, :-channels], block[:-1, channels:], block[:-1, :-channels])
        np.subtract(block[1:, channels:], prediction, out=lines[start : start + rows, 1:])
    return lines


def _prediction(kind: int, left: Pixels, above: Pixels, corner: Pixels) -> Pixels:
    if kind == SUB:
        return left
    if kind == UP:
        return above
    if kind == AVERAGE:
        # The floor of the mean without leaving eight bits: the bits both have, and half of those one has.
        return (left & above) + ((left ^ above) >> np.uint8(1))
    return _paeth(left, above, corner) if kind == PAETH else np.zeros((1, 1), np.uint8)


def _paeth(left: Pixels, above: Pixels, corner: Pixels) -> Pixels:
    """Paeth's choice without leaving eight bits.

    With p = above - corner and q = left - corner, the three distances are |p|, |q| and |p + q|. Where p and q have one sign, the
    last is their sum and the corner can't win; where they differ, it is the difference of the first two.
    """
    to_left, to_above = cv2.absdiff(above, corner), cv2.absdiff(left, corner)
    to_corner = cv2.absdiff(to_left, to_above)
    signs_differ = cv2.bitwise_xor(cv2.compare(above, corner, cv2.CMP_GE), cv2.compare(left, corner, cv2.CMP_GE))
    corner_wins = cv2.bitwise_and(cv2.compare(to_corner, cv2.min(to_left, to_above), cv2.CMP_LT), signs_differ)
    prediction = above.copy()
    cv2.copyTo(left, cv2.compare(to_left, to_above, cv2.CMP_LE), prediction)
    cv2.copyTo(corner, corner_wins, prediction)
    return prediction
