"""Directional light: the guessed relief, the gains it leads to, and what they must not do."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.colour import luminance
from overpaint.imaging.compositing.light import match_light
from overpaint.imaging.compositing.relief import estimate_normals
from overpaint.imaging.compositing.relight import relight
from overpaint.imaging.compositing.surroundings import look_around
from overpaint.imaging.values import Backdrop, Light, LinearPixels, Plane

SIDE = 96
GREY = np.full((1, 1, 3), 0.3, np.float32)


def disc(radius: float = 36.0) -> Plane:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) - SIDE / 2
    return np.clip(radius - np.hypot(x, y) + 0.5, 0, 1).astype(np.float32)


def towards(right: float, ahead: float, up: float) -> Light:
    length = float(np.linalg.norm((right, ahead, up)))
    return Light(towards=(right / length, ahead / length, up / length), backlit=max(0.0, ahead / length))


def gain(light: Light, tone: float = 0.3) -> Plane:
    return relight(disc(), np.full((SIDE, SIDE), tone, np.float32), light, GREY, GREY).gain


def test_a_disc_becomes_a_ball() -> None:
    normals = estimate_normals(disc(), np.full((SIDE, SIDE), 0.3, np.float32))
    assert np.allclose(np.linalg.norm(normals, axis=2), 1.0, atol=1e-5)
    assert normals[48, 48, 2] > 0.98
    assert normals[48, 80, 0] > 0.5 and normals[48, 16, 0] < -0.5
    assert normals[16, 48, 1] > 0.5 and normals[80, 48, 1] < -0.5


def test_what_the_frame_cuts_does_not_round_off_there() -> None:
    alpha = np.zeros((SIDE, SIDE), np.float32)
    alpha[30:, 30:66] = 1.0
    normals = estimate_normals(alpha, np.full((SIDE, SIDE), 0.3, np.float32))
    assert abs(normals[-1, 48, 1]) < 0.1
    assert normals[31, 48, 1] > 0.4


@pytest.mark.parametrize(("light", "bright", "dark"), [
    (towards(1, -0.3, 0.2), (48, 74), (48, 22)),
    (towards(-1, -0.3, 0.2), (48, 22), (48, 74)),
    (towards(0, 0.2, 1), (22, 48), (74, 48)),
    (towards(0.2, 1, 0.1), (48, 82), (48, 48)),
], ids=["right", "left", "above", "behind"])  # fmt: skip
def test_the_side_of_the_lamp_is_brighter(light: Light, bright: tuple[int, int], dark: tuple[int, int]) -> None:
    field = gain(light)
    assert field[bright] > field[dark] * 1.04


@pytest.mark.parametrize("light", [towards(1, 0, 0.2), towards(0, 1, 0.1), Light(), Light(backlit=1.0)])
def test_gains_are_bounded_and_smooth(light: Light) -> None:
    field = gain(light)
    assert field.min() >= 0.65 and field.max() <= 1.3
    assert np.abs(np.diff(field, axis=0)).max() < 0.1


def test_sky_light_from_above_alone_is_gentle() -> None:
    sky, ground = np.full((1, 1, 3), 0.6, np.float32), np.full((1, 1, 3), 0.1, np.float32)
    field = relight(disc(), np.full((SIDE, SIDE), 0.3, np.float32), Light(), sky, ground).gain
    assert 1.05 < field[20, 48] / field[76, 48] < 1.5


def test_backlight_takes_the_flash_off_the_front() -> None:
    assert gain(towards(0.1, 1, 0.1))[48, 48] < 0.9 * gain(towards(0.1, -1, 0.3))[48, 48]


def matched(pixels: LinearPixels, light: Light, alpha: Plane, ground: str = "solid") -> float:
    backdrop = Backdrop(pixels, light, horizon=0.4, ground=ground)  # type: ignore[arg-type]
    subject = np.full((SIDE, SIDE, 3), 0.3, np.float32)
    light_match = match_light(subject, alpha, backdrop)
    assert light_match
    return float(luminance(light_match.apply(subject, 0))[70, 48])


def test_a_small_subject_is_exposed_for_the_ground_it_stands_on() -> None:
    dark_ground = np.full((SIDE, SIDE, 3), 0.4, np.float32)
    dark_ground[60:] = 0.02
    small = np.zeros((SIDE, SIDE), np.float32)
    small[60:80, 40:56] = 1.0
    hovering = matched(dark_ground, Light(), small, "none")
    assert matched(dark_ground, Light(), small) < 0.85 * hovering


def test_fog_lies_before_the_subject_and_clear_air_does_not() -> None:
    alpha = disc(24)
    fog = np.full((SIDE, SIDE, 3), 0.5, np.float32)
    assert look_around(fog, alpha, Backdrop(fog, Light(), horizon=0.4)).opacity > 0.04
    clear = fog.copy()
    clear[36:44] = 0.03
    assert look_around(clear, alpha, Backdrop(clear, Light(), horizon=0.4)).opacity == 0
    assert look_around(fog, alpha, Backdrop(fog, towards(0, 1, 0.5), horizon=0.4)).opacity == 0
    assert look_around(fog, alpha, Backdrop(fog, Light())).opacity == 0


def test_no_lit_rim_between_two_dark_sides() -> None:
    pixels = np.full((SIDE, SIDE, 3), 0.01, np.float32)
    subject = np.full((SIDE, SIDE, 3), 0.2, np.float32)
    found = match_light(subject, disc(), Backdrop(pixels, towards(0.1, 1, 0.2), horizon=0.5))
    assert found
    lit = luminance(found.apply(subject, 0))
    inside = cv2.erode(disc(), np.ones((9, 9))) == 1
    edge = (disc() == 1) & ~inside
    assert lit[edge].max() < lit[inside].max() * 1.12
