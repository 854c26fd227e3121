"""Water and ground on drawn land: where they begin and end, and what is neither."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from overpaint.regions.stuff.low import ground, water

HEIGHT, WIDTH, SHORE = 240, 320, 110
NO_HEAT, HEAT = np.zeros((8, 8), np.float32), np.full((8, 8), 9.0, np.float32)


def rough(colour: tuple[int, int, int], seed: int = 1) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    return np.float32(colour) * (1 + 1.2 * cv2.GaussianBlur(noise, (0, 0), 1.2))[..., None]


def lake() -> NDArray[np.uint8]:
    """Sky, a far rough shore, smooth water, a rough near shore."""
    pixels = np.tile(np.float32((180, 200, 225)), (HEIGHT, WIDTH, 1))
    pixels[80:SHORE] = rough((50, 60, 40))[80:SHORE]
    pixels[SHORE:190] = (60, 100, 140)
    pixels[190:] = rough((110, 95, 80))[190:]
    return np.clip(pixels, 0, 255).astype(np.uint8)


def nothing() -> NDArray[np.bool_]:
    return np.zeros((HEIGHT, WIDTH), bool)


def test_a_lake_is_water_from_shore_to_shore() -> None:
    plane = water(lake(), nothing(), HEAT, 0.0, boats=False)
    assert plane[SHORE + 6 : 184].mean() > 0.95
    assert plane[: SHORE - 4].max() == 0 and plane[200:].mean() < 0.03


def test_boats_vouch_for_it_and_are_left_out() -> None:
    things = nothing()
    things[130:150, 100:160] = True
    plane = water(lake(), things, NO_HEAT, 0.9, boats=True)
    assert plane[155:180].mean() > 0.95 and plane[things].max() == 0


@pytest.mark.parametrize(("heat", "heights"), [(NO_HEAT, 0.0), (HEAT, 0.6)])
def test_blue_without_a_shore_that_is_seen_or_in_the_mountains_is_none(heat, heights) -> None:
    assert water(lake(), nothing(), heat, heights, boats=False).max() == 0


def test_rough_land_below_a_level_line_is_no_water() -> None:
    pixels = lake()
    pixels[SHORE:] = np.clip(rough((80, 100, 130), seed=3), 0, 255).astype(np.uint8)[SHORE:]
    assert water(pixels, nothing(), HEAT, 0.0, boats=False).max() == 0


def test_the_ground_ends_where_it_looks_otherwise_and_things_are_left_out() -> None:
    pixels = np.tile(np.float32((225, 215, 200)), (HEIGHT, WIDTH, 1))
    pixels[150:] = rough((110, 80, 60))[150:]
    things = nothing()
    things[120:200, 140:180] = True
    plane = ground(np.clip(pixels, 0, 255).astype(np.uint8), things)
    assert plane[156:, :130].mean() > 0.9 and plane[:145].mean() < 0.02
    assert plane[things].max() == 0


def test_what_looks_the_same_to_the_top_is_no_ground() -> None:
    assert ground(np.clip(rough((110, 80, 60)), 0, 255).astype(np.uint8), nothing()).max() == 0


def test_there_is_no_ground_under_somebody_who_fills_the_bottom() -> None:
    pixels = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    things = nothing()
    things[100:] = True
    assert ground(pixels, things).max() == 0
