"""Outlines of masks: filled again they are the mask, whatever its shape, and never more corners than promised."""

import cv2
import numpy as np
import pytest

from overpaint.imaging.outlines import outlines, scaled


def filled(polygons, shape):
    plane = np.zeros(shape, np.uint8)
    cv2.fillPoly(plane, [np.array(polygon, np.int32) for polygon in polygons], 1)
    return plane


def disc(shape, centre, radius):
    y, x = np.ogrid[: shape[0], : shape[1]]
    return ((x - centre[0]) ** 2 + (y - centre[1]) ** 2 <= radius**2).astype(np.float32)


def test_a_disc_with_a_hole_beside_another():
    mask = disc((300, 400), (120, 150), 90) - disc((300, 400), (120, 150), 40) + disc((300, 400), (320, 150), 40)
    polygons = outlines(mask)
    assert len(polygons) == 3
    assert np.abs(filled(polygons, mask.shape) - mask).mean() < 0.01


def test_noise_has_no_more_corners_than_asked_for():
    noise = np.random.default_rng(1).random((400, 400)).astype(np.float32)
    assert sum(map(len, outlines(noise, 200))) <= 200


def test_nothing_has_none_and_one_pixel_is_no_fault():
    assert outlines(np.zeros((5, 5), np.float32)) == ()
    one = np.zeros((5, 5), np.float32)
    one[2, 2] = 1
    assert outlines(one)[0][0] == (2, 2)


@pytest.mark.parametrize("factor", [0.5, 3.0])
def test_scaled(factor):
    assert scaled((((2, 4), (6, 8)),), factor, 1) == (((round(2 * factor), 4), (round(6 * factor), 8)),)
