"""What a crop to a thing keeps, against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.surroundings import around
from overpaint.imaging.values import Box, Mask

THING: Box = (40, 60, 60, 100)


def _mask(width: int = 200, height: int = 100, box: Box = THING) -> Mask:
    values = np.zeros((height, width), np.float32)
    values[box[0] : box[2], box[1] : box[3]] = 1
    return Mask(values)


def test_without_margin_it_is_the_things_own_box() -> None:
    assert around(_mask(), 0.0, None) == THING


def test_the_margin_is_a_part_of_the_longer_side() -> None:
    assert around(_mask(), 0.25, None) == (30, 50, 70, 110)


@pytest.mark.parametrize(("ratio", "shape"), [(1.0, (40, 40)), (4.0, (80, 20)), (0.5, (40, 80))])
def test_a_shape_is_reached_by_taking_in_more(ratio: float, shape: tuple[int, int]) -> None:
    top, left, bottom, right = around(_mask(), 0.0, ratio)
    assert (right - left, bottom - top) == shape
    assert top <= THING[0] and left <= THING[1] and bottom >= THING[2] and right >= THING[3]


def test_at_the_frame_it_moves_inward_and_stays_as_large() -> None:
    top, left, bottom, right = around(_mask(box=(0, 0, 20, 20)), 0.5, None)
    assert (top, left) == (0, 0)
    assert (right - left, bottom - top) == (40, 40)


def test_it_never_leaves_the_picture() -> None:
    assert around(_mask(), 3.0, 16.0) == (0, 0, 100, 200)


def test_a_soft_rim_is_none_of_the_thing() -> None:
    values = _mask().values.copy()
    values[30:40, 60:100] = 0.3
    assert around(Mask(values), 0.0, None) == THING


def test_a_speck_still_leaves_a_picture() -> None:
    top, left, bottom, right = around(_mask(box=(50, 50, 51, 51)), 0.0, None)
    assert (right - left, bottom - top) == (16, 16)


def test_nothing_has_no_surroundings() -> None:
    with pytest.raises(ValueError, match="empty"):
        around(Mask(np.zeros((4, 4), np.float32)), 0.1, None)
