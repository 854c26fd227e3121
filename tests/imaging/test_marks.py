"""Emblems beside writing: what is painted over the picture in the letters' colour, and nothing that belongs to the picture."""

from __future__ import annotations

import cv2
import numpy as np

from overpaint.imaging.lettering.marks import marks_of
from overpaint.imaging.lettering.written import Line

NONE = np.zeros((160, 320), bool)


def _picture() -> tuple[np.ndarray, Line]:
    """Grainy green with white letters, an even white disc to their left, and a grainy pale stripe below that runs across."""
    picture = np.random.default_rng(0).normal(0, 6, (160, 320, 3)) + np.array([60, 120, 40])
    picture[120:128] = np.random.default_rng(1).normal(0, 18, (8, 320, 3)) + np.array([215, 225, 205])
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    cv2.circle(picture, (120, 80), 18, (240, 242, 235), -1)
    cv2.putText(picture, "NAME", (150, 88), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (240, 242, 235), 2, cv2.LINE_AA)
    return picture, Line(((148.0, 70.0), (222.0, 70.0), (222.0, 90.0), (148.0, 90.0)), "NAME", 0.99, (0.15, 0.4, 0.65, 0.85))


def test_an_emblem_beside_a_name_is_a_mark_and_a_stripe_of_the_picture_is_none():
    picture, line = _picture()
    marks = marks_of(picture, line, NONE)
    disc = np.hypot(*(axis - middle for axis, middle in zip(np.mgrid[:160, :320], (80, 120), strict=True)))
    assert marks[disc < 17].all()
    assert not marks[disc > 24].any()


def test_letters_alone_have_no_marks():
    picture, line = _picture()
    cv2.circle(picture, (120, 80), 20, (60, 120, 40), -1)
    assert not marks_of(picture, line, NONE).any()


def test_writing_that_hardly_differs_from_its_ground_has_none():
    picture, line = _picture()
    assert not marks_of(np.full_like(picture, 128), line, NONE).any()


def test_what_is_written_beside_it_is_no_mark():
    picture, line = _picture()
    written = NONE.copy()
    written[55:105, 95:145] = True
    assert not marks_of(picture, line, written).any()
