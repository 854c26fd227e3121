"""The light's colour: found however strong it is, and never guessed where a picture is all of one colour."""

from __future__ import annotations

import numpy as np
import pytest

from imaging.photographs import photograph
from overpaint.imaging import adaptation, tone
from overpaint.imaging.light_colour import hue_of, light_colour
from overpaint.imaging.values import Image, Mask
from overpaint.operations import find_operation
from overpaint.operations.base import CannotDo, Context, Inputs


def everywhere(rgb: np.ndarray) -> np.ndarray:
    return np.ones(rgb.shape[:2], np.float32)


@pytest.mark.parametrize("mired", [-60, 60, 100, 220])
def test_a_cast_goes(mired: float) -> None:
    matrix = adaptation.warming(mired)
    true = np.log2(matrix @ np.ones(3))
    cast = tone.through_matrix(photograph("astronaut"), matrix)
    left = np.linalg.norm(light_colour(cast, everywhere(cast)) - (true - true[1]))
    assert left < 0.4 * np.linalg.norm(true - true[1])


def test_a_balanced_picture_hardly_changes() -> None:
    rgb = photograph("astronaut")
    assert np.linalg.norm(light_colour(rgb, everywhere(rgb))) < 0.2


@pytest.mark.parametrize(("mired", "hue"), [(100, "orange"), (-80, "blue")])
def test_a_light_has_a_name(mired: float, hue: str) -> None:
    assert hue_of(np.log2(adaptation.warming(mired) @ np.ones(3))) == hue


@pytest.mark.parametrize(("distance", "hue"), [(0.02, "magenta"), (-0.02, "green")])
def test_a_tint_has_a_name(distance: float, hue: str) -> None:
    logs = np.log2(adaptation.tinting(distance) @ np.ones(3))
    assert hue_of(logs - logs[1]) == hue


@pytest.mark.parametrize("colour", [(0, 190, 200), (40, 120, 30), (150, 90, 40)])
def test_what_is_all_of_one_colour_says_nothing_of_its_light(colour: tuple[int, int, int]) -> None:
    texture = np.random.default_rng(2).uniform(0.6, 1.1, (200, 240, 1))
    rgb = np.clip(np.array(colour) * texture, 0, 255).astype(np.uint8)
    assert not light_colour(rgb, everywhere(rgb)).any()


@pytest.mark.parametrize("size", [(1, 1), (7, 300), (16, 16)])
def test_tiny_pictures_say_nothing(size: tuple[int, int]) -> None:
    rgb = np.full((*size, 3), 90, np.uint8)
    assert not light_colour(rgb, everywhere(rgb)).any()


def test_a_named_neutral_becomes_neutral_and_the_rest_goes_along() -> None:
    rgb = np.full((40, 40, 3), (60, 90, 140), np.uint8)
    rgb[:20] = (220, 190, 150)
    where = np.zeros((40, 40), np.float32)
    where[:20] = 1
    operation = find_operation("neutral_point")
    answer = operation.apply(Inputs(Image(rgb), Mask(where)), operation.params(), Context()).pixels
    assert np.ptp(answer[0, 0].astype(int)) <= 2
    assert answer[30, 0, 2] > 140


def test_a_red_thing_is_no_neutral() -> None:
    operation = find_operation("neutral_point")
    red = Image(np.full((40, 40, 3), (220, 30, 20), np.uint8))
    with pytest.raises(CannotDo):
        operation.apply(Inputs(red, Mask.whole(red.size)), operation.params(), Context())
