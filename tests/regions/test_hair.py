"""Alpha solved from colours, against composites whose alpha is known, and a head drawn again by it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.values import Image, Pixels, Plane
from overpaint.regions.detection import Face
from overpaint.regions.salience.hair import with_hair
from overpaint.regions.salience.laplacian import solve
from overpaint.regions.salience.matting import refine

SIZE = 240
BACK, HAIR, SKIN = (200, 205, 190), (50, 38, 30), (215, 170, 145)


@pytest.fixture(scope="module")
def head() -> tuple[Pixels, Plane]:
    """A head with strands that stick out of its hair, and its true alpha."""
    fine: Plane = np.zeros((4 * SIZE, 4 * SIZE), np.float32)
    cv2.ellipse(fine, (480, 560), (170, 230), 0, 0, 360, 1.0, -1)
    for angle in range(180, 361, 9):
        turn = np.deg2rad(angle)
        rim = np.array([480 + 165 * np.cos(turn), 560 + 225 * np.sin(turn)])
        tip = rim + 26 * np.array([np.cos(turn), np.sin(turn)])
        cv2.line(fine, rim.astype(int).tolist(), tip.astype(int).tolist(), 1.0, 9)
    alpha = np.asarray(cv2.resize(fine, (SIZE, SIZE), interpolation=cv2.INTER_AREA), np.float32)
    subject = np.full((SIZE, SIZE, 3), SKIN, np.float32)
    subject[:135] = HAIR
    grain = np.random.default_rng(3).normal(0, 2, (SIZE, SIZE, 3))
    mixed = alpha[..., None] * subject + (1 - alpha[..., None]) * np.float32(BACK) + grain
    return np.clip(np.rint(mixed), 0, 255).astype(np.uint8), alpha


def test_an_unknown_band_gets_the_alpha_of_its_colours(head: tuple[Pixels, Plane]) -> None:
    rgb, true = head
    inside = cv2.erode((true > 0.99).astype(np.uint8), np.ones((7, 7))) > 0
    outside = cv2.dilate((true > 0.01).astype(np.uint8), np.ones((7, 7))) == 0
    unknown = ~inside & ~outside
    found = solve(rgb, inside.astype(np.float32), unknown, np.full_like(true, 0.5), 120)
    assert np.abs(found - true)[unknown].mean() < 0.06
    np.testing.assert_array_equal(found[inside], 1)
    np.testing.assert_array_equal(found[outside], 0)


def test_where_nothing_is_unknown_nothing_is_solved(head: tuple[Pixels, Plane]) -> None:
    rgb, true = head
    known = (true > 0.5).astype(np.float32)
    np.testing.assert_array_equal(solve(rgb, known, np.zeros(known.shape, bool), known, 10), known)


def believed(true: Plane) -> Plane:
    """What a coarse network makes of it: no strands, a soft edge."""
    solid = cv2.morphologyEx(
        (true > 0.5).astype(np.uint8), cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (15, 15))
    )
    return np.asarray(cv2.GaussianBlur(solid.astype(np.float32), (0, 0), 1.5), np.float32)


def face(box: tuple[int, int, int, int]) -> Face:
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return Face(box, (middle,) * 4, 0.9)


def test_strands_beyond_the_belief_come_back(head: tuple[Pixels, Plane]) -> None:
    rgb, true = head
    mask = believed(true)
    before = refine(Image(rgb), mask)
    after = with_hair(Image(rgb), mask, before, (face((100, 85, 195, 155)),))
    strands = (true > 0.7) & (mask < 0.2)
    assert np.count_nonzero(strands) > 50
    assert after[strands].mean() > before[strands].mean() + 0.2
    assert np.abs(after - true).mean() < np.abs(before - true).mean()


def test_below_the_face_and_without_one_nothing_changes(head: tuple[Pixels, Plane]) -> None:
    rgb, true = head
    mask = believed(true)
    before = refine(Image(rgb), mask)
    np.testing.assert_array_equal(with_hair(Image(rgb), mask, before, ()), before)
    np.testing.assert_array_equal(with_hair(Image(rgb), mask, before, (face((100, 100, 118, 115)),)), before)
    after = with_hair(Image(rgb), mask, before, (face((100, 85, 195, 155)),))
    np.testing.assert_array_equal(after[187:], before[187:])
