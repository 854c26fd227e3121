"""Woods, gardens and meadows: the lens that blurs them, what grows where, and what the light of an hour does to them."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.scenes import forest, meadow, park
from overpaint.scenes.base import SceneContext
from overpaint.scenes.foliage.brush import add_discs, paint_leaves, paint_stems
from overpaint.scenes.foliage.floor import Path
from overpaint.scenes.foliage.lens import blur_by_row, enlarge, lay_over, portrait_lens, small_camera, take_points
from overpaint.scenes.foliage.trees import keep_clear, keep_middle_free, scatter
from overpaint.scenes.heavens.camera import look

SIZE = (120, 96)


def paint(scene, seed=3, size=SIZE, **params):
    return scene.render(size, scene.Params(**params), SceneContext(seed=seed))


def detail(rows):
    """How much neighbouring columns differ, over the brightness of the rows."""
    return float(np.abs(np.diff(rows, axis=1)).mean() / rows.mean())


def test_a_leaf_covers_its_own_area_and_no_more():
    layer = np.zeros((41, 41, 4), np.float32)
    paint_leaves(layer, np.array([[20.0, 20.0, 12.0, 6.0, 0.0, 2.0, 1.0, 0.5]], np.float32))
    assert layer[..., 3].sum() == pytest.approx(8.0 / 3.0 * 12.0 * 6.0, rel=0.08)
    assert np.allclose(layer[20, 20], [2.0, 1.0, 0.5, 1.0])
    assert layer[20, 33, 3] == 0.0 and layer[27, 20, 3] == 0.0


def test_a_stem_runs_from_foot_to_tip_and_is_lighter_on_its_lit_side():
    layer = np.zeros((60, 40, 4), np.float32)
    stem = [10.0, 55.0, 30.0, 5.0, 0.0, 5.0, 1.0, 1, 1, 1, 1, 1, 1, 0.5]
    paint_stems(layer, np.array([stem], np.float32))
    assert layer[54, 10, 3] == 1.0 and layer[6, 30, 3] > 0.5 and layer[54, 30, 3] == 0.0
    assert layer[54, 14, 0] > layer[54, 6, 0]
    assert (layer[54, :, 3] > 0.5).sum() > (layer[8, :, 3] > 0.5).sum()


def test_a_disc_keeps_the_light_of_its_point_in_the_middle_and_is_cut_in_a_corner():
    def disc_at(x, y):
        picture = np.zeros((201, 201, 3), np.float32)
        add_discs(picture, np.array([[x, y, 12.0, 3.0, 2.0, 1.0]], np.float32), 0.75, 0.45)
        return picture

    middle, corner = disc_at(100.0, 100.0), disc_at(20.0, 20.0)
    assert middle.sum((0, 1)) == pytest.approx([3.0, 2.0, 1.0], rel=0.12)
    assert (corner[..., 0] > 0).sum() < 0.9 * (middle[..., 0] > 0).sum()
    assert middle[100, 110, 0] > 1.12 * middle[100, 100, 0], "the rim is brighter than the middle"


def test_points_are_taken_out_and_no_light_is_lost():
    random = np.random.default_rng(4)
    small = random.random((20, 30, 4)).astype(np.float32)
    small[5, 7, :3] = 40.0
    before = small.copy()
    points = take_points(small, 2.0)
    assert points.shape == (1, 5) and tuple(points[0, :2]) == (7, 5)
    before[5, 7, :3] -= points[0, 2:]
    assert np.allclose(before, small) and small[5, 7, 0] == pytest.approx(2.0)


def test_the_lens_is_sharp_at_its_focus_and_widest_far_away():
    lens = portrait_lens(look((400, 300), 0.5, 1.5, 1.8), 0.02)
    assert lens.radius(lens.focus) == 0.0
    assert 0.0 < lens.radius(2 * lens.focus) < lens.radius(9 * lens.focus) < lens.widest
    assert lens.radius(1e9) == pytest.approx(lens.widest)


@pytest.mark.parametrize("scale", [0.25, 0.37, 1.0])
def test_a_small_layer_lies_where_its_large_one_would(scale):
    camera = look((160, 120), 0.45, 1.5, 1.8)
    small = small_camera(camera, scale)
    x = camera.centre + camera.focal * 0.1
    ramp = np.broadcast_to(np.arange(small.width, dtype=np.float32), (small.height, small.width))
    large = enlarge(np.ascontiguousarray(ramp), camera, scale)
    assert large[60, round(x)] == pytest.approx((round(x) + 0.5) * scale - 0.5, abs=0.05)
    assert small.centre + small.focal * 0.1 == pytest.approx((x + 0.5) * scale - 0.5, abs=0.6 * scale)


def test_a_layer_hides_what_is_behind_it_only_where_it_is():
    camera = look((80, 80), 0.5, 1.5, 1.8)
    picture = np.ones((80, 80, 3), np.float32)
    layer = np.zeros((80, 80, 4), np.float32)
    layer[:, :40, 3] = 1.0
    lay_over(picture, layer, camera, 1.0, 4.0, 10.0)
    assert np.abs(picture[:, :34]).max() < 1e-3 and np.abs(picture[:, 46:] - 1.0).max() < 1e-3
    assert 0.2 < picture[40, 40, 0] < 0.8


def test_rows_are_blurred_by_their_own_radius():
    random = np.random.default_rng(1)
    picture = random.random((90, 64, 3)).astype(np.float32)
    radii = np.linspace(8.0, 0.0, 90).astype(np.float32)
    soft = blur_by_row(picture, radii)
    assert detail(soft[:20]) < 0.5 * detail(soft[55:65]) < detail(soft[-4:])
    assert np.allclose(soft[-1], picture[-1], atol=1e-3)


def test_nothing_grows_on_the_path_nor_behind_a_head():
    random = np.random.default_rng(2)
    camera = look((200, 200), 0.5, 1.5, 1.8)
    places = scatter(camera, 10.0, 60.0, 0.05, random)
    path = Path(0.5, 0.1, 0.0, 1.0)
    free = keep_clear(places, path, 0.5)
    assert 0 < len(free) < len(places)
    assert (np.abs(free[:, 0] - path.middle(free[:, 1])) > 1.5).all()
    aside = keep_middle_free(places, 0.1)
    assert 0 < len(aside) < len(places) and (np.abs(aside[:, 0] / aside[:, 1]) > 0.1).all()


@pytest.mark.parametrize("scene", [forest, park])
def test_trees_are_out_of_focus_and_the_ground_is_sharpest_near(scene):
    backdrop = paint(scene, size=(256, 256), time="noon")
    pixels = backdrop.pixels
    assert backdrop.defocus == 0.0 and backdrop.ground == "solid"
    assert detail(pixels[:120]) < 0.08
    assert detail(pixels[-12:]) > 1.5 * detail(pixels[150:170])


@pytest.mark.parametrize("scene", [forest, park, meadow])
def test_autumn_is_warmer_than_summer(scene):
    summer, autumn = (
        np.mean([paint(scene, s, time="noon", weather="clear", season=w).pixels.mean((0, 1)) for s in (1, 2)], axis=0)
        for w in ("summer", "autumn")
    )
    assert autumn[0] / autumn[1] > 1.15 * summer[0] / summer[1]


@pytest.mark.parametrize("scene", [forest, park])
@pytest.mark.parametrize("weather", ["clear", "overcast"])
def test_in_winter_snow_lies(scene, weather):
    for time in ("morning", "noon"):
        summer, winter = (
            np.mean([paint(scene, s, time=time, weather=weather, season=w).pixels[-16:].mean((0, 1)) for s in (1, 2)], axis=0)
            for w in ("summer", "winter")
        )
        assert winter.mean() > 2.0 * summer.mean()
        assert winter.max() < 1.35 * winter.min(), "snow is white, in the shade a little blue"


@pytest.mark.parametrize("scene", [forest, park])
def test_snow_falls_in_winter_only(scene):
    falling, foggy = (
        paint(scene, size=(256, 256), time="noon", weather=weather, season=season).pixels
        for weather, season in (("snow", "summer"), ("fog", "winter"))
    )
    near = falling[-16:].mean((0, 1))
    assert near.max() < 1.35 * near.min(), "no green under falling snow"
    assert detail(falling[:100]) > 1.2 * detail(foggy[:100]), "flakes are sharp before what lies out of focus"


@pytest.mark.parametrize("scene", [forest, park, meadow])
def test_the_hour_sets_brightness_and_where_light_comes_from(scene):
    noon, evening, dusk = (paint(scene, time=t, weather="clear") for t in ("noon", "golden_hour", "dusk"))
    assert dusk.pixels.mean() < 0.75 * noon.pixels.mean()
    assert evening.light.backlit > 0.8 and evening.light.towards[1] > 0.5
    warmth = [b.light.sun_colour[0] / b.light.sun_colour[2] for b in (evening, noon)]
    assert warmth[0] > warmth[1]


@pytest.mark.parametrize("scene", [forest, park, meadow])
def test_fog_has_no_sun_to_see_and_little_contrast(scene):
    clear, fog = (paint(scene, time="morning", weather=w, size=(160, 160)) for w in ("clear", "fog"))
    contrast = [b.pixels[:80].std() / b.pixels[:80].mean() for b in (clear, fog)]
    assert contrast[1] < contrast[0]
    saturation = [np.ptp(b.pixels[:80].mean((0, 1))) / b.pixels[:80].mean() for b in (clear, fog)]
    assert saturation[1] < 0.35


@pytest.mark.parametrize("scene", [forest, park, meadow])
def test_every_seed_is_another_place(scene):
    pictures = [paint(scene, seed).pixels for seed in range(5)]
    assert min(np.abs(a - b).mean() for i, a in enumerate(pictures) for b in pictures[:i]) > 0.02


def test_leaves_do_not_colour_the_light_that_falls_on_a_face():
    red, green, blue = paint(forest, time="noon").light.illuminant
    assert green < 1.12 and 0.85 < red / blue < 1.3
