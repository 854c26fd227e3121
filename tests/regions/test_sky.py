"""The sky on drawn pictures: clear, behind buildings that reach the bottom, with clouds; and what only looks like one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from overpaint.regions.detection import Detected
from overpaint.regions.stuff.sky import sky

HEIGHT, WIDTH = 300, 400


def clear(top: tuple[int, int, int] = (50, 110, 190), low: tuple[int, int, int] = (140, 185, 230)) -> NDArray[np.float32]:
    """(HEIGHT, WIDTH, 3): a clear sky, lighter towards the ground."""
    down = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None, None]
    return np.float32(top) * (1 - down) + np.float32(low) * down + np.zeros((HEIGHT, WIDTH, 1), np.float32)


def stone(seed: int = 1) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    return np.float32((90, 75, 60)) * (1 + cv2.GaussianBlur(noise, (0, 0), 1.5))[..., None]


def picture(pixels: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.clip(pixels, 0, 255).astype(np.uint8)


def test_a_clear_sky_may_reach_the_bottom_beside_a_building() -> None:
    pixels = clear()
    pixels[60:, 150:] = stone()[60:, 150:]
    plane = sky(picture(pixels), ())
    assert plane[:54].mean() > 0.97 and plane[:, :144].mean() > 0.97
    assert plane[66:, 156:].mean() < 0.02


def test_its_edge_is_the_buildings_own() -> None:
    pixels = clear()
    pixels[180:, :] = stone()[180:, :]
    plane = sky(picture(pixels), ())
    assert plane[:178].mean() > 0.99 and plane[182:].mean() < 0.02


def test_clouds_that_fade_into_it_are_sky_and_a_white_tower_is_none() -> None:
    pixels = clear()
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    haze = np.clip(1.6 - np.hypot((columns - 120) / 60, (rows - 90) / 30), 0, 1)[..., None]
    pixels = pixels * (1 - haze) + 245 * haze
    pixels[220:] = stone()[220:]
    pixels[60:, 290:330] = 235
    plane = sky(picture(pixels), ())
    assert plane[60:120, 60:180].mean() > 0.95
    assert plane[70:210, 296:324].max() < 0.1


@pytest.mark.parametrize("name", ["kite", "airplane", "bird"])
def test_with_what_flies_in_it_the_whole_picture_may_be_sky(name: str) -> None:
    pixels = clear()
    pixels[140:160, 200:230] = (220, 40, 30)
    flying = Detected(name, 0.9, (140, 200, 160, 230))
    plane = sky(picture(pixels), (flying,))
    assert plane[:130].mean() > 0.97 and plane[144:156, 205:225].max() < 0.1
    assert sky(picture(pixels), ()).max() == 0, "a blue wall would look the same"


def test_even_blue_paper_behind_a_thing_is_no_sky() -> None:
    pixels = np.full((HEIGHT, WIDTH, 3), (70, 120, 200), np.float32)
    pixels[120:, 100:300] = stone()[120:, 100:300]
    assert sky(picture(pixels), ()).max() == 0


def test_no_sky_is_looked_for_in_a_room() -> None:
    pixels = clear()
    pixels[150:] = stone()[150:]
    assert sky(picture(pixels), (Detected("bed", 0.8, (200, 0, 300, 200)),)).max() == 0
