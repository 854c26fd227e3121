"""Weather, hours and seasons: what is far, what changes, what stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.colour import luminance, to_linear, to_oklab
from overpaint.imaging.colour_code import to_pixel
from overpaint.imaging.outdoors.air import air_light, clouded, evened, in_fog
from overpaint.imaging.outdoors.foliage import autumnal, greener, vernal
from overpaint.imaging.outdoors.hours import by_night, coloured_sky, in_low_sun, is_dark, lit_from, shows_sun
from overpaint.imaging.outdoors.precipitation import raining, snowing
from overpaint.imaging.outdoors.stage import SKY, in_hard_sun, is_outdoors, stage_of
from overpaint.imaging.values import Mask

SIZE = (160, 240)


def scene(sky=(90, 140, 220), ground=(110, 100, 90)) -> tuple[np.ndarray, dict[str, Mask]]:
    """Sky above, ground below, with a little texture; where the sky is."""
    rgb = np.empty((*SIZE, 3), np.float32)
    rgb[:80], rgb[80:] = sky, ground
    rgb += np.random.default_rng(2).normal(0, 4, rgb.shape)
    mask = np.zeros(SIZE, np.float32)
    mask[:80] = 1
    return np.clip(rgb, 0, 255).astype(np.uint8), {"sky": Mask(mask)}


def test_what_lies_further_up_the_ground_is_farther_and_the_sky_farthest() -> None:
    rgb, seen = scene()
    stage = stage_of(rgb, seen, near=False)
    column = stage.distance[:, 120]
    assert column[10] == SKY and np.all(np.diff(column[90:]) <= 1e-3)
    assert column[95] > 3 * column[150]


def test_who_stands_in_front_is_as_far_as_their_feet() -> None:
    rgb, seen = scene()
    values = np.zeros(SIZE, np.float32)
    values[90:150, 100:140] = 1
    rgb[90:150, 100:140] = (200, 30, 30)
    near = stage_of(rgb, {**seen, "subject": Mask(values)}, near=True)
    far = stage_of(rgb, seen, near=True)
    assert near.distance[96, 120] < 0.5 * far.distance[96, 120]


def test_a_room_is_not_outdoors() -> None:
    assert is_outdoors(scene()[1])
    assert not is_outdoors({}) and not is_outdoors({"vegetation": Mask(np.full(SIZE, 0.05, np.float32))})


def test_fog_takes_contrast_from_the_far_and_spares_the_near() -> None:
    rgb, seen = scene()
    stage, linear = stage_of(rgb, seen, near=False), to_linear(rgb)
    light = air_light(linear, stage)
    foggy = in_fog(linear, stage, 0.08, light, 1)
    assert np.abs(foggy[150:] - linear[150:]).mean() < 0.25 * np.abs(foggy[84:90] - linear[84:90]).mean()
    assert np.abs(foggy[:40] - np.array(light)).max() < 0.1
    thicker = in_fog(linear, stage, 0.3, light, 1)
    assert np.abs(thicker - np.array(light)).mean() < np.abs(foggy - np.array(light)).mean()


def test_even_light_opens_shadows() -> None:
    linear = to_linear(np.repeat(np.array([[[30] * 3, [220] * 3]], np.uint8), 60, axis=0).repeat(60, axis=1))
    even = luminance(evened(linear, 1.0))
    assert even[:, 110].mean() / even[:, 10].mean() < 0.7 * 220**2.2 / 30**2.2


def test_a_clouded_sky_is_grey_and_the_ground_as_it_was() -> None:
    rgb, seen = scene()
    made = clouded(to_linear(rgb), stage_of(rgb, seen, near=False), 1.0)
    chroma = np.hypot(*np.moveaxis(to_oklab(np.ascontiguousarray(made[:70])), 2, 0)[1:])
    assert chroma.mean() < 0.03
    np.testing.assert_array_equal(made[90:], to_linear(rgb)[90:])


def test_night_is_dark_and_blue_with_stars_in_a_clear_sky_only() -> None:
    rgb, seen = scene()
    stage = stage_of(rgb, seen, near=False)
    night = by_night(to_linear(rgb), stage, 1.0, 5)
    assert luminance(night).mean() < 0.06
    assert night[..., 2].mean() > 1.2 * night[..., 0].mean()
    clear = luminance(night)[:70]
    assert clear.max() > 4 * np.median(clear)
    grey, seen = scene(sky=(190, 190, 192))
    covered = luminance(by_night(to_linear(grey), stage_of(grey, seen, near=False), 1.0, 5))[:70]
    assert covered.max() < 2 * np.median(covered)


def test_low_sun_is_warm_on_the_lit_side_and_sets_the_sky_aglow() -> None:
    rgb, seen = scene()
    stage, linear = stage_of(rgb, seen, near=False), to_linear(rgb)
    made = in_low_sun(linear, stage, 0.88, 1.0, set_=True)
    before, after = (one[..., 0].mean() / one[..., 2].mean() for one in (linear, made))
    assert after > 1.5 * before
    assert made[70:78, :, 0].mean() / made[70:78, :, 2].mean() > made[:8, :, 0].mean() / made[:8, :, 2].mean()


def test_where_the_light_comes_from_is_the_brighter_side() -> None:
    ramp = np.linspace(0.1, 0.9, 90, dtype=np.float32)[None, :, None] * np.ones((60, 1, 3), np.float32)
    assert lit_from(ramp) > 0.5 > lit_from(np.ascontiguousarray(ramp[:, ::-1]))


def test_the_sun_and_the_dark_are_seen() -> None:
    rgb, seen = scene(sky=(230, 150, 60))
    rgb[40:60, 100:130] = (255, 250, 180)
    stage = stage_of(rgb, seen, near=False)
    assert shows_sun(to_linear(rgb), stage)
    plain, seen = scene()
    assert not shows_sun(to_linear(plain), stage_of(plain, seen, near=False))
    assert is_dark(to_linear((plain * 0.1).astype(np.uint8))) and not is_dark(to_linear(plain))
    glaring, seen = scene(ground=(250, 250, 245))
    assert in_hard_sun(to_linear(glaring), stage_of(glaring, seen, near=False))


@pytest.mark.parametrize("fall", [raining, snowing])
def test_what_falls_lightens_and_depends_on_the_seed(fall) -> None:
    linear = np.full((200, 300, 3), 0.08, np.float32)
    light, heavy = fall(linear, 0.2, 3), fall(linear, 0.9, 3)
    assert (light >= linear - 1e-6).all()
    assert (heavy > linear + 0.01).mean() > 1.5 * (light > linear + 0.01).mean() > 0
    np.testing.assert_array_equal(light, fall(linear, 0.2, 3))
    assert np.any(light != fall(linear, 0.2, 4))


@pytest.mark.parametrize(("season", "low", "high"), [("autumn", 35, 112), ("spring", 112, 132), ("green", 120, 145)])
def test_leaves_change_their_hue_and_nothing_else_changes(season, low, high) -> None:
    rgb = np.clip(np.array([70, 110, 40]) + np.random.default_rng(1).normal(0, 8, (80, 120, 3)), 0, 255).astype(np.uint8)
    rgb[:, 60:] = (150, 40, 60)
    plants = np.zeros((80, 120), np.float32)
    plants[:, :60] = 1
    nothing = np.zeros_like(plants)
    made = {"autumn": lambda: autumnal(rgb, plants, nothing, 1.0, 4), "spring": lambda: vernal(rgb, plants, 1.0)}.get(
        season, lambda: greener(rgb, plants, 1.0)
    )()
    np.testing.assert_array_equal(made[:, 60:], rgb[:, 60:])
    lab = to_oklab(to_linear(np.ascontiguousarray(made[:, :60])))
    hue = np.degrees(np.arctan2(lab[..., 2].mean(), lab[..., 1].mean()))
    assert low < hue < high
    before = to_oklab(to_linear(np.ascontiguousarray(rgb[:, :60])))[..., 0]
    assert np.corrcoef(before.ravel(), lab[..., 0].ravel())[0, 1] > 0.9


def test_a_sky_takes_a_colour_and_is_paler_at_the_horizon() -> None:
    rgb, seen = scene(sky=(190, 192, 195))
    made = coloured_sky(rgb, seen["sky"].values, to_pixel("#ff8fc0"), 1.0)
    lab = to_oklab(to_linear(np.ascontiguousarray(made[:80])))
    chroma = np.hypot(lab[..., 1], lab[..., 2]).mean(axis=1)
    assert chroma[5] > 1.3 * chroma[75] > 0.03
    assert lab[..., 1].mean() > 0.04
