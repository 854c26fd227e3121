"""Sea and beach: what they say of themselves is true of their pixels; they share threads and memory well.

See also test_scene_contract.py.
"""

from __future__ import annotations

import threading
import tracemalloc

import cv2
import numpy as np
import pytest

from overpaint.errors import Cancelled
from overpaint.scenes import beach, sea
from overpaint.scenes.base import SceneContext
from overpaint.scenes.water.seascape import View, paint_seascape

SIZE = (192, 192)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
TIMES = ("dawn", "morning", "noon", "golden_hour", "sunset", "dusk", "night")


def render(size=SIZE, seed=1, quality="low", **params):
    return sea.render(size, sea.Params(**params), SceneContext(seed=seed, quality=quality))


def brightness(backdrop):
    return backdrop.pixels @ LUMINANCE


@pytest.mark.parametrize("time", ["dawn", "sunset", "golden_hour", "night"])
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_sun_is_where_the_light_says(time, seed):
    backdrop = render(time=time, seed=seed, weather="clear")
    assert backdrop.light.sun is not None
    x, y = backdrop.light.sun
    assert 0.1 * SIZE[0] < x < 0.9 * SIZE[0]
    assert 0.0 < y < backdrop.horizon * SIZE[1]
    columns = cv2.GaussianBlur(brightness(backdrop).mean(axis=0)[None], (0, 0), 2.0)[0]
    assert abs(int(columns.argmax()) - x) < 0.05 * SIZE[0], "the brightest column is the sun's, with its path on the water"
    row, column = int(y), int(x)
    patch = brightness(backdrop)[max(row - 2, 0) : row + 3, column - 2 : column + 3]
    assert patch.max() > 0.9 * brightness(backdrop).max(), "the disc stands where it is said to"
    assert backdrop.light.backlit == 1.0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_at_noon_light_comes_from_the_side(seed):
    assert render(time="noon", seed=seed).light.backlit < 0.5


@pytest.mark.parametrize("horizon", [0.3, 0.5, 0.7])
def test_the_horizon_is_where_it_is_said(horizon):
    rows = brightness(render(time="noon", weather="clear", horizon=horizon)).mean(axis=1)
    step = int(np.abs(np.diff(rows)).argmax()) + 1
    assert abs(step - horizon * SIZE[1]) <= 2


def test_hours_look_like_themselves():
    means = {time: render(time=time).pixels.mean((0, 1)) for time in TIMES}
    assert means["noon"].mean() > means["sunset"].mean() > means["night"].mean()
    warmth = {time: mean[0] / mean[2] for time, mean in means.items()}
    assert min(warmth["dawn"], warmth["sunset"], warmth["golden_hour"], warmth["dusk"]) > 1.2 > warmth["noon"]
    assert warmth["night"] < 1.0


def test_the_illuminant_is_the_colour_of_the_picture():
    warm, cold = (render(time=time).light.illuminant for time in ("sunset", "noon"))
    assert warm[0] > warm[2]
    assert cold[2] > cold[0]


def test_a_beach_changes_nothing_above_the_horizon_but_exposure():
    half = int(0.5 * SIZE[1])
    views = (View(SIZE, "noon", on_sand, "fair", 0.55) for on_sand in (False, True))
    water, sand = (np.log(paint_seascape(view, 1, "medium", lambda: None).pixels[:half] + 0.01).ravel() for view in views)
    assert np.corrcoef(water, sand)[0, 1] > 0.95


@pytest.mark.parametrize("time", ["golden_hour", "sunset", "dawn"])
def test_sand_is_bright_enough_to_stand_on_under_a_low_sun(time):
    sand = beach.render(SIZE, beach.Params(time=time), SceneContext(seed=2)).pixels[-20:] @ LUMINANCE
    assert 0.06 < sand.mean() < 0.3


@pytest.mark.parametrize("weather", ["overcast", "fog", "rain"])
@pytest.mark.parametrize("scene", [sea, beach], ids=["sea", "beach"])
def test_a_covered_sky_is_grey_and_has_no_sun(scene, weather):
    backdrop = scene.render(SIZE, scene.Params(time="noon", weather=weather), SceneContext(seed=3, quality="low"))
    sky = backdrop.pixels[:60].mean((0, 1))
    assert np.ptp(sky) < 0.06 * sky.mean()
    assert backdrop.light.sun is None
    assert backdrop.light.towards is None


@pytest.mark.parametrize("time", ["noon", "sunset"])
def test_fog_hides_the_horizon(time):
    rows = {w: brightness(render(time=time, weather=w, seed=3)).mean(axis=1) for w in ("fog", "overcast")}
    row = int(0.55 * SIZE[1])
    step = {w: abs(values[row - 1] - values[row + 1]) for w, values in rows.items()}
    assert step["fog"] < 0.03
    assert step["fog"] < 0.3 * step["overcast"]


def test_rain_falls_before_water():
    dry, wet = (render(time="noon", weather=weather, seed=4).pixels[-60:, :, 1] for weather in ("overcast", "rain"))

    def uprightness(part):
        return np.abs(np.diff(part, axis=1)).mean() / np.abs(np.diff(part, axis=0)).mean()

    assert uprightness(wet) > 1.15 * uprightness(dry)


def test_weather_clouds_the_sky():
    """Clouds break the smooth gradient of the air."""

    def roughness(weather):
        sky = brightness(render(time="noon", weather=weather, seed=2))[: int(0.5 * SIZE[1])]
        return np.abs(sky - cv2.GaussianBlur(sky, (0, 0), 6.0)).mean()

    assert roughness("clear") < 0.5 * roughness("cloudy")


def test_quality_refines_the_same_picture():
    low, high = (render(quality=quality).pixels for quality in ("low", "high"))
    difference = np.abs(low - high).mean()
    assert 0.0 < difference < 0.04


@pytest.mark.parametrize("after", [1, 4, 9])
def test_cancelling_between_passes_leaves_no_thread_behind(after):
    calls = 0

    def check():
        nonlocal calls
        calls += 1
        if calls > after:
            raise Cancelled("gone")

    before = threading.active_count()
    with pytest.raises(Cancelled):
        sea.render(SIZE, sea.Params(), SceneContext(check=check))
    assert threading.active_count() == before


def test_memory_is_bounded_by_the_picture():
    """Four HDR pictures at once, and no more, whatever the size."""
    beach.render((64, 64), beach.Params(), SceneContext(quality="low"))

    def peak(size):
        tracemalloc.start()
        beach.render(size, beach.Params(), SceneContext(quality="low"))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    small, large = peak((128, 128)), peak((640, 640))
    assert (large - small) / (640**2 - 128**2) < 64, "bytes a pixel"
    assert small < 80e6
