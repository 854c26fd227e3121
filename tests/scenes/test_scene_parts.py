"""The physics and the bookkeeping under the scenes, against naive references."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest

from overpaint.scenes.heavens import air
from overpaint.scenes.heavens.atmosphere import build_atmosphere, sunlight_at
from overpaint.scenes.heavens.camera import azimuth_of, look, project
from overpaint.scenes.heavens.scattering import octave_phases
from overpaint.scenes.kernels.bands import in_bands
from overpaint.scenes.kernels.texture import build_mip_map, fractal_field, tap
from overpaint.scenes.kernels.volume import billows, tap_volume
from overpaint.scenes.water.reflection import fresnel
from overpaint.scenes.water.waves import wind_sea


def test_zenith_sunlight_is_that_of_the_whole_column():
    transmittance, _ = air.tables_of_air(1.0)
    got = sunlight_at(transmittance, 0.0, 1.0)
    for channel in range(3):
        depth = air.RAYLEIGH[channel] * 8000 + air.MIE * air.MIE_EXTINCTION * 1200 + air.OZONE[channel] * 15000
        assert got[channel] == pytest.approx(math.exp(-depth), rel=0.01)


def test_no_sunlight_in_the_planets_shadow():
    transmittance, _ = air.tables_of_air(1.0)
    assert max(sunlight_at(transmittance, 0.0, -0.1)) < 1e-3
    assert min(sunlight_at(transmittance, 50e3, -0.05)) > 0.0


def test_low_sun_is_red_and_clear_sky_is_blue():
    evening, day = (build_atmosphere(0.0, math.radians(elevation), 1.0) for elevation in (2.0, 50.0))
    assert evening.sunlight[0] > 3 * evening.sunlight[1] > 9 * evening.sunlight[2]
    assert day.skylight[2] > day.skylight[1] > day.skylight[0]
    assert sum(day.skylight) > 4 * sum(evening.skylight)


def test_haze_dims_the_sun():
    clear, hazy = (build_atmosphere(0.0, 0.3, turbidity) for turbidity in (1.0, 3.0))
    assert all(h < c for h, c in zip(hazy.sunlight, clear.sunlight, strict=True))


def test_phase_functions_scatter_all_light_somewhere():
    cosines = np.linspace(-1.0, 1.0, 4001)
    total = 2 * np.pi * np.trapezoid([octave_phases(c) for c in cosines], cosines, axis=0)
    assert total == pytest.approx([1.0, 1.0, 1.0], abs=0.01)


@pytest.mark.parametrize("cosine", np.linspace(0.0, 1.0, 11))
def test_fresnel_is_near_the_exact_law(cosine):
    inside = math.sqrt(1.0 - (1.0 - cosine**2) / 1.333**2)
    parallel = (1.333 * cosine - inside) / (1.333 * cosine + inside)
    across = (cosine - 1.333 * inside) / (cosine + 1.333 * inside)
    assert fresnel(float(cosine)) == pytest.approx((parallel**2 + across**2) / 2, abs=0.06), "Schlick is near enough"


def test_a_camera_projects_what_it_sees():
    camera = look((300, 200), 0.4, 2.0)
    x, y = project(camera, azimuth_of(camera, 250.0), 0.0)
    assert (x, y) == pytest.approx((250.0, 80.0))
    assert project(camera, 0.0, 0.1)[1] < 80.0
    assert project(camera, math.pi / 2, 0.1) is None


@pytest.mark.parametrize("roughness", [0.45, 1.0])
def test_a_fractal_field_is_normal_and_periodic(roughness):
    field = fractal_field(np.random.default_rng(1), 128, roughness, 4.0)
    assert field.mean() == pytest.approx(0.0, abs=1e-5)
    assert field.std() == pytest.approx(1.0, abs=1e-5)
    inner = np.abs(np.diff(field, axis=1)).mean()
    assert np.abs(field[:, 0] - field[:, -1]).mean() < 1.5 * inner, "a seam shows"


def test_a_texture_is_read_between_its_texels():
    field = np.random.default_rng(2).standard_normal((8, 8, 2)).astype(np.float32)
    texture = build_mip_map(field)
    for row in range(8):
        for column in range(8):
            u, v = (column + 0.5) / 8, (row + 0.5) / 8
            assert tap(texture, u, v, 0.0, 1) == pytest.approx(field[row, column, 1], abs=1e-6)
            right = field[row, (column + 1) % 8, 1]
            assert tap(texture, u + 1 / 16, v - 3.0, 0.0, 1) == pytest.approx((field[row, column, 1] + right) / 2, abs=1e-6)
    assert tap(texture, 0.3, 0.8, 9.0, 0) == pytest.approx(field[..., 0].mean(), abs=0.01)
    assert tap(texture, 0.125, 0.125, 1.0, 0) == pytest.approx(field[:2, :2, 0].mean(), abs=1e-5)


def test_billows_are_read_between_their_voxels():
    volume = billows()
    side = volume.shape[0]
    assert (volume.mean(), volume.std()) == pytest.approx((0.0, 1.0), abs=1e-3)
    for z, y, x in ((0, 0, 0), (5, 60, 31), (side - 1, side - 1, side - 1)):
        place = (x + 0.5) / side, (y + 0.5) / side, (z + 0.5) / side
        assert tap_volume(volume, *place) == pytest.approx(volume[z, y, x], abs=1e-5)
        between = (volume[z, y, x] + volume[z, y, (x + 1) % side]) / 2
        assert tap_volume(volume, place[0] + 0.5 / side, place[1], place[2]) == pytest.approx(between, abs=1e-5)


def test_more_wind_makes_higher_waves():
    seas = [wind_sea(np.random.default_rng(3), wind, 0.0) for wind in (3.0, 5.0, 8.0)]
    assert seas[0].crest < seas[1].crest < seas[2].crest
    for sea in seas:
        finest = sea.waves.texels[:, : sea.waves.size**2]
        assert np.abs(finest[..., 1:3].mean(axis=1)).max() < 1e-4, "slopes of periodic waves cancel"
        assert np.abs(finest[..., 1:3]).max() < 1.6, "no wave is steeper than water can be"


def test_bands_cover_everything_once():
    seen = np.zeros(101, int)

    def paint(first, last):
        seen[first:last] += 1

    checks = []
    in_bands(paint, 101, 8, lambda: checks.append(threading.current_thread()))
    assert (seen == 1).all()
    assert set(checks) == {threading.current_thread()}
    assert len(checks) == 13


def test_a_band_that_fails_ends_the_pass():
    painted = []

    def paint(first, _last):
        painted.append(first)
        if first == 8:
            raise ValueError("no paint left")

    with pytest.raises(ValueError, match="no paint left"):
        in_bands(paint, 8000, 8, lambda: None)
    assert len(painted) < 500
