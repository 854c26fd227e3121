"""Whether anybody sees what an edit did."""

import numpy as np

from overpaint.imaging.seen import is_faint

GREY = np.full((20, 20, 3), 100, np.uint8)


def test_no_difference_is_not_a_faint_one():
    assert not is_faint(GREY, GREY.copy())


def test_three_codes_are_not_seen_and_ten_are():
    assert is_faint(GREY, GREY + np.uint8(3))
    assert not is_faint(GREY, GREY + np.uint8(10))


def test_a_small_place_that_changed_is_seen():
    after = GREY.copy()
    after[4:6, 4:6] = 200
    assert not is_faint(GREY, after)


def test_a_stray_pixel_makes_it_no_less_faint():
    after = GREY + np.uint8(2)
    after[3, 3] = 250
    assert is_faint(GREY, after)


def test_pictures_of_two_sizes_differ():
    assert not is_faint(GREY, GREY[:10])
