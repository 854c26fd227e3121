"""The parts of a composite, each against what it promises: fields, light match, depth of field, grain, ground."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.colour import luminance, to_linear
from overpaint.imaging.compositing.field import Field, shrink
from overpaint.imaging.compositing.focus import defocus
from overpaint.imaging.compositing.grain import share_grain
from overpaint.imaging.compositing.ground import find_stand, stand_subject
from overpaint.imaging.compositing.light import match_light
from overpaint.imaging.compositing.wrap import wrap_light
from overpaint.imaging.values import Backdrop, Light, Plane

SIDE = 256


def standing(bottom: int = 200) -> Plane:
    """A body 60 wide from row 40 to `bottom`."""
    alpha = np.zeros((SIDE, SIDE), np.float32)
    alpha[40:bottom, 98:158] = 1.0
    return alpha


def scene(level: float = 0.4, ground: str = "solid", light: Light | None = None, grain: float = 0.0) -> Backdrop:
    pixels = np.full((SIDE, SIDE, 3), level, np.float32)
    return Backdrop(pixels, light or Light(), horizon=0.4, ground=ground, grain=grain)  # type: ignore[arg-type]


@pytest.mark.parametrize("channels", [(), (3,)])
def test_field_rows_are_those_of_the_whole_resized(channels: tuple[int, ...]) -> None:
    small = np.random.default_rng(1).random((16, 24, *channels), dtype=np.float32)
    field = Field(small, (192, 100))
    whole = cv2.resize(small, (192, 100), interpolation=cv2.INTER_LINEAR)
    strips = np.concatenate([field.rows(top, min(top + 33, 100)) for top in range(0, 100, 33)])
    assert np.abs(strips - whole).max() < 0.04


def test_shrink_averages_and_leaves_small_ones_alone() -> None:
    array = np.random.default_rng(1).random((64, 32), dtype=np.float32)
    assert shrink(array, 64) is array
    assert shrink(array, 16).shape == (16, 8)
    assert np.allclose(shrink(array, 16), array.reshape(16, 4, 8, 4).mean(axis=(1, 3)), atol=1e-6)


def test_tint_keeps_luminance() -> None:
    colours = np.random.default_rng(2).random((SIDE, SIDE, 3), dtype=np.float32) * 0.3
    neutral, warm = (
        match_light(colours, standing(), scene(light=Light(illuminant=light))) for light in ((1, 1, 1), (1.3, 1.0, 0.7))
    )
    assert neutral
    assert warm
    before, after = neutral.apply(colours, 0), warm.apply(colours, 0)
    assert np.abs(luminance(after) - luminance(before)).max() < 0.002
    assert (after[..., 0] - after[..., 2]).mean() > (before[..., 0] - before[..., 2]).mean() + 0.015


def test_light_asks_for_nothing_at_strength_zero() -> None:
    assert match_light(np.zeros((SIDE, SIDE, 3), np.float32), standing(), scene(light=Light(strength=0.0))) is None


def test_focus_is_sharp_at_the_feet_and_soft_at_the_horizon() -> None:
    checks = (np.indices((SIDE, SIDE)).sum(axis=0) // 2 % 2).astype(np.float32)[..., None] * np.ones(3, np.float32)
    backdrop = Backdrop(checks, Light(), horizon=0.2, ground="solid")
    alpha = standing()
    alpha[40:200] = 1.0
    blurred = defocus(backdrop, alpha, 1.0, "medium")
    contrast = blurred.std(axis=(1, 2))
    assert contrast[198] > 0.45
    assert contrast[51] < 0.1
    assert (np.diff(contrast[60:190:10]) > -0.02).all()


@pytest.mark.parametrize("quality", ["low", "medium", "high"])
def test_focus_keeps_flat_scenes_flat(quality: str) -> None:
    blurred = defocus(scene(0.7), standing(), 4.0, quality)  # type: ignore[arg-type]
    assert np.allclose(blurred, 0.7, atol=1e-4)


def test_focus_does_nothing_for_a_scene_with_its_own_or_without_light_match() -> None:
    own = Backdrop(np.zeros((SIDE, SIDE, 3), np.float32), Light(), defocus=0.0)
    plain = scene(light=Light(strength=0.0))
    assert defocus(own, standing(), 1.0, "high") is own.pixels
    assert defocus(plain, standing(), 1.0, "high") is plain.pixels


def test_a_wall_is_as_soft_everywhere() -> None:
    checks = (np.indices((SIDE, SIDE)).sum(axis=0) // 2 % 2).astype(np.float32)[..., None] * np.ones(3, np.float32)
    alpha = standing()
    alpha[40:200] = 1.0
    contrast = defocus(Backdrop(checks, Light()), alpha, 1.0, "medium").std(axis=(1, 2))
    assert contrast.max() < 0.1


def grained_deviations(own_noise: float) -> tuple[float, float]:
    """Standard deviation in sRGB of subject and backdrop, both mid-grey, after sharing grain of 0.01."""
    noise = np.random.default_rng(4).normal(0, own_noise, (SIDE, SIDE, 1)).astype(np.float32)
    tones = np.clip(0.5 + noise, 0, 1) * np.ones(3, np.float32)
    alpha = np.zeros((SIDE, SIDE), np.float32)
    alpha[:, :128] = 1.0
    subject = to_linear((tones * 255).round().astype(np.uint8))
    grain = share_grain(subject, alpha, scene(grain=0.01), seed=3)
    assert grain
    tones[:, 128:] = 0.5
    picture = grain.apply(tones, alpha).astype(np.float32) / 255
    return float(picture[:, :128, 1].std()), float(picture[:, 128:, 1].std())


@pytest.mark.parametrize("own_noise", [0.0, 0.006, 0.015])
def test_subject_and_backdrop_end_with_the_same_grain(own_noise: float) -> None:
    subject, behind = grained_deviations(own_noise)
    assert behind == pytest.approx(max(own_noise, np.sqrt(0.01 * max(own_noise, 0.0025))), rel=0.2)
    assert subject == pytest.approx(behind, rel=0.2)


def test_no_grain_where_the_scene_has_none() -> None:
    assert share_grain(np.zeros((SIDE, SIDE, 3), np.float32), standing(), scene(), 1) is None


@pytest.mark.parametrize(
    ("alpha", "backdrop"),
    [
        (standing(SIDE), scene()),
        (standing(90), scene()),
        (standing(), scene(ground="none")),
        (np.zeros((SIDE, SIDE), np.float32), scene()),
    ],
    ids=["cut by the frame", "above the horizon", "no ground", "no subject"],
)
def test_stands_on_nothing(alpha: Plane, backdrop: Backdrop) -> None:
    assert find_stand(alpha, backdrop) is None


def test_a_seamless_studio_floor_has_no_horizon_and_carries_a_subject_anywhere() -> None:
    studio = Backdrop(np.full((SIDE, SIDE, 3), 0.5, np.float32), Light(), ground="solid")
    assert find_stand(standing(90), studio)


def shade(backdrop: Backdrop, subject: float = 0.2) -> Plane:
    """How much each pixel of the backdrop lost, as a share."""
    colours = np.full((SIDE, SIDE, 3), subject, np.float32)
    light = match_light(colours, standing(), backdrop)
    assert light
    ground = stand_subject(colours, standing(), backdrop, light)
    assert ground
    grounded = ground.apply(backdrop.pixels, 0)
    return np.asarray(1 - (grounded / backdrop.pixels).mean(axis=2), np.float32)


def test_shadow_lies_under_the_feet_and_fades() -> None:
    lost = shade(scene())
    assert lost[201, 128] > 0.4
    assert lost[201, 128] > lost[206, 128] > lost[216, 128] > lost[250, 128]
    assert lost[:100].max() < 0.01


def sun(right: float, ahead: float, up: float) -> Light:
    towards = np.array([right, ahead, up]) / np.hypot(np.hypot(right, ahead), up)
    return Light(towards=tuple(towards.tolist()), backlit=max(0.0, float(towards[1])))  # type: ignore[arg-type]


def test_sun_behind_casts_a_shadow_towards_the_camera_and_away_from_itself() -> None:
    lost = shade(scene(light=sun(-0.4, 0.8, 0.5)))
    assert lost[225, 150] > 0.2
    assert lost[225, 150] > lost[225, 90] + 0.1


def test_sun_from_the_side_casts_a_shadow_to_the_other_side() -> None:
    lost = shade(scene(light=sun(1.0, 0.05, 0.4)))
    assert lost[195:206, 40:80].max() > 0.2
    assert lost[195:206, 176:216].max() < 0.1


def test_sun_behind_the_camera_casts_the_shadow_behind_the_subject() -> None:
    lost = shade(scene(light=sun(0.9, -0.8, 0.4)))
    assert lost[185:196, 60:92].max() > 0.15
    assert lost[215:, :].max() < 0.1


def test_a_higher_sun_casts_a_shorter_shadow() -> None:
    low, high = (shade(scene(light=sun(0.0, 1.0, up))) for up in (0.5, 3.0))
    assert low[235, 128] > high[235, 128] + 0.05


def test_light_from_everywhere_casts_none() -> None:
    lost = shade(scene(light=Light()))
    assert lost[240:].max() < 0.02
    assert lost[202, 128] > 0.2


def test_shade_keeps_the_colour_of_the_sky() -> None:
    pixels = np.full((SIDE, SIDE, 3), 0.7, np.float32)
    pixels[:102] = (0.15, 0.3, 0.7)
    backdrop = Backdrop(pixels, sun(-0.4, 0.8, 0.5), horizon=0.4, ground="solid")
    colours = np.full((SIDE, SIDE, 3), 0.2, np.float32)
    light = match_light(colours, standing(), backdrop)
    assert light
    ground = stand_subject(colours, standing(), backdrop, light)
    assert ground
    red, _, blue = ground.apply(pixels, 0)[225, 150]
    assert blue > red * 1.08


def test_water_mirrors_the_subject() -> None:
    lost = shade(scene(level=0.05, ground="water"), subject=0.8)
    assert lost[215, 128] < -0.3
    assert lost[215, 20] == pytest.approx(0.0, abs=0.05)


def test_light_wraps_more_on_the_side_of_a_sun_behind() -> None:
    backdrop = scene(0.8, light=sun(0.6, 0.8, 0.1))
    lit = wrap_light(standing(), backdrop, 1.0).apply(np.full((SIDE, SIDE, 3), 0.05, np.float32), 0)
    assert lit[120, 156, 0] > lit[120, 99, 0] + 0.01
    assert lit.max() <= 0.8
