"""What every scene promises, asked of each one from its declaration: size, range, seeds, light, plain colours."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overpaint.imaging.colour import luminance, to_srgb
from overpaint.scenes import SCENES, beach, name_of, sea, solid
from overpaint.scenes.base import SceneContext

SIZE = (96, 80)
COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")
HOURS = get_args(sea.Params.model_fields["time"].annotation)


@pytest.fixture(scope="session", autouse=True)
def kernels(tmp_path_factory):
    """Compile into the cache that the settings name, as a server does."""
    from overpaint.engines.local import kernels
    from overpaint.settings import load

    kernels.configure(load().kernel_cache_dir)


def drawn(scene):
    """Every value of a scene's Params that its declaration allows, as a hypothesis strategy."""
    fields = {}
    for name, field in scene.Params.model_fields.items():
        choices = get_args(field.annotation)
        if field.annotation is bool:
            fields[name] = st.booleans()
        elif field.annotation is float:
            low, high = (next(getattr(m, k) for m in field.metadata if hasattr(m, k)) for k in ("ge", "le"))
            fields[name] = st.floats(low, high)
        elif choices and all(isinstance(c, str) for c in choices):
            fields[name] = st.sampled_from(choices)
        else:
            fields[name] = COLOURS
    return st.builds(scene.Params, **fields)


def check_backdrop(backdrop, size):
    assert backdrop.size == size and backdrop.pixels.dtype == np.float32
    assert np.isfinite(backdrop.pixels).all()
    assert backdrop.pixels.min() >= 0 and backdrop.pixels.max() <= 1 + 1e-6
    assert np.mean(backdrop.light.illuminant) == pytest.approx(1.0, abs=0.02)
    assert 0 <= backdrop.light.strength <= 1 and 0 <= backdrop.light.backlit <= 1
    assert backdrop.horizon is None or 0 < backdrop.horizon < 1


@pytest.mark.parametrize("scene", SCENES, ids=name_of)
def test_any_declared_parameters_render(scene):
    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(params=drawn(scene), seed=st.integers(0, 2**63 - 1), width=st.integers(24, 120), height=st.integers(24, 120))
    def run(params, seed, width, height):
        backdrop = scene.render((width, height), params, SceneContext(seed=seed, quality="low"))
        check_backdrop(backdrop, (width, height))

    run()


@pytest.mark.parametrize("hour", HOURS)
def test_seas_of_other_seeds_are_other_pictures(hour):
    seas = [to_srgb(sea.render(SIZE, sea.Params(time=hour), SceneContext(seed=s, quality="low")).pixels) for s in range(3)]
    for i in range(3):
        for j in range(i):
            assert np.abs(seas[i].astype(int) - seas[j]).mean() > 2


@pytest.mark.parametrize("quality", ["low", "medium", "high"])
def test_each_quality_paints_the_same_scene(quality):
    reference = sea.render(SIZE, sea.Params(), SceneContext(seed=5, quality="medium"))
    backdrop = sea.render(SIZE, sea.Params(), SceneContext(seed=5, quality=quality))
    check_backdrop(backdrop, SIZE)
    assert np.abs(backdrop.pixels.mean((0, 1)) - reference.pixels.mean((0, 1))).max() < 0.05


def test_a_sunset_is_warm_at_the_sky_and_a_night_is_dark():
    sunset = sea.render(SIZE, sea.Params(time="sunset"), SceneContext(seed=3)).pixels
    night = sea.render(SIZE, sea.Params(time="night"), SceneContext(seed=3)).pixels
    noon = sea.render(SIZE, sea.Params(time="noon"), SceneContext(seed=3)).pixels
    near_horizon = sunset[int(0.4 * SIZE[1]) : int(0.54 * SIZE[1])].mean((0, 1))
    assert near_horizon[0] > 1.2 * near_horizon[2]
    assert luminance(night).mean() < 0.5 * luminance(noon).mean()


def test_a_beach_is_ground_and_open_sea_is_water():
    shore = beach.render(SIZE, beach.Params(time="noon", horizon=0.55), SceneContext(seed=1))
    open_sea = sea.render(SIZE, sea.Params(time="noon"), SceneContext(seed=1))
    assert (shore.ground, open_sea.ground) == ("solid", "water")
    sand, water = (b.pixels[-8:].mean((0, 1)) for b in (shore, open_sea))
    assert sand[0] > sand[2] and water[2] > water[0]


@given(colour=COLOURS)
def test_a_plain_colour_is_exact(colour):
    backdrop = solid.render((7, 5), solid.Params(colour=colour), SceneContext(seed=1))
    expected = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    assert (to_srgb(backdrop.pixels) == expected).all()
    assert backdrop.light.strength == 0 and backdrop.grain == 0
