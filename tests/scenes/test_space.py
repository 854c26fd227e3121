"""Space is dark, its stars are points in the colours of hot bodies, and each view shows what it says."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from overpaint.imaging.colour import luminance, to_srgb
from overpaint.scenes import space
from overpaint.scenes.base import SceneContext
from overpaint.scenes.cosmos.planet import Globe, paint_planet
from overpaint.scenes.cosmos.starfield import add_stars

SHOWN = get_args(space.Show)


@pytest.mark.parametrize("show", SHOWN)
def test_space_is_dark_with_points_of_light(show: str) -> None:
    pixels = space.render((256, 192), space.Params(show=show), SceneContext(seed=4)).pixels
    light = luminance(pixels)
    assert np.median(light) < 0.06
    assert light.max() > 0.25


@pytest.mark.parametrize("show", SHOWN)
def test_other_seeds_are_other_views(show: str) -> None:
    first, second = (
        to_srgb(space.render((160, 120), space.Params(show=show), SceneContext(seed=s)).pixels).astype(int) for s in (1, 2)
    )
    assert np.abs(first - second).mean() > 2


def test_stars_behind_dust_are_not_seen() -> None:
    passed = np.ones((120, 160), np.float32)
    passed[:, :80] = 0
    radiance = np.zeros((120, 160, 3), np.float32)
    add_stars(radiance, passed, np.random.default_rng(1))
    assert radiance[:, :60].max() < 1e-3 < 0.02 < radiance[:, 100:].max()


def test_stars_are_where_they_are_dense() -> None:
    density = np.zeros((200, 200), np.float32)
    density[100:] = 1
    radiance = np.zeros((200, 200, 3), np.float32)
    add_stars(radiance, np.ones((200, 200), np.float32), np.random.default_rng(2), density)
    seen = radiance[..., 1] > 0.004
    assert seen[110:].sum() > 3 * seen[:90].sum()


@pytest.mark.parametrize("air", [(0.25, 0.5, 1.0), (0.9, 0.62, 0.36), (0.0, 0.0, 0.0)])
def test_the_side_of_the_sun_is_lit_and_nothing_shines_through(air: tuple[float, float, float]) -> None:
    globe = Globe((100.0, 100.0), 60.0, (-0.98, 0.0, 0.2), air)
    light, passed = paint_planet((200, 200), globe, np.random.default_rng(3))
    assert passed[100, 100] == 0 and passed[5, 5] == 1
    assert light[90:110, 45:60].mean() > 10 * max(light[90:110, 150:157].mean(), 1e-3)
    rim = light[100, 36]
    assert (rim.max() > 0.05) == (max(air) > 0), "only air glows beyond the disc"
