"""Graphics on a flat ground: keyed by its colour, exactly; photographs have none."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from drawn_graphics import bare, document, drawing, logo, screenshot
from drawn_pictures import ball, texture
from skimage import data

from overpaint.imaging.foreground import clean_edge
from overpaint.imaging.values import Image, Pixels
from overpaint.regions import FinderContext, subject
from overpaint.regions.salience.plain_ground import key, plain_ground
from overpaint.weights import WeightStore

GRAPHICS = [logo, document, screenshot, drawing]


def keyed(picture: Pixels) -> np.ndarray:
    ground = plain_ground(picture)
    assert ground is not None
    return key(picture, ground, np.zeros(picture.shape[:2], np.float32))


@pytest.mark.parametrize("make", GRAPHICS)
def test_no_pixel_of_the_ground_is_left_and_nothing_else_is_lost(make: Callable[[], Pixels], weights: WeightStore) -> None:
    picture = make()
    found = subject.find(Image(picture), FinderContext(weights, "subject"))
    alpha, ground = found.mask.values, bare(picture)
    assert found.confidence == 1 and found.note is None
    assert alpha[ground].max() == 0
    inside = ~(cv2.dilate(ground.astype(np.uint8), np.ones((7, 7))) > 0)
    assert inside.any() and alpha[inside].min() == 1
    strong = np.abs(picture.astype(int) - picture[0, 0]).max(axis=2) > 128
    assert alpha[strong].min() > 0.4


def test_a_rings_inside_is_ground_and_a_window_keeps_its_white() -> None:
    assert keyed(logo())[160, 120] == 0
    assert keyed(screenshot())[300, 450] == 1


def test_straight_edges_stay_straight() -> None:
    alpha = keyed(screenshot())
    np.testing.assert_array_equal(alpha[60:340, 59], 0)
    np.testing.assert_array_equal(alpha[60:340, 61], 1)
    np.testing.assert_array_equal(alpha[39, 80:560], 0)
    np.testing.assert_array_equal(alpha[41, 80:560], 1)


def test_what_is_keyed_looks_the_same_on_its_own_ground() -> None:
    picture = logo()
    alpha = keyed(picture)
    colours = clean_edge(Image(picture), alpha).astype(np.float32)
    again = colours * alpha[..., None] + 255 * (1 - alpha[..., None])
    assert np.abs(again - picture).mean() < 0.5


def test_noise_of_compression_is_ground() -> None:
    data_url = cv2.imencode(".jpg", logo()[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    picture = np.ascontiguousarray(cv2.imdecode(data_url, cv2.IMREAD_COLOR)[..., ::-1])
    alpha = keyed(picture)
    away = cv2.erode(bare(logo()).astype(np.uint8), np.ones((9, 9))) > 0
    assert np.count_nonzero(alpha[away]) < 0.001 * np.count_nonzero(away)


def test_the_white_of_a_drawn_thing_is_its_own_where_a_network_says_so() -> None:
    generator = np.random.default_rng(5)
    picture = np.full((300, 300, 3), 255, np.uint8)
    picture[60:240, 60:240] = cv2.resize(generator.integers(0, 200, (12, 12, 3), np.uint8), (180, 180))
    cv2.circle(picture, (150, 150), 40, (255, 255, 255), -1)
    ground = plain_ground(picture)
    assert ground is not None and not ground.few
    belief = np.zeros((300, 300), np.float32)
    assert key(picture, ground, belief)[150, 150] == 0
    belief[60:240, 60:240] = 1
    assert key(picture, ground, belief)[150, 150] == 1


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket"])
def test_a_photograph_has_no_plain_ground(name: str) -> None:
    assert plain_ground(getattr(data, name)()) is None


def test_neither_has_a_wall_or_noise() -> None:
    assert plain_ground(ball()[0].rgb) is None
    assert plain_ground(texture().rgb) is None
