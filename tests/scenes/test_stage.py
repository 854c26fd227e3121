"""Stages: where the light falls, what colours beams have, and what a subject stands on."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.colour import luminance
from overpaint.scenes import stage
from overpaint.scenes.base import SceneContext

SHOWS = ("spotlight", "concert", "theatre")


def render(seed=1, size=(160, 160), **params):
    return stage.render(size, stage.Params(**params), SceneContext(seed=seed))


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_middle_of_the_boards_is_lit_and_the_corners_are_dark(show, seed):
    backdrop = render(seed, show=show)
    light = luminance(backdrop.pixels)
    at = int(160 * (backdrop.horizon + 0.17))
    assert backdrop.ground == "solid"
    assert light[at - 8 : at + 8, 60:100].mean() > 1.6 * light[-12:, :12].mean()


@pytest.mark.parametrize(("colour", "strongest"), [("#ff2030", 0), ("#3060ff", 2)])
def test_beams_have_the_colour_that_was_asked_for(colour, strongest):
    air = render(2, show="concert", colour=colour).pixels[20:90].mean((0, 1))
    assert int(np.argmax(air)) == strongest
    assert air[strongest] > 1.3 * air.min()


def test_a_theatre_has_a_red_curtain_with_folds():
    pixels = render(5, (240, 160), show="theatre").pixels
    curtain = pixels[40:80]
    assert (curtain.mean((0, 1))[0] > 2.5 * curtain.mean((0, 1))[1:]).all()
    along = luminance(curtain).mean(axis=0)
    assert (np.diff(np.sign(np.diff(along))) != 0).sum() >= 20


@pytest.mark.parametrize("show", SHOWS)
def test_other_seeds_hang_the_lamps_elsewhere(show):
    one, other = (render(seed, show=show).pixels for seed in (1, 2))
    assert np.abs(one - other).mean() > 0.01


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("size", [(200, 60), (60, 200), (24, 24)])
def test_any_shape_is_painted(show, size):
    backdrop = render(3, size, show=show)
    assert backdrop.size == size
    assert np.isfinite(backdrop.pixels).all()
    assert 0 <= backdrop.pixels.min() <= backdrop.pixels.max() <= 1


def test_whoever_sings_has_the_key_from_the_front_and_the_beams_behind():
    alone, concert = render(1).light, render(1, show="concert").light
    assert alone.towards is not None and alone.towards[1] < 0 < alone.towards[2]
    assert concert.backlit > 0
    assert max(concert.sun_colour) == concert.sun_colour[2]
