"""Flat graphics whose ground is known to the pixel: a logo, a document, a window on a screen, a drawing."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from overpaint.imaging.values import Pixels

WHITE, GREY, CREAM = (255, 255, 255), (245, 246, 248), (255, 252, 240)


def _sheet(width: int, height: int, colour: tuple[int, int, int]) -> Pixels:
    return np.full((height, width, 3), colour, np.uint8)


def logo() -> Pixels:
    """A ring around a triangle, and letters under it: the ring's inside is ground."""
    sheet = _sheet(400, 400, WHITE)
    cv2.circle(sheet, (200, 160), 110, (20, 90, 200), 24, cv2.LINE_AA)
    cv2.fillPoly(sheet, [np.array([(200, 90), (250, 210), (150, 210)])], (240, 120, 30), cv2.LINE_AA)
    cv2.putText(sheet, "NORTH", (110, 350), cv2.FONT_HERSHEY_DUPLEX, 1.8, (20, 30, 60), 3, cv2.LINE_AA)
    return sheet


def document() -> Pixels:
    sheet = _sheet(420, 600, WHITE)
    for line in range(14):
        cv2.putText(sheet, "words of a letter", (50, 80 + 30 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (25, 25, 25), 1, cv2.LINE_AA)
    cv2.rectangle(sheet, (50, 520), (200, 570), (225, 232, 245), -1)
    return sheet


def screenshot() -> Pixels:
    sheet = _sheet(640, 400, GREY)
    cv2.rectangle(sheet, (60, 40), (580, 360), WHITE, -1)
    cv2.rectangle(sheet, (60, 40), (180, 360), (40, 48, 66), -1)
    for row in range(6):
        cv2.putText(sheet, f"Item {row}", (75, 90 + 45 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (210, 216, 230), 1, cv2.LINE_AA)
    cv2.rectangle(sheet, (210, 80), (330, 160), (60, 120, 220), -1)
    return sheet


def drawing() -> Pixels:
    sheet = _sheet(400, 400, CREAM)
    cv2.circle(sheet, (200, 140), 80, (255, 220, 180), -1, cv2.LINE_AA)
    cv2.circle(sheet, (200, 140), 80, (0, 0, 0), 5, cv2.LINE_AA)
    cv2.line(sheet, (200, 220), (200, 340), (0, 0, 0), 5, cv2.LINE_AA)
    return sheet


def bare(picture: Pixels) -> NDArray[np.bool_]:
    """Pixels of exactly the colour that the corner has."""
    return np.asarray((picture == picture[0, 0]).all(axis=2))
