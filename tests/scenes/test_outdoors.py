"""What outdoor scenes share: the sky of an hour and a weather, its fog, its light; what falls from it; and the sky itself."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from overpaint.imaging.colour import luminance
from overpaint.scenes import find_scene, sky
from overpaint.scenes.base import SceneContext
from overpaint.scenes.heavens.hours import COVERED, HOURS
from overpaint.scenes.heavens.outdoors import describe_light, develop, horizon_light, paint_heavens, step_out, stream, veil
from overpaint.scenes.heavens.precipitation import precipitate
from overpaint.scenes.water.sand import SUNNY, bake_sand

SIZE = (120, 90)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


def nothing():
    pass


def out(time="noon", weather="fair", seed=1, **more):
    return step_out(SIZE, time, weather, **({"horizon": 0.5, "eye": 2.0, "seed": seed, "check": nothing} | more))


def test_parts_of_a_picture_draw_their_own_numbers():
    assert stream(3, "sun").uniform() == stream(3, "sun").uniform()
    assert len({stream(seed, name).uniform() for seed in (3, 4) for name in ("sun", "waves")}) == 4


@pytest.mark.parametrize("time", sorted(HOURS))
@pytest.mark.parametrize("weather", ["fair", "overcast"])
def test_light_comes_from_the_sun_or_from_everywhere(time, weather):
    view = out(time, weather)
    assert view.covered == (weather in COVERED)
    light = describe_light(view, np.full((*SIZE[::-1], 3), 0.2, np.float32))
    assert min(view.skylight) > 0.0
    if view.covered:
        assert max(view.sunlight) == 0.0
        assert light.towards is None
    else:
        assert np.linalg.norm(light.towards) == pytest.approx(1.0)
        assert light.towards[2] > 0.0, "light never comes from below"


def test_a_scene_may_want_the_sun_beside():
    view = out("sunset", beside=(80.0, 100.0))
    x, y, _ = view.towards_sun
    assert abs(x) > 5 * abs(y)


@pytest.mark.parametrize("weather", ["clear", "fog"])
def test_distance_fades_into_the_horizon(weather):
    view = out(weather=weather)
    black = np.zeros((2, SIZE[0], 3), np.float32)
    near, far = (veil(view, black, np.full(black.shape[:2], view.visibility * share, np.float32)) for share in (0.01, 12.0))
    assert far == pytest.approx(np.broadcast_to(horizon_light(view), far.shape), rel=1e-3)
    assert near.max() < 0.02 * far.max()


def test_fog_is_grey_and_thick_unless_a_scene_asks_for_less():
    thick, thin = out(weather="fog"), out(weather="fog", fog=(900.0, 1000.0))
    assert thick.visibility < 300.0 < 900.0 <= thin.visibility
    horizon = horizon_light(thick).mean(0)
    assert np.ptp(horizon) < 0.06 * horizon.mean()


def test_an_overcast_sky_is_brightest_overhead():
    view = out(weather="overcast", horizon=1.0)
    radiance, passed = paint_heavens(view, "low", nothing)
    rows = (radiance @ LUMINANCE).mean(axis=1)
    assert rows[:20].mean() > rows[-20:].mean()
    assert passed == 1.0
    assert develop(view, radiance).shape == (*SIZE[::-1], 3)


@pytest.mark.parametrize("weather", ["rain", "snow"])
def test_what_falls_is_seen_before_the_dark(weather):
    pixels = np.full((160, 160, 3), 0.02, np.float32)
    pixels[:60] = 0.6
    falling = precipitate(pixels.copy(), weather, np.random.default_rng(1), 60)
    assert 0.001 < (falling[60:] - 0.02).mean() < 0.2
    assert abs(falling[:60] - 0.6).mean() < 0.05, "before the sky it hardly shows"
    assert falling.min() >= 0.0
    assert falling.max() <= 1.0


def test_nothing_falls_from_other_skies():
    pixels = np.full((8, 8, 3), 0.3, np.float32)
    assert precipitate(pixels, "overcast", np.random.default_rng(1), 4) is pixels


def test_sand_takes_as_much_light_as_level_sand_would():
    for sun in ((0.0, 0.6, 0.8), (0.8, 0.598, 0.05)):
        patch = bake_sand(np.random.default_rng(2), sun, nothing)
        finest = patch.texels[: patch.size**2]
        assert finest[:, SUNNY].mean() == pytest.approx(1.0, abs=0.08)
        assert finest.min() >= 0.0
        assert finest[:, SUNNY].std() > 0.05, "lumps show"


@pytest.mark.parametrize("size", [(96, 96), (48, 144), (144, 48)], ids=str)
def test_the_sky_has_neither_ground_nor_horizon(size):
    backdrop = sky.render(size, sky.Params(weather="clear"), SceneContext(seed=2))
    assert backdrop.horizon is None
    assert backdrop.ground == "none"
    red, _, blue = backdrop.pixels.reshape(-1, 3).T
    assert (blue > red).mean() > 0.9, "nothing but blue sky"


def test_one_seed_gives_every_landscape_its_own_sky():
    skies = [
        luminance(find_scene(name).render((96, 96), find_scene(name).Params(time="noon"), SceneContext(seed=4)).pixels)[:24]
        for name in ("sea", "beach", "mountains", "snow")
    ]
    for first, second in itertools.combinations(skies, 2):
        assert np.corrcoef((first - first.mean(1)[:, None]).ravel(), (second - second.mean(1)[:, None]).ravel())[0, 1] < 0.7
