"""Land: erosion, shadows, textures, viewpoints and mirrors against naive references, and what each landscape promises."""

from __future__ import annotations

import math

import numpy as np
import pytest

from overpaint.errors import Cancelled
from overpaint.imaging.colour import luminance
from overpaint.imaging.compiled import kernel
from overpaint.scenes import desert, lake, mountains, snow
from overpaint.scenes.base import SceneContext
from overpaint.scenes.heavens.atmosphere import build_atmosphere
from overpaint.scenes.heavens.camera import look
from overpaint.scenes.kernels import bands
from overpaint.scenes.kernels.texture import fractal_field
from overpaint.scenes.terrain import carpet
from overpaint.scenes.terrain.erosion import erode
from overpaint.scenes.terrain.highland import side_by_side
from overpaint.scenes.terrain.landscape import raised
from overpaint.scenes.terrain.mirror import add_water
from overpaint.scenes.terrain.relief import blurred, openness, pose, shadow_heights, slopes
from overpaint.scenes.terrain.shade import between_trees
from overpaint.scenes.terrain.viewpoint import Wish, choose
from overpaint.scenes.water.waves import wind_sea

SIZE = (96, 80)


def generator():
    return np.random.default_rng(5)


def land(side=64):
    return (100.0 * fractal_field(generator(), side, 0.9, 2.0)).astype(np.float32)


def paint(scene, size=SIZE, seed=3, **params):
    return scene.render(size, scene.Params(**params), SceneContext(seed=seed))


def lowest_neighbour(height, row, column):
    side = len(height)
    around = [(row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dx or dy]
    return min(float(height[y % side, x % side]) for y, x in around)


def test_eroded_land_drains_and_keeps_its_base():
    uplift = np.where(fractal_field(generator(), 64, 0.9, 2.0) > -0.3, 20.0, 0.0).astype(np.float32)
    height = generator().uniform(0.0, 2.0, (64, 64)).astype(np.float32)
    base = height.copy()
    area = erode(height, uplift, np.full((64, 64), 0.9, np.float32), 150.0, 0.02, 80)
    assert np.array_equal(height[uplift == 0.0], base[uplift == 0.0])
    assert area.min() >= 1.0
    assert area.max() > 40.0, "water must gather"
    high = [(r, c) for r, c in np.argwhere(uplift > 0.0) if lowest_neighbour(height, r, c) >= height[r, c]]
    assert len(high) < 0.01 * (uplift > 0.0).sum(), "hollows on slopes must have been cut open"


def test_no_slope_is_steeper_than_what_holds():
    height = generator().uniform(0.0, 5.0, (64, 64)).astype(np.float32)
    uplift = np.full((64, 64), 60.0, np.float32)
    uplift[:4] = 0.0
    erode(height, uplift, np.full((64, 64), 0.7, np.float32), 100.0, 0.001, 120)
    drops = [(height[r, c] - lowest_neighbour(height, r, c)) for r in range(8, 60) for c in range(64)]
    assert max(drops) < 0.7 * 100.0 * math.sqrt(2.0) + 60.0


def test_shadows_are_where_rays_to_the_sun_meet_land():
    height, cell = land(), 30.0
    azimuth, elevation = 0.0, 0.2  # along +y, where texels need no interpolation
    sun = (math.sin(azimuth) * math.cos(elevation), math.cos(azimuth) * math.cos(elevation), math.sin(elevation))
    fall = math.tan(elevation) * cell
    naive = np.max([np.roll(height, -k, 0) - k * fall for k in range(1, 64)], axis=0)
    assert np.abs(shadow_heights(height, cell, sun) - naive).max() < 0.1


def test_blur_and_slopes_wrap_round():
    height = land()
    moved = np.roll(height, (20, 36), (0, 1))
    for filtered in (lambda field: blurred(field, 2.0), lambda field: blurred(field, 7.0), lambda field: slopes(field, 10.0)[0]):
        assert np.abs(np.roll(filtered(height), (20, 36), (0, 1)) - filtered(moved)).max() < 0.05 * np.abs(filtered(height)).max()


def test_valleys_see_less_sky_than_ridges():
    height = land()
    seen = openness(height, 30.0)
    assert seen[height < np.quantile(height, 0.1)].mean() < seen[height > np.quantile(height, 0.9)].mean()


@pytest.mark.parametrize(
    "texture",
    [
        lambda random: carpet.grain(random, 256),
        lambda random: carpet.scree(random, 0.5, 256).texture,
        lambda random: carpet.turf(random, 0.1, 256).texture,
        lambda random: carpet.drifts(random, 256).texture,
        lambda random: carpet.ripples(random, 0.01, 256).texture,
    ],
)
def test_textures_have_no_seam(texture):
    made = texture(generator())
    assert made.size == 256
    field = made.texels[: 256 * 256].reshape(256, 256, -1)[..., 0]
    inside = np.abs(np.diff(field, axis=0)).mean(1)
    seam = np.abs(field[0] - field[-1]).mean()
    assert seam < 1.5 * inside.max()


def test_a_view_has_its_summit_and_its_light():
    height = np.zeros((256, 256), np.float32)
    height[100:140, 100:140] = 2500.0
    nothing = np.zeros_like(height)
    sun = (0.8, 0.4, math.sqrt(1.0 - 0.8))
    x, y, heading = choose(generator(), height, nothing, 20e3, Wish(0.4, (-1.0, 100.0), 0.0), sun)
    summit = 120 / 256 * 20e3
    bearing = math.atan2((summit - x + 10e3) % 20e3 - 10e3, (summit - y + 10e3) % 20e3 - 10e3)
    assert abs((bearing - heading + math.pi) % (2.0 * math.pi) - math.pi) < 0.6


def test_still_water_mirrors_what_is_above_it():
    camera = look((64, 64), 0.5, 1.6)
    sky = np.ones((64, 64, 3), np.float32)
    depth = np.zeros((64, 64), np.float32)
    sea = wind_sea(generator(), 2.5, 0.0)
    picture = sky.copy()
    add_water(picture, depth, camera, sea.waves, 0.0, 0.02, np.zeros(3, np.float32), lambda: None)
    assert np.array_equal(picture[:32], sky[:32])
    near_horizon = picture[34, :, 0].mean()
    assert 0.6 < near_horizon < 1.0
    rows = picture[34:60, :, 0].mean(1)
    assert (np.diff(rows) < 0.02).all(), "looking down more steeply, less is mirrored"


def test_what_runs_beside_is_stopped_with_the_rest():
    seen = []

    def forever(stopped):
        while True:
            stopped()

    def leave():
        seen.append(1)
        raise Cancelled("gone")

    with pytest.raises(Cancelled):
        side_by_side(forever, lambda: None, leave)
    assert seen


@pytest.mark.parametrize("scene", [mountains, snow, desert, lake])
def test_the_number_of_threads_changes_nothing(scene, monkeypatch):
    alone = {}
    for threads in (1, 3):
        monkeypatch.setattr(bands, "thread_count", lambda threads=threads: threads)
        alone[threads] = paint(scene).pixels
    assert np.array_equal(alone[1], alone[3])


@pytest.mark.parametrize("scene", [mountains, snow, desert, lake])
def test_another_seed_is_another_picture(scene):
    first, second = (paint(scene, seed=s).pixels for s in (1, 2))
    assert np.abs(first - second).mean() > 0.02


@pytest.mark.parametrize("scene", [mountains, snow, desert, lake])
def test_one_can_stand_there_and_night_is_dark(scene):
    day, night = paint(scene, time="noon"), paint(scene, time="night")
    assert day.ground == "solid"
    assert day.light.towards is not None
    assert luminance(night.pixels).mean() < 0.5 * luminance(day.pixels).mean()


def test_sand_is_warm_and_snow_is_white():
    sand = paint(desert, time="noon").pixels[-20:].mean((0, 1))
    white = paint(snow, time="noon").pixels[-20:].mean((0, 1))
    assert sand[0] > 1.2 * sand[1] > 1.3 * sand[2]
    assert white.min() > 0.35
    assert white.max() < 1.25 * white.min()


def test_snow_is_white_by_day_and_lit_from_a_side_under_a_low_sun():
    for time, weather in (("morning", "fair"), ("noon", "clear"), ("noon", "overcast")):
        near = np.mean([luminance(paint(snow, seed=s, time=time, weather=weather).pixels)[-20:].mean() for s in (1, 2, 3)])
        assert 0.68 < near < 0.9, "220 to 240 of 255, never clipped"
    evening = paint(snow, (256, 256), time="golden_hour", weather="clear").pixels[-80:]
    warmth = evening[..., 0] / evening[..., 2]
    assert np.quantile(warmth, 0.95) > 1.15 * np.quantile(warmth, 0.05), "what the sun lights is warm, what the sky lights blue"


def test_trees_that_throw_shadows_stand_beside_the_picture():
    here = pose(100.0, 200.0, 0.0, 0.0, 20.0, 0.0, 0.0)
    for elevation in (0.05, 0.3, 0.9):
        low, high = math.sin(elevation), math.cos(elevation)
        air = build_atmosphere(math.pi / 2, elevation, 1.0).air
        assert air.sun_z == pytest.approx(low, abs=1e-6) and air.sun_x == pytest.approx(high, abs=1e-6)
        seen = np.array([[_seen(here, air, x, y) for x in np.linspace(-10.0, 10.0, 9)] for y in np.linspace(1.0, 60.0, 60)])
        assert 0.05 < seen.min() <= seen.max() <= 1.0
        behind = [_seen(here, air, x, y) for y in np.linspace(1.0, 60.0, 60) for x in (400.0, 500.0)]
        assert min(behind) == 1.0, "no shadow on the sunny side of the trees"


@kernel
def _seen(land, air, x, y):
    return between_trees(land, air, x, y, 0.0, 0.0)


def test_sand_in_the_evening_sun_is_not_marmalade():
    for time in ("golden_hour", "sunset"):
        near = np.mean([paint(desert, (96, 96), seed=s, time=time).pixels[-40:].mean((0, 1)) for s in (1, 2, 7, 11)], axis=0)
        assert 1.1 * near[2] < near[1] < near[0] < 5.0 * near[2]


def test_shadows_get_no_longer_than_asked():
    low = (0.6, 0.79, 0.02)
    flat, up = math.hypot(*raised(low, 4.0)[:2]), raised(low, 4.0)[2]
    assert flat == pytest.approx(4.0 * up) and math.hypot(flat, up) == pytest.approx(1.0)
    assert raised((0.6, 0.0, 0.8), 4.0) == (0.6, 0.0, 0.8)
    assert raised((0.6, 0.79, -0.02), 4.0)[2] < 0.0, "a sun that has set stays down"


def test_cover_is_what_lies_underfoot():
    rock, white, green = (
        np.mean([paint(mountains, seed=s, time="noon", weather="overcast", cover=c).pixels[-12:].mean((0, 1)) for s in (1, 2)], 0)
        for c in ("rock", "snow", "green")
    )
    assert green[1] > 1.1 * green[0] > 1.3 * green[2]
    assert luminance(white[None, None])[0, 0] > 2.0 * luminance(rock[None, None])[0, 0]


def test_fog_hides_mountains():
    clear, fog = (paint(mountains, time="noon", weather=w).pixels for w in ("clear", "fog"))
    far = slice(10, 40)
    assert luminance(fog)[far].std() < 0.6 * luminance(clear)[far].std()


def test_a_lake_repeats_the_mountains_upside_down():
    pixels = luminance(paint(lake, (240, 240), time="noon", weather="clear", horizon=0.5).pixels)
    above, below = pixels[60:116], pixels[124:180][::-1]
    assert np.corrcoef(above.mean(0), below.mean(0))[0, 1] > 0.6
    assert below.mean() < above.mean()


def test_one_rendering_compiles_all_that_a_landscape_needs():
    from numba.core import event

    scenes = (mountains, snow, desert, lake)
    for scene in scenes:
        scene.render((48, 48), scene.Params(), SceneContext(quality="low"))
    with event.install_recorder("numba:compile") as recorder:
        for scene in scenes:
            for time, weather in (("noon", "clear"), ("night", "fair"), ("dusk", "fog")):
                if weather in scene.Params.model_fields["weather"].annotation.__args__:
                    paint(scene, (40, 30), time=time, weather=weather, horizon=0.3)
        for cover in ("snow", "green"):
            paint(mountains, (300, 280), cover=cover, weather="snow")
    assert not recorder.buffer
