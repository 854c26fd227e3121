"""Plants and grass, on drawn meadows: what grows, what is dry, what only has the colour."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from overpaint.imaging.values import Image
from overpaint.regions import FinderContext, vegetation
from overpaint.regions.stuff.plants import grass
from overpaint.regions.stuff.plants import vegetation as plants
from overpaint.weights import WeightStore

HEIGHT, WIDTH = 240, 320
GREEN, STRAW, SAND, BLUE, GREY = (70, 120, 40), (150, 125, 60), (190, 150, 110), (90, 140, 220), (120, 120, 124)


def blades(colour: tuple[int, int, int], contrast: float = 0.35, seed: int = 1) -> NDArray[np.float32]:
    """(HEIGHT, WIDTH, 3): fine upright texture of this colour."""
    noise = np.random.default_rng(seed).standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), sigmaX=0.7, sigmaY=2.0)
    return np.float32(colour) * (1 + contrast * noise / noise.std())[..., None]


def land(ground: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A plain blue sky over this ground, from the middle down."""
    pixels = np.tile(np.float32(BLUE), (HEIGHT, WIDTH, 1))
    pixels[HEIGHT // 2 :] = ground[HEIGHT // 2 :]
    return np.clip(pixels, 0, 255).astype(np.uint8)


def nothing() -> NDArray[np.bool_]:
    return np.zeros((HEIGHT, WIDTH), bool)


def halves(plane: NDArray[np.float32]) -> tuple[float, float]:
    """Mean above and below the horizon, a few pixels at the seam left out."""
    return float(plane[: HEIGHT // 2 - 4].mean()), float(plane[HEIGHT // 2 + 4 :].mean())


@pytest.mark.parametrize("find", [plants, grass])
def test_a_meadow_is_plants_and_grass_from_edge_to_edge(find) -> None:
    above, below = halves(find(land(blades(GREEN)), nothing()))
    assert above < 0.01 and below > 0.9


def test_dry_grass_is_grass_but_no_plain_ground_of_its_colour_is() -> None:
    straw = land(blades(STRAW))
    assert halves(grass(straw, nothing()))[1] > 0.85
    assert plants(straw, nothing()).mean() < 0.02, "it is not green"
    assert grass(land(np.tile(np.float32(STRAW), (HEIGHT, WIDTH, 1))), nothing()).max() == 0
    assert grass(land(blades(SAND)), nothing()).max() == 0


def test_stone_and_sky_are_no_plants() -> None:
    for find in (plants, grass):
        assert find(land(blades(GREY)), nothing()).max() == 0


def test_leaves_above_the_ground_are_plants_but_no_grass() -> None:
    pixels = land(blades(GREY))
    pixels[10:60, 200:300] = np.clip(blades(GREEN), 0, 255).astype(np.uint8)[10:60, 200:300]
    assert plants(pixels, nothing())[14:56, 204:296].mean() > 0.9
    assert grass(pixels, nothing()).max() == 0


def test_a_flower_bed_is_no_grass_and_things_are_left_out() -> None:
    pixels = land(blades(GREEN))
    pixels[180:220, 60:120] = (200, 30, 60)
    things = nothing()
    things[140:200, 200:260] = True
    for find in (plants, grass):
        plane = find(pixels, things)
        assert plane[184:216, 64:116].max() < 0.1
        assert plane[things].max() == 0


def test_green_things_are_no_grass_where_the_detector_sees_them(weights: WeightStore) -> None:
    image = Image(land(blades(GREEN)))
    found = vegetation.find(image, FinderContext(weights, "grass"))
    assert found.told_apart == "never" and len(found.instances) == 1
    assert vegetation.find(Image(land(blades(GREY))), FinderContext(weights, "grass")).is_empty
