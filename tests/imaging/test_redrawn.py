"""What a model only redrew is found among what it changed: 24 edits whose truth is known, and some where nothing may be kept."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from imaging.redrawing import Redrawn, redrawn
from overpaint.imaging.redrawn import keep_unchanged
from overpaint.imaging.registration import register
from overpaint.imaging.values import Image

EDITS = tuple(redrawn(512))


@pytest.mark.parametrize("one", EDITS, ids=lambda one: one.name)
def test_the_edit_is_kept_whole_and_the_rest_is_the_originals(one: Redrawn):
    kept = keep_unchanged(one.before, one.after)
    assert kept.changed is not None
    assert (kept.changed.values[one.edited] == 1).all()
    same = (kept.image.pixels == one.before.pixels).all(axis=2)
    assert same.mean() >= 0.85
    assert same[kept.changed.values == 0].all()


def test_the_edit_stands_where_it_was_made_in_the_tone_of_the_original():
    one = next(one for one in EDITS if one.name == "chelsea, all of it")
    still = next(one for one in EDITS if one.name == "chelsea, still")
    swapped = keep_unchanged(still.before, still.after)
    kept = keep_unchanged(one.before, one.after)
    around = cv2.dilate(one.edited.astype(np.uint8), np.ones((15, 15), np.uint8)) > one.edited
    # Just outside of it, where the answer passes into the original, the redrawn picture is the original but for its softness.
    assert np.abs(kept.image.pixels.astype(int) - one.before.pixels)[around].mean() < 6
    assert swapped.changed is not None and kept.changed is not None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda p: p[:, ::-1], "misaligned"),
        (lambda p: np.full_like(p, 128), "misaligned"),
        (lambda p: np.clip(p * np.array([1.15, 1.0, 0.8]), 0, 255), "retoned"),
        (lambda p: np.clip(p.astype(int) + 25, 0, 255), "retoned"),
        (lambda p: cv2.stylization(p, sigma_s=60, sigma_r=0.45), "retoned"),
        (lambda p: np.vstack([p[:200], p[200:, :, ::-1]]), "everywhere"),
        (lambda p: p, "nothing"),
        (lambda p: np.dstack([p, np.full(p.shape[:2], 200)]), "transparent"),
    ],
    ids=["mirrored", "grey", "warmer", "brighter", "as a painting", "most of it", "as it was", "see-through"],
)
def test_of_what_changes_everywhere_nothing_is_kept(change, why):
    before = EDITS[0].before
    after = Image(np.ascontiguousarray(change(before.pixels)).astype(np.uint8))
    kept = keep_unchanged(before, after)
    assert kept.why == why and kept.changed is None and kept.image is after


def test_a_picture_is_laid_over_another_within_half_a_pixel():
    one = next(one for one in EDITS if one.name == "astronaut, nearer")
    laid = register(one.before, one.after)
    zoomed = (1.03 - 1) * np.hypot(255.5, 255.5)  # by how far the corners moved
    assert laid.moved == pytest.approx(zoomed, abs=0.5) and laid.correlation > 0.9
    assert 0.93 < laid.covered.mean() < 0.95  # what the model has cut off at the borders


def test_what_was_moved_out_of_the_frame_is_the_originals():
    one = next(one for one in EDITS if one.name == "coffee, aside")  # right and up
    kept = keep_unchanged(one.before, one.after)
    np.testing.assert_array_equal(kept.image.pixels[-3:], one.before.pixels[-3:])
    np.testing.assert_array_equal(kept.image.pixels[:, -4:], one.before.pixels[:, -4:])


def test_other_sizes_are_a_mistake():
    with pytest.raises(ValueError, match="sizes differ"):
        keep_unchanged(EDITS[0].before, EDITS[6].before)
