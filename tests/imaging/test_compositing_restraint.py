"""What relighting may not do to a subject: bounds on lightness, hue and cast, whatever the scene's light is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from overpaint.imaging.colour import to_linear, to_srgb_float
from overpaint.imaging.compositing.light import match_light
from overpaint.imaging.compositing.restraint import MOST_CAST, MOST_HUE, MOST_LIGHTNESS, gain_within, largest_dose
from overpaint.imaging.values import Backdrop, Light, LinearPixels, Plane

SIDE = 96
SKINS = {"fair": (236, 200, 180), "olive": (198, 152, 120), "brown": (141, 94, 66), "dark": (88, 58, 44)}
SCENES = {
    "night": ((0.004, 0.005, 0.01), Light(illuminant=(0.7, 0.9, 1.4))),
    "sunset": ((0.5, 0.2, 0.05), Light(illuminant=(1.7, 0.9, 0.4), towards=(0.2, 0.95, 0.1), backlit=1.0)),
    "meadow": ((0.05, 0.2, 0.03), Light(illuminant=(0.8, 1.3, 0.7))),
    "snow at dawn": ((0.7, 0.5, 0.9), Light(illuminant=(1.4, 0.8, 1.2))),
    "white": ((0.97, 0.97, 0.97), Light()),
}


def disc() -> Plane:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) - SIDE / 2
    return np.asarray(np.clip(38 - np.hypot(x, y) + 0.5, 0, 1), np.float32)


def lab(linear: LinearPixels) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(to_srgb_float(np.ascontiguousarray(linear)), cv2.COLOR_RGB2LAB), np.float32)


def relit(colour: tuple[int, int, int], scene: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean CIELAB of a shaded disc of this colour before and after."""
    alpha = disc()
    shade = np.linspace(0.7, 1.1, SIDE, dtype=np.float32)[None, :, None]
    subject = np.clip(to_linear(np.full((SIDE, SIDE, 3), colour, np.uint8)) * shade, 0, 1)
    level, light = SCENES[scene]
    match = match_light(subject, alpha, Backdrop(np.broadcast_to(np.float32(level), subject.shape).copy(), light))
    assert match is not None
    inside = alpha > 0.95
    return lab(subject)[inside].mean(axis=0), lab(match.apply(subject, 0))[inside].mean(axis=0)


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("skin", SKINS)
def test_skin_stays_that_skin(skin: str, scene: str) -> None:
    before, after = relit(SKINS[skin], scene)
    turned = np.degrees(np.arctan2(after[2], after[1]) - np.arctan2(before[2], before[1]))
    assert abs(after[0] - before[0]) < MOST_LIGHTNESS + 0.7
    assert abs(turned) < MOST_HUE + 0.7
    assert np.hypot(*(after[1:] - before[1:])) < MOST_CAST + 0.7


@pytest.mark.parametrize("scene", SCENES)
def test_a_grey_takes_no_more_than_a_breath_of_colour(scene: str) -> None:
    before, after = relit((150, 150, 150), scene)
    assert abs(after[0] - before[0]) < MOST_LIGHTNESS + 0.7
    assert np.hypot(*after[1:]) < MOST_CAST + 0.7


def test_the_scene_is_seen_in_the_subject_all_the_same() -> None:
    night, white = relit(SKINS["olive"], "night"), relit(SKINS["olive"], "white")
    assert night[1][0] < night[0][0] - 5 < white[1][0]
    assert relit((150, 150, 150), "meadow")[1][1] < -1


def test_the_largest_dose() -> None:
    assert largest_dose(lambda share: True) == 1.0
    assert largest_dose(lambda share: share <= 0.3) == pytest.approx(0.3, abs=0.01)
    assert largest_dose(lambda share: False) == 0.0


@pytest.mark.parametrize("change", [-30.0, -8.0, 0.0, 8.0, 30.0])
def test_the_gain_that_brings_a_change_within_bounds(change: float) -> None:
    gain = gain_within(lambda factor: change + 40 * float(np.log2(factor)))
    kept = change + 40 * np.log2(gain)
    assert kept == pytest.approx(np.clip(change, -MOST_LIGHTNESS, MOST_LIGHTNESS), abs=0.5)
