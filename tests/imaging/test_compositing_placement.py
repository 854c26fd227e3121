"""`horizon_for`: the horizon that goes with a subject's place in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.compositing.placement import horizon_for
from overpaint.imaging.values import Plane


def box(top: float, left: float, bottom: float, right: float, side: int = 200) -> Plane:
    alpha = np.zeros((side, side), np.float32)
    alpha[round(top * side) : round(bottom * side), round(left * side) : round(right * side)] = 1.0
    return alpha


def test_a_standing_person_meets_the_horizon_with_the_eyes() -> None:
    assert horizon_for(box(0.3, 0.4, 0.95, 0.6)) == pytest.approx(0.35, abs=0.02)


def test_a_bust_has_it_behind_head_or_shoulders() -> None:
    assert 0.3 < horizon_for(box(0.1, 0.2, 1.0, 0.8)) < 0.5


def test_a_low_thing_is_looked_down_on() -> None:
    horizon = horizon_for(box(0.5, 0.2, 0.85, 0.8))
    assert 0.5 <= horizon < 0.6


@pytest.mark.parametrize("bottom", [0.5, 0.6, 0.7, 0.9])
def test_who_stands_in_the_picture_stands_below_it(bottom: float) -> None:
    assert horizon_for(box(bottom - 0.15, 0.4, bottom, 0.6)) <= bottom - 0.15


def test_every_matte_gets_a_horizon_in_the_picture() -> None:
    random = np.random.default_rng(5)
    for _ in range(50):
        top, left = random.uniform(0, 0.8, 2)
        alpha = box(top, left, random.uniform(top, 1.0), random.uniform(left, 1.0), int(random.integers(3, 300)))
        assert 0.28 <= horizon_for(alpha) <= 0.68


def test_an_empty_matte_has_the_usual_one() -> None:
    assert horizon_for(np.zeros((9, 9), np.float32)) == 0.5


def test_size_does_not_matter() -> None:
    assert horizon_for(box(0.3, 0.4, 0.95, 0.6, 200)) == pytest.approx(horizon_for(box(0.3, 0.4, 0.95, 0.6, 1000)), abs=0.01)
