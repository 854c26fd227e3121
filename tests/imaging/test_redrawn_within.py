"""Where it is known in which part the edit belongs, all else is the original's, whatever the model made of it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from imaging.redrawing import Redrawn, redrawn
from overpaint.imaging.around import grown
from overpaint.imaging.redrawn import keep_unchanged
from overpaint.imaging.values import Image, Mask

EDITS = tuple(redrawn(512))


def around(one: Redrawn) -> Mask:
    """What a finder would give of the edit's place, with room around it."""
    return Mask(grown(one.edited.astype(np.float32), 40))


def lying(one: Redrawn) -> Image:
    """The same, and a red disc where nobody has asked for one, everything greener on top."""
    rows, columns = np.nonzero(
        cv2.erode((around(one).values == 0).astype(np.uint8), np.ones((121, 121), np.uint8), borderValue=0)
    )
    pixels = np.clip(one.after.pixels * np.array([0.8, 1.05, 0.8]), 0, 255).astype(np.uint8)
    middle = len(rows) // 2
    return Image(cv2.circle(np.ascontiguousarray(pixels), (int(columns[middle]), int(rows[middle])), 50, (255, 0, 0), -1))


@pytest.mark.parametrize("one", EDITS, ids=lambda one: one.name)
def test_the_edit_is_kept_whole_and_what_is_elsewhere_is_the_originals(one: Redrawn):
    kept = keep_unchanged(one.before, one.after, around(one))
    assert kept.changed is not None and kept.found and not kept.beyond
    assert (kept.changed.values[one.edited] == 1).all()
    same = (kept.image.pixels == one.before.pixels).all(axis=2)
    assert same[around(one).values == 0].all() and same[kept.changed.values == 0].all()
    assert same.mean() >= 0.88


@pytest.mark.parametrize("one", EDITS, ids=lambda one: one.name)
def test_of_a_model_that_does_more_than_it_was_asked_only_that_is_taken(one: Redrawn):
    kept = keep_unchanged(one.before, lying(one), around(one))
    assert kept.changed is not None and kept.found and kept.beyond
    same = (kept.image.pixels == one.before.pixels).all(axis=2)
    assert same[around(one).values == 0].all()
    assert (kept.changed.values[one.edited] == 1).mean() > 0.99
    honest = keep_unchanged(one.before, one.after, around(one))
    apart = np.abs(kept.image.pixels.astype(int) - honest.image.pixels)[one.edited]
    assert np.median(apart) <= 6  # its tone was taken back, too


def test_a_change_that_does_not_stand_out_is_taken_with_all_that_is_there():
    one = EDITS[0]
    kept = keep_unchanged(one.before, one.before, around(one))
    assert kept.changed is not None and not kept.found and not kept.beyond
    np.testing.assert_array_equal(kept.image.pixels, one.before.pixels)


def test_one_that_changes_something_else_altogether_is_found_out():
    one = EDITS[0]
    elsewhere = Mask(np.roll(around(one).values, 256, axis=1))
    assert not (elsewhere.values[one.edited] > 0).any()
    kept = keep_unchanged(one.before, one.after, elsewhere)
    assert kept.beyond and not kept.found
    np.testing.assert_array_equal(kept.image.pixels[elsewhere.values == 0], one.before.pixels[elsewhere.values == 0])


def test_what_shows_something_else_is_left_as_it_is():
    one = EDITS[0]
    kept = keep_unchanged(one.before, Image(np.ascontiguousarray(one.before.pixels[:, ::-1])), around(one))
    assert kept.why == "misaligned" and kept.changed is None


def test_a_place_that_is_all_of_the_picture_is_none():
    one = EDITS[6]
    free, bounded = (keep_unchanged(one.before, one.after, within) for within in (None, Mask.whole(one.before.size)))
    np.testing.assert_array_equal(free.image.pixels, bounded.image.pixels)


def test_a_place_of_another_size_is_a_mistake():
    with pytest.raises(ValueError, match="sizes differ"):
        keep_unchanged(EDITS[0].before, EDITS[0].after, Mask.whole((8, 8)))
