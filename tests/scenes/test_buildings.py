"""Streets, rooms and skylines: rays and light against what can be worked out by hand, and what each picture promises."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from overpaint.imaging.colour import luminance
from overpaint.scenes import city, interior, skyline
from overpaint.scenes.base import SceneContext, name_of

SIZE = (96, 80)
PLACES = get_args(interior.Params.model_fields["place"].annotation)


def render(scene, seed=1, size=SIZE, **params):
    return scene.render(size, scene.Params(**params), SceneContext(seed=seed))


def rays(origin, *ways):
    directions = np.array(ways, np.float32)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return np.tile(np.array(origin, np.float32), (len(ways), 1)), directions


def test_a_ray_ends_at_the_nearest_solid():
    from overpaint.scenes.buildings.solids import BOX, ELLIPSOID, NOTHING, cast

    solids = np.array(
        [[-1, 8, -1, 1, 9, 1, BOX], [-1, 4, -1, 1, 6, 1, ELLIPSOID], [5, 4, -1, 6, 6, 1, BOX], [-9, -9, -9, -8, -8, -8, BOX]],
        np.float32,
    )
    hits = cast(*rays((0, 0, 0), (0, 1, 0), (0, 0, 1), (1.1, 1, 0), (-1, -1, -1)), solids)
    assert hits.which.tolist() == [1, NOTHING, 2, 3]
    assert hits.distance[0] == pytest.approx(4.0, abs=1e-4)
    assert hits.points[2, 0] == pytest.approx(5.0, abs=1e-4)
    assert hits.normals[[0, 2]] == pytest.approx(np.array([[0, -1, 0], [-1, 0, 0]]), abs=1e-4)


def test_a_lamp_lights_by_angle_and_distance_and_casts_shadows():
    from overpaint.scenes.buildings.solids import BOX, shine

    points = np.array([[0, 0, 0], [2, 0, 0], [0, 0, 0]], np.float32)
    normals = np.array([[0, 0, 1], [0, 0, 1], [0, 0, -1]], np.float32)
    lamp = np.array([[0, 0, 2, 0, 0, 0, 8, 4, 2, 0]], np.float32)
    light = shine(points, normals, lamp, np.empty((0, 7), np.float32))
    assert light[0] == pytest.approx([2.0, 1.0, 0.5], rel=0.01)
    assert light[1] == pytest.approx(light[0] / (2 * np.sqrt(2)), rel=0.01)
    assert not light[2].any()
    roof = np.array([[-0.5, -0.5, 1, 0.5, 0.5, 1.1, BOX]], np.float32)
    shaded = shine(points, normals, lamp, roof)
    assert not shaded[0].any()
    assert shaded[1] == pytest.approx(light[1])


def test_a_lamp_behind_a_wall_is_not_seen():
    from overpaint.scenes.buildings.solids import BOX, reaches

    wall = np.array([[-2, 5, -2, 2, 6, 2, BOX]], np.float32)
    places = np.array([[0, 9, 0], [0, 4, 0], [8, 9, 0]], np.float32)
    assert reaches((0.0, 0.0, 0.0), places, wall).tolist() == [False, True, True]


def test_books_stand_in_rows_between_boards():
    from overpaint.scenes.buildings.wares import books

    wood = np.tile(np.array([0.3, 0.2, 0.1], np.float32), (200, 1))
    along, case = np.linspace(0, 3, 200, dtype=np.float32), np.zeros(200, np.int64)
    assert (books(along, np.full(200, 0.01, np.float32), case, wood, 7) == wood).all(), "a board"
    spines = books(along, np.full(200, 0.15, np.float32), case, wood, 7)
    assert len(np.unique(spines.round(4), axis=0)) > 12


@pytest.mark.parametrize("time", ["noon", "dusk", "night"])
def test_every_hour_of_a_street_is_as_bright_as_it_should_be(time):
    level = float(np.median(luminance(render(city, time=time).pixels)))
    low, high = {"noon": (0.1, 0.5), "dusk": (0.03, 0.25), "night": (0.005, 0.1)}[time]
    assert low < level < high


def test_rain_mirrors_the_lights_of_a_street():
    """Below the horizon, on the road, a wet street at night is more varied in brightness than a dry one."""
    for seed in (1, 2, 3):
        spread = []
        for weather in ("clear", "rain"):
            backdrop = render(city, seed, (128, 128), weather=weather)
            road = luminance(backdrop.pixels)[int((backdrop.horizon + 0.12) * 128) :, 24:104]
            spread.append(float(np.percentile(road, 98) / (np.median(road) + 1e-4)))
        assert spread[1] > 1.5 * spread[0]


@pytest.mark.parametrize("place", PLACES)
def test_a_room_is_lit_by_day_and_by_lamps(place):
    day, night = (render(interior, place=place, time=time) for time in ("noon", "night"))
    assert 0.1 < float(np.median(luminance(day.pixels))) < 0.6
    assert float(np.median(luminance(night.pixels))) < 0.8 * float(np.median(luminance(day.pixels)))
    if place != "office":
        red, _, blue = night.light.illuminant
        assert red > 1.2 * blue, "lamplight is warm"


def test_windows_are_lit_at_night_only():
    def lights(time):
        backdrop = render(skyline, 3, (160, 160), time=time)
        town = luminance(backdrop.pixels)[int((backdrop.horizon - 0.07) * 160) : int(backdrop.horizon * 160)]
        return float(np.percentile(town, 97) / np.median(town))

    assert lights("night") > 2.0 * lights("noon")


def test_water_mirrors_the_towers():
    backdrop = render(skyline, 3, (160, 160), time="noon")
    light, shore = luminance(backdrop.pixels), int(backdrop.horizon * 160)
    above, below = light[shore - 12 : shore - 3].mean(axis=0), light[shore + 3 : shore + 12].mean(axis=0)
    assert np.corrcoef(above, below)[0, 1] > 0.6


@pytest.mark.parametrize(
    ("scene", "ground", "defocus"),
    [(city, "solid", 0.0), (interior, "solid", 0.0), (skyline, "water", 0.8)],
    ids=["city", "room", "sky"],
)
def test_tells_a_composite_what_there_is(scene, ground, defocus):
    backdrop = render(scene)
    assert (backdrop.ground, backdrop.defocus) == (ground, defocus)
    assert backdrop.horizon is not None
    if backdrop.light.towards is not None:
        assert np.linalg.norm(backdrop.light.towards) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("scene", [city, interior, skyline], ids=name_of)
def test_another_seed_is_another_picture(scene):
    first, again, other = (render(scene, seed).pixels for seed in (1, 1, 2))
    assert (first == again).all()
    assert np.abs(first - other).mean() > 0.02


@pytest.mark.parametrize("scene", [city, interior, skyline], ids=name_of)
def test_other_choices_need_no_other_machine_code(scene):
    from numba.core import event

    render(scene, size=(48, 48))
    with event.install_recorder("numba:compile") as recorder:
        for name, field in scene.Params.model_fields.items():
            for choice in get_args(field.annotation):
                render(scene, 2, (40, 30), **{name: choice})
    assert not recorder.buffer, f"{[e.data for _, e in recorder.buffer]} would make a user wait"


@pytest.mark.parametrize("time", ["noon", "sunset", "dusk", "night"])
def test_a_quay_is_ground_in_front_of_the_same_town(time):
    water, quay = (render(skyline, 3, (240, 240), time=time, front=front) for front in ("water", "quay"))
    assert (water.ground, quay.ground) == ("water", "solid")
    paving = quay.pixels[-40:].mean((0, 1))
    assert 0.003 < luminance(paving[None, None])[0, 0] < 0.7
    assert paving.max() < 2.7 * paving.min(), "stone has no colour of its own, only a little of the sunset"
    upper = slice(0, int((quay.horizon - 0.02) * 240))
    sky = [one.pixels[upper] / one.pixels[upper].mean() for one in (water, quay)]
    assert np.abs(sky[0] - sky[1]).mean() < 0.2  # exposed for another ground
