"""From a photograph to a composite: a soft edge shot before one background must not show it before another."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage import data

from overpaint.imaging.colour import to_linear
from overpaint.imaging.compositing import compose
from overpaint.imaging.foreground import clean_edge
from overpaint.imaging.values import Backdrop, Image, Light, Pixels, Plane

SIDE = 160
SUNNY = Light(illuminant=(1.2, 1.0, 0.8), towards=(0.3, 0.9, 0.3), backlit=0.9)
GREY_LIGHT = Light()
NO_LIGHT = Light(strength=0.0)


def never() -> None:
    """Nobody cancels."""


def disc(softness: float) -> Plane:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) - SIDE / 2
    return np.clip((60 - np.hypot(x, y)) / (2 * softness) + 0.5, 0, 1).astype(np.float32)


def photographed(subject: int, background: int, alpha: Plane) -> Image:
    """A disc of one code value before another, mixed as a camera's picture is."""
    codes = alpha * subject + (1 - alpha) * background
    return Image(np.repeat(np.rint(codes).astype(np.uint8)[..., None], 3, axis=2))


def put_before(photo: Image, alpha: Plane, level: float, light: Light) -> Pixels:
    scene = Backdrop(np.full((*alpha.shape, 3), level, np.float32), light)
    return compose(to_linear(clean_edge(photo, alpha)), alpha, scene, 1, "medium", never)


@pytest.mark.parametrize("light", [NO_LIGHT, GREY_LIGHT, SUNNY], ids=["plain", "grey", "backlit"])
@pytest.mark.parametrize("softness", [1.0, 6.0])
@pytest.mark.parametrize(("was", "becomes"), [(255, 0.0), (0, 1.0), (255, 1.0), (0, 0.0)])
@pytest.mark.parametrize("subject", [40, 215])
def test_no_rim_of_the_old_background(was: int, becomes: float, subject: int, softness: float, light: Light) -> None:
    alpha = disc(softness)
    result = put_before(photographed(subject, was, alpha), alpha, becomes, light).astype(float).mean(axis=2) / 255
    band = (alpha > 0.02) & (alpha < 0.98)
    inner = cv2.erode(alpha, np.ones((9, 9))) == 1
    ring = inner & (cv2.erode(alpha, np.ones((25, 25))) < 1)
    least, most = min(result[ring].min(), becomes), max(result[ring].max(), becomes)
    assert result[band].min() > least - 0.03
    assert result[band].max() < most + 0.03


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_outside_the_matte_there_is_only_the_scene(level: float) -> None:
    alpha = disc(4.0)
    result = put_before(photographed(128, 200, alpha), alpha, level, SUNNY)
    assert (result[alpha == 0] == round(255 * level)).all()


def test_a_real_edge_before_its_opposite_has_no_rim() -> None:
    """A dark-haired head cut from a light wall and put before black, and before white: between the two is nothing brighter."""
    photo = Image(np.ascontiguousarray(data.astronaut()[:SIDE, 130 : 130 + SIDE]))
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    inside = cv2.GaussianBlur((((x - 93) / 50) ** 2 + ((y - 62) / 50) ** 2 < 1).astype(np.float32), (0, 0), 2.0)
    alpha = np.asarray(inside, np.float32)
    band = (alpha > 0.05) & (alpha < 0.5)
    before = put_before(photo, alpha, 0.0, GREY_LIGHT)[band].mean()
    black = Backdrop(np.zeros((*alpha.shape, 3), np.float32), GREY_LIGHT)
    naive = compose(to_linear(photo.rgb), alpha, black, 1, "medium", never)[band].mean()
    assert before < 0.95 * naive
