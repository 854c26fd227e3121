"""Tilt, lean and bend by straight lines; sheets of paper laid flat."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from imaging.photographs import noise, photograph
from overpaint.imaging import documents, geometry, straight_lines
from overpaint.imaging.values import Image, Mask
from overpaint.operations import find_operation
from overpaint.operations.base import CannotDo, Context, Inputs


def facade(width: int = 900, height: int = 700) -> np.ndarray:
    """Windows in rows, dark on light, before a paler sky."""
    wall = np.full((height, width, 3), (200, 205, 215), np.uint8)
    wall[height // 8 :, width // 8 : -width // 8] = (150, 120, 100)
    for top in range(height // 8 + 40, height - 80, 110):
        for left in range(width // 8 + 40, width - width // 8 - 60, 120):
            wall[top : top + 70, left : left + 50] = (50, 55, 70)
    return np.clip(wall + np.random.default_rng(1).normal(0, 3, wall.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("degrees", [-7.0, -1.5, 4.0, 11.0])
def test_a_tilt_is_found(degrees: float) -> None:
    turned = geometry.rotate(Image(facade()), degrees, "crop").rgb
    tilt = straight_lines.tilt_of(turned)
    assert tilt is not None and abs(tilt - degrees) < 0.3


def test_noise_has_no_tilt() -> None:
    assert straight_lines.tilt_of(noise(300, 200, 3)) is None
    operation = find_operation("horizon_level")
    image = Image(noise(300, 200, 3))
    with pytest.raises(CannotDo):
        operation.apply(Inputs(image, Mask.whole(image.size)), operation.params(), Context())


def looked_up(rgb: np.ndarray, degrees: float) -> np.ndarray:
    """As a camera that is turned up by so much sees it, without what then lies outside."""
    height, width = rgb.shape[:2]
    focal, angle = 1.1 * width, math.radians(degrees)
    turn = np.array([[1, 0, 0], [0, math.cos(angle), -math.sin(angle)], [0, math.sin(angle), math.cos(angle)]])
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    seen = straight_lines.seen_through(rgb, camera @ turn @ np.linalg.inv(camera))
    assert seen is not None
    return seen


def lean(rgb: np.ndarray) -> float:
    """How far, in degrees, steep lines lean on average."""
    lines = straight_lines.segments(rgb)
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    steep = np.abs(down) > 2 * np.abs(across)
    return float(np.average(np.abs(np.rad2deg(np.arctan(across[steep] / down[steep]))), weights=np.abs(down[steep])))


@pytest.mark.parametrize("degrees", [8.0, -12.0])
def test_what_leans_is_set_upright(degrees: float) -> None:
    leaning = looked_up(facade(), degrees)
    homography = straight_lines.upright(leaning)
    assert homography is not None
    straight = straight_lines.seen_through(leaning, homography)
    assert straight is not None
    assert lean(leaning) > 1.0 and lean(straight) < 0.35 * lean(leaning)


def test_walls_that_stand_stay() -> None:
    homography = straight_lines.upright(facade())
    assert homography is not None
    np.testing.assert_array_equal(homography, np.eye(3))


@pytest.mark.parametrize("k", [0.15, -0.15])
def test_a_bend_goes_and_the_size_stays(k: float) -> None:
    rgb = photograph("coffee")
    once = straight_lines.unbent(rgb, k)
    assert once.shape == rgb.shape
    middle = np.s_[150:250, 250:350]
    assert np.abs(once[middle].astype(int) - straight_lines.unbent(rgb, 0.0001)[middle]).mean() < 60


def sheet(where: list[list[int]]) -> np.ndarray:
    """A page with lines of text on a dark table, its corners at these places."""
    page = np.full((1100, 850, 3), 245, np.uint8)
    for row in range(24):
        cv2.putText(page, "the quick brown fox jumps", (70, 120 + row * 38), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (40, 40, 60), 2)
    there = np.array(where, np.float32)
    matrix = cv2.getPerspectiveTransform(np.array([[0, 0], [850, 0], [850, 1100], [0, 1100]], np.float32), there)
    table = np.full((1000, 1200, 3), (90, 70, 50), np.uint8)
    laid = cv2.warpPerspective(page, matrix, (1200, 1000))
    covered = cv2.warpPerspective(np.ones((1100, 850), np.uint8), matrix, (1200, 1000)) > 0
    table[covered] = laid[covered]
    shade = np.linspace(0.65, 1.0, 1200)[None, :, None]
    return np.asarray(table * shade, np.uint8)


@pytest.mark.parametrize(
    "where", [[[330, 120], [860, 200], [900, 900], [200, 830]], [[250, 100], [950, 100], [1050, 900], [150, 900]]]
)
def test_a_sheet_is_found_laid_flat_and_lit_evenly(where: list[list[int]]) -> None:
    rgb = sheet(where)
    corners = documents.sheet_in(rgb)
    assert corners is not None and np.abs(corners - np.array(where)).max() < 14
    clean = documents.scanned(documents.laid_flat(rgb, corners))
    assert np.median(clean) > 245 and np.quantile(clean, 0.01) < 90
    sides = [np.median(clean[40:, :30]), np.median(clean[40:, -30:])]
    assert abs(sides[0] - sides[1]) < 12


@pytest.mark.parametrize("name", ["astronaut", "coffee", "chelsea"])
def test_where_no_sheet_is_none_is_found(name: str) -> None:
    assert documents.sheet_in(photograph(name)) is None
