"""What is taken out of a belief's rim, on drawn discs."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from overpaint.regions.salience.rims import without_background

SIDE = 320
WALL, COAT = (150, 140, 130), (60, 30, 25)


def disc(radius: float) -> NDArray[np.float32]:
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.clip(radius + 0.5 - np.hypot(x - SIDE / 2, y - SIDE / 2), 0, 1).astype(np.float32)


def picture(coat: tuple[int, int, int] = COAT) -> NDArray[np.uint8]:
    """A disc of that colour before a wall, both with a little noise."""
    shape = disc(90)[..., None]
    noise = np.random.default_rng(1).normal(0, 2, (SIDE, SIDE, 3))
    return np.clip(np.float32(coat) * shape + np.float32(WALL) * (1 - shape) + noise, 0, 255).astype(np.uint8)


def with_a_bulge() -> NDArray[np.float32]:
    """The belief in the disc, and in a piece of wall beside it."""
    belief = disc(90)
    cv2.ellipse(belief, (SIDE // 2 + 90, SIDE // 2), (8, 24), 0, 0, 360, 1.0, -1)
    return cv2.GaussianBlur(belief, (0, 0), 1.0)


def test_wall_that_the_belief_took_along_goes() -> None:
    left = without_background(with_a_bulge(), picture(), None)
    assert with_a_bulge()[154:166, 256:257].min() > 0.8
    assert left[154:166, 256:257].max() < 0.2
    np.testing.assert_allclose(left[disc(86) > 0], with_a_bulge()[disc(86) > 0], atol=0.02)


def test_a_rim_of_the_subjects_own_colours_stays() -> None:
    same = without_background(with_a_bulge(), picture(coat=WALL), None)
    np.testing.assert_array_equal(same, with_a_bulge())


def test_what_is_the_subjects_in_any_case_stays() -> None:
    kept = np.ones((SIDE, SIDE), bool)
    np.testing.assert_array_equal(without_background(with_a_bulge(), picture(), kept), with_a_bulge())


def test_more_than_a_rim_is_not_taken() -> None:
    belief = cv2.GaussianBlur(disc(96), (0, 0), 1.0)
    np.testing.assert_array_equal(without_background(belief, picture(), None), belief)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_nothing_and_everything_stay_as_they_are(value: float) -> None:
    belief = np.full((SIDE, SIDE), value, np.float32)
    assert without_background(belief, picture(), None) is belief
