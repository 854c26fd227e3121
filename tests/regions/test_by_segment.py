"""Outlines by the segmenter: of drawn things, whose outline is known, and none where nothing fills the box."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.values import Box, Pixels, Plane
from overpaint.regions.outlining import by_segment
from overpaint.weights import WeightStore


@pytest.fixture(scope="module")
def street() -> Pixels:
    """A red disc of radius 60 around (200, 150), (row, column), on grey with some grain."""
    grain = np.random.default_rng(4).normal(0, 3, (360, 480, 3))
    picture = np.full((360, 480, 3), 130, np.uint8)
    cv2.circle(picture, (150, 200), 60, (190, 40, 40), -1, cv2.LINE_AA)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def placed(found: tuple[Plane, Box] | None, shape: tuple[int, ...]) -> Plane:
    assert found is not None
    values, (top, left, bottom, right) = found
    plane = np.zeros(shape[:2], np.float32)
    plane[top:bottom, left:right] = values
    return plane


def overlap(plane: Plane) -> float:
    rows, columns = np.mgrid[:360, :480]
    disc = np.hypot(rows - 200, columns - 150) <= 60
    return float(np.count_nonzero((plane > 0.5) & disc) / np.count_nonzero((plane > 0.5) | disc))


def test_a_thing_in_its_box_is_outlined(street: Pixels, weights: WeightStore) -> None:
    plane = placed(by_segment.in_box(street, (138, 88, 262, 212), weights), street.shape)
    assert overlap(plane) > 0.97
    assert plane[:120].max() == 0 and plane[:, 240:].max() == 0


def test_a_box_that_nothing_fills_has_no_outline(street: Pixels, weights: WeightStore) -> None:
    assert by_segment.in_box(street, (60, 60, 350, 470), weights) is None


def test_heat_on_a_thing_outlines_the_whole_of_it(street: Pixels, weights: WeightStore) -> None:
    rows, columns = np.mgrid[:360, :480]
    heat = np.exp(-((rows - 190) ** 2 + (columns - 140) ** 2) / (2 * 30**2)).astype(np.float32)
    plane = placed(by_segment.at_heat(street, (150, 100, 230, 180), heat, weights), street.shape)
    assert overlap(plane) > 0.97


def test_heat_on_no_thing_outlines_nothing(street: Pixels, weights: WeightStore) -> None:
    rows, columns = np.mgrid[:360, :480]
    heat = np.exp(-((rows - 60) ** 2 + (columns - 380) ** 2) / (2 * 12**2)).astype(np.float32)
    assert by_segment.at_heat(street, (40, 360, 80, 400), heat, weights) is None
