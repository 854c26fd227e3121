"""Walls, tables, studios and the sea from within: what they say of themselves is true of their pixels."""

from __future__ import annotations

from typing import get_args

import cv2
import numpy as np
import pytest

from overpaint.imaging.colour import luminance, to_linear, to_oklab
from overpaint.imaging.colour_code import to_pixel
from overpaint.scenes import studio, surface, underwater
from overpaint.scenes.base import SceneContext
from overpaint.scenes.materials.lighting import light_on, surroundings, window_from
from overpaint.scenes.materials.patch import Noise, Patch
from overpaint.scenes.materials.views import View
from overpaint.scenes.undersea.floor import caustics

MATERIALS = get_args(surface.Material)
SIZE = (160, 144)


def wall(material, seed=1, **params):
    return surface.render(SIZE, surface.Params(material=material, **params), SceneContext(seed=seed))


@pytest.mark.parametrize("material", MATERIALS)
def test_other_seeds_are_other_surfaces(material):
    first, second = (wall(material, seed=seed).pixels for seed in (1, 2))
    assert np.abs(first - second).mean() > 0.01


@pytest.mark.parametrize("material", MATERIALS)
@pytest.mark.parametrize("colour", ["#2a5ca8", "#f4f4f2", "#7a2030"])
def test_a_surface_has_the_colour_it_was_given(material, colour):
    mean = to_oklab(wall(material, colour=colour).pixels.mean((0, 1))[None, None])[0, 0]
    asked = to_oklab(to_linear(to_pixel(colour)))[0, 0]
    assert np.hypot(*(mean[1:] - asked[1:])) < 0.05, "hue and chroma"
    assert 0.6 * asked[0] < mean[0] < 1.1 * asked[0] + 0.02, "lightness, but for shade"


def test_bricks_of_a_clay_colour_keep_their_mortar_and_painted_ones_lose_it():
    clay, painted = (to_oklab(wall("brick", colour=colour).pixels)[..., 1:] for colour in ("#9c4a32", "#3060a0"))
    assert clay.std((0, 1)).max() > 2 * painted.std((0, 1)).max()


@pytest.mark.parametrize("material", MATERIALS)
def test_a_table_is_ground_up_to_its_edge(material):
    backdrop = wall(material, view="table")
    assert backdrop.ground == "solid" and 0.45 < backdrop.horizon < 0.62
    bright = luminance(backdrop.pixels)
    rows = np.abs(bright - cv2.GaussianBlur(bright, (0, 0), 1.5)).mean(axis=1)
    edge = round(backdrop.horizon * SIZE[1])
    assert rows[edge + 20 : -4].mean() > 3 * rows[4 : edge - 15].mean(), "the room behind is out of focus"


def test_before_a_wall_there_is_nothing_to_stand_on():
    assert wall("brick").ground == "none" and wall("brick").horizon is None


def test_a_slope_towards_the_window_is_brighter():
    view = View((64, 64), 0, (0.0, 0.0), perspective=False)
    ramp = np.tile(np.linspace(0.0, 0.3, 64, dtype=np.float32), (64, 1))
    window = window_from(1, perspective=False)

    def lit(height):
        return light_on(height, surroundings(height, view), slice(20, 44), view, window)[0][:, 20:44]

    rising, falling = lit(ramp).mean(), lit(ramp[:, ::-1].copy()).mean()
    assert np.allclose(lit(np.zeros_like(ramp)), 1.0, atol=1e-5)
    assert rising < 0.95 < 1.05 < falling


def test_light_comes_from_the_side_the_window_is_on():
    for seed in range(6):
        backdrop = wall("plaster", seed=seed)
        left, right = np.array_split(luminance(backdrop.pixels).mean(axis=0), 2)
        assert (right.mean() > left.mean()) == (backdrop.light.towards[0] > 0)


def test_noise_far_away_is_its_mean():
    noise = Noise(np.random.default_rng(3))
    u, v = np.meshgrid(np.linspace(0, 1, 64, dtype=np.float32), np.linspace(0, 1, 64, dtype=np.float32))
    near, far = (noise.rough(Patch(u, v, np.full(64, f, np.float32)), 0.5, 0).std() for f in (1e-4, 0.2))
    assert near > 0.7 and far < 0.5 * near


def test_chance_is_one_number_a_cell_wherever_it_is_asked():
    noise = Noise(np.random.default_rng(3))
    column, row = np.meshgrid(np.arange(-5, 20, dtype=np.float32), np.arange(90, 100, dtype=np.float32))
    whole = noise.chance(column, row, 5)
    part = noise.chance(np.ascontiguousarray(column[3:, 4:]), np.ascontiguousarray(row[3:, 4:]), 5)
    assert np.array_equal(whole[3:, 4:], part)
    assert len(np.unique(whole)) > 200 and whole.min() >= 0.0 and whole.max() < 1.0


def test_caustics_only_move_light():
    light = caustics(np.random.default_rng(1))
    assert light.mean() == pytest.approx(1.0, abs=1e-3)
    assert light.std() > 0.3 and np.percentile(light, 99) > 2.0


def test_water_is_bright_above_and_keeps_no_red_below():
    pixels = underwater.render(SIZE, underwater.Params(), SceneContext(seed=2)).pixels
    top, bottom = pixels[:30].mean((0, 1)), pixels[-20:].mean((0, 1))
    assert top.mean() > 2 * bottom.mean()
    assert bottom[2] > bottom[1] > 2 * bottom[0]


def test_a_sea_floor_can_be_stood_on_and_open_water_cannot():
    for seed in range(4):
        floor = underwater.render(SIZE, underwater.Params(view="floor"), SceneContext(seed=seed))
        assert floor.ground == "solid"
        level = round(floor.horizon * SIZE[1])
        detail = np.abs(np.diff(luminance(floor.pixels), axis=0)).mean(axis=1)
        assert detail[level + 25 :].mean() > 2 * detail[level - 25 : level - 8].mean(), "sand in a web of light"
    assert underwater.render(SIZE, underwater.Params(), SceneContext()).ground == "none"


def test_a_pool_of_light_lies_in_the_dark():
    pixels = studio.render(SIZE, studio.Params(style="spotlight"), SceneContext(seed=1)).pixels
    paper = studio.render(SIZE, studio.Params(), SceneContext(seed=1)).pixels
    assert pixels[0, 0].mean() < 0.5 * paper[0, 0].mean() and pixels.max() > 0.9 * paper.max()


@pytest.mark.parametrize("style", get_args(studio.Style))
def test_no_studio_is_brighter_than_its_colour(style):
    params = studio.Params(style=style, colour="#c08060")
    assert (studio.render(SIZE, params, SceneContext(seed=5)).pixels <= to_linear(to_pixel("#c08060")) + 1e-6).all()


def test_canvas_is_mottled_and_hangs_behind():
    canvas = studio.render(SIZE, studio.Params(style="canvas", falloff=0.0), SceneContext(seed=1))
    paper = studio.render(SIZE, studio.Params(falloff=0.0), SceneContext(seed=1))
    assert luminance(canvas.pixels).std() > 5 * luminance(paper.pixels).std()
    assert (canvas.ground, paper.ground) == ("none", "solid")


def test_a_studio_floor_bends_up_without_a_line():
    backdrop = studio.render((96, 600), studio.Params(style="floor"), SceneContext(seed=1))
    rows = luminance(backdrop.pixels).mean(axis=1)
    assert backdrop.ground == "solid" and 0.6 < backdrop.horizon < 0.75
    assert np.abs(np.diff(rows)).max() < 0.004
