"""Looks: tones keep their order, black stays dark and white light, skin takes half of a tint, each is what it is called."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from imaging.photographs import photograph
from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.grading import LOOKS, Look, graded
from overpaint.operations.style.grade import LookName

GREYS = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(1, 256, 3)


def lab(pixels: np.ndarray) -> np.ndarray:
    return to_oklab(to_linear(np.ascontiguousarray(pixels)))


def test_every_look_can_be_asked_for() -> None:
    assert set(get_args(LookName)) == set(LOOKS)


@pytest.mark.parametrize("name", LOOKS)
def test_tones_keep_their_order_and_their_ends(name: str) -> None:
    look = LOOKS[name]
    plain = Look(contrast=look.contrast, middle=look.middle, black=look.black, white=look.white, chroma=look.chroma)
    lightness = lab(graded(GREYS, plain))[0, :, 0]
    assert (np.diff(lightness) > -0.004).all()
    assert lightness[0] < 0.2 and lightness[-1] > 0.9


@pytest.mark.parametrize("name", LOOKS)
def test_a_photograph_is_changed_and_stays_a_photograph(name: str) -> None:
    photo = photograph("chelsea")
    answer = graded(photo, LOOKS[name])
    apart = np.abs(answer.astype(int) - photo).mean()
    assert 3 < apart < 60
    assert (answer == 255).all(axis=2).mean() < 0.03 and (answer == 0).all(axis=2).mean() < 0.15
    assert np.array_equal(answer, graded(photo, LOOKS[name]))


def test_no_look_changes_nothing() -> None:
    photo = photograph("coffee")
    assert np.abs(graded(photo, Look()).astype(int) - photo).max() <= 2


def test_shadows_and_highlights_get_their_hues() -> None:
    answer = lab(graded(GREYS, LOOKS["teal and orange"]))[0]
    dark, light = answer[60], answer[200]
    assert dark[1] < -0.005 and dark[2] < -0.003, "teal"
    assert light[1] > 0.003 and light[2] > 0.005, "orange"
    assert np.hypot(*answer[0, 1:]) < 0.01 and np.hypot(*answer[255, 1:]) < 0.02, "black and white have no tint"


def test_skin_takes_half_of_a_tint() -> None:
    skin = np.full((8, 8, 3), (120, 85, 70), np.uint8)
    grey = np.full((8, 8, 3), 91, np.uint8)
    tint = Look(shadows=(215.0, 0.06))
    moved = [np.hypot(*(lab(graded(one, tint)) - lab(one))[0, 0, 1:]) for one in (skin, grey)]
    assert 0.4 < moved[0] / moved[1] < 0.75


def test_what_they_are_called() -> None:
    photo = photograph("chelsea")
    before = lab(photo)
    looks = {name: lab(graded(photo, look)) for name, look in LOOKS.items()}
    chroma = {name: np.hypot(one[..., 1], one[..., 2]).mean() for name, one in looks.items()}
    own = np.hypot(before[..., 1], before[..., 2]).mean()
    assert looks["moody"][..., 0].mean() < before[..., 0].mean() < looks["airy"][..., 0].mean()
    assert chroma["bleach bypass"] < 0.6 * own and chroma["noir"] < 0.01 and chroma["hdr"] > own
    assert np.percentile(looks["faded"][..., 0], 1) > np.percentile(before[..., 0], 1) + 0.05, "lifted blacks"
    assert looks["golden"][..., 2].mean() > before[..., 2].mean() > looks["cold"][..., 2].mean()
