"""Where a thing from another picture goes: beside who is there, as large as they are, and at the frame where its own cut it."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.inserting import Unplaceable, cutout_of, placed_in
from overpaint.imaging.values import Image, Mask

CANVAS = Image(np.full((400, 600, 3), 90, np.uint8))
COLOURS = np.full((200, 200, 3), 180, np.uint8)


def alpha(top: int, left: int, bottom: int, right: int) -> np.ndarray:
    plane = np.zeros((200, 200), np.float32)
    plane[top:bottom, left:right] = 1
    return plane


def box(plane: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(plane.any(axis=1)), np.flatnonzero(plane.any(axis=0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def somebody(left: int, right: int) -> Mask:
    values = np.zeros((400, 600), np.float32)
    values[120:360, left:right] = 1
    return Mask(values)


def test_it_stands_on_the_line_of_who_is_there_and_beside_them() -> None:
    thing = cutout_of(COLOURS, alpha(20, 60, 180, 120), ())
    _, made, stands = placed_in(CANVAS, thing, somebody(40, 160), (), "auto", 0.0)
    top, left, bottom, _ = box(made > 0.5)
    assert stands and bottom == 360 and left >= 150
    assert 0.6 * 240 < bottom - top <= 240


def test_heads_become_of_one_size() -> None:
    thing = cutout_of(COLOURS, alpha(20, 60, 200, 120), ((20, 70, 60, 110),))
    _, made, stands = placed_in(CANVAS, thing, somebody(40, 160), ((120, 80, 180, 120),), "auto", 0.0)
    top, _, bottom, _ = box(made > 0.5)
    assert not stands and bottom == 400
    assert bottom - top == pytest.approx(180 * 60 / 40, abs=2)


def test_what_the_frame_cuts_stays_at_the_frame() -> None:
    thing = cutout_of(COLOURS, alpha(60, 0, 200, 80), ())
    _, made, _ = placed_in(CANVAS, thing, None, (), "right", 0.0)
    _, left, bottom, _ = box(made > 0.5)
    assert left == 0 and bottom == 400


@pytest.mark.parametrize("place", ["left", "right"])
def test_a_side_that_is_asked_for_is_kept(place) -> None:
    thing = cutout_of(COLOURS, alpha(20, 60, 180, 120), ())
    _, made, _ = placed_in(CANVAS, thing, somebody(240, 360), (), place, 0.3)
    _, left, _, right = box(made > 0.5)
    assert (left + right) / 2 < 300 if place == "left" else (left + right) / 2 > 300


@pytest.mark.parametrize(
    ("plane", "size", "reason"),
    [
        (alpha(0, 60, 180, 120), 0.0, "cut_by_frame"),
        (alpha(100, 90, 110, 100), 0.9, "too_soft"),
        (alpha(100, 90, 110, 100), 0.0, "too_small"),
    ],
)
def test_what_would_show_is_refused(plane, size, reason) -> None:
    with pytest.raises(Unplaceable) as refused:
        placed_in(CANVAS, cutout_of(COLOURS, plane, ()), None, (), "auto", size)
    assert refused.value.reason == reason


def test_nothing_is_no_cutout() -> None:
    with pytest.raises(Unplaceable):
        cutout_of(COLOURS, np.zeros((200, 200), np.float32), ())
