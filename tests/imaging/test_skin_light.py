"""A cast is told by faces: whatever the complexion, what the light added is found, and daylight is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging import enhancement, tone
from overpaint.imaging.adaptation import tinting, warming
from overpaint.imaging.skin_light import cast_on_skin
from overpaint.imaging.values import Pixels

COMPLEXIONS = {
    "pale": (236, 200, 182),
    "light": (224, 172, 140),
    "tan": (190, 138, 105),
    "brown": (141, 94, 66),
    "deep": (88, 58, 44),
}
NOTHING = np.zeros(3)


def face(colour: tuple[int, int, int]) -> Pixels:
    shade = np.random.default_rng(2).uniform(0.75, 1.05, (40, 40, 1))
    return np.clip(np.array(colour) * shade, 0, 255).astype(np.uint8)


EVERYWHERE = np.ones((40, 40), np.float32)


@pytest.mark.parametrize("colour", COMPLEXIONS.values(), ids=COMPLEXIONS)
def test_skin_in_daylight_says_nothing(colour: tuple[int, int, int]) -> None:
    assert np.abs(cast_on_skin(face(colour), EVERYWHERE, NOTHING)).max() <= 0.06


@pytest.mark.parametrize("colour", COMPLEXIONS.values(), ids=COMPLEXIONS)
@pytest.mark.parametrize(("light", "blue"), [(warming(-120), 1), (warming(120), -1)], ids=["blue", "amber"])
def test_a_cast_is_found_on_any_skin(colour: tuple[int, int, int], light: np.ndarray, blue: int) -> None:
    lit = tone.through_matrix(face(colour), light)
    cast = cast_on_skin(lit, EVERYWHERE, NOTHING)
    assert blue * cast[2] > 0.12
    assert cast[1] == 0


def test_a_green_light_is_told_from_a_blue_one() -> None:
    lit = tone.through_matrix(face(COMPLEXIONS["light"]), tinting(-0.025))
    red, _, blue = cast_on_skin(lit, EVERYWHERE, NOTHING)
    assert red < -0.1
    assert blue < -0.1


def test_what_is_known_of_the_light_already_is_not_taken_out_twice() -> None:
    white = warming(-120) @ np.ones(3)
    known = np.log2(white / white[1])
    lit = tone.through_matrix(face(COMPLEXIONS["tan"]), warming(-120))
    assert np.abs(cast_on_skin(lit, EVERYWHERE, known)).max() <= 0.08


def test_a_wrong_guess_of_the_picture_is_taken_back_by_its_faces() -> None:
    white = warming(200) @ np.ones(3)  # a warm wall is no warm light
    wrong = np.log2(white / white[1])
    taken_back = cast_on_skin(face(COMPLEXIONS["light"]), EVERYWHERE, wrong)
    assert taken_back[2] > 0.15


def test_too_little_of_a_face_says_nothing() -> None:
    spot = np.zeros((40, 40), np.float32)
    spot[:4, :4] = 1
    assert not cast_on_skin(face((90, 110, 200)), spot, NOTHING).any()


def test_a_face_in_blue_light_is_corrected_where_nothing_grey_is_seen() -> None:
    """A face before a coloured wall: only the face tells of the light."""
    wall = np.random.default_rng(1).normal(0, 9, (40, 120, 3)) + np.array([70, 110, 90])
    picture = np.hstack([face(COMPLEXIONS["light"]), np.clip(wall, 0, 255).astype(np.uint8)])
    lit = tone.through_matrix(picture, warming(-130))
    skin = np.zeros(lit.shape[:2], np.float32)
    skin[:, :40] = 1
    weight = np.ones_like(skin)
    blind, seeing = (enhancement.enhance(lit, enhancement.measure(lit, weight, known)) for known in (None, skin))
    before, after, unseen = (one[:, :40].astype(float).mean(axis=(0, 1)) for one in (lit, seeing, blind))
    assert after[0] / after[2] > before[0] / before[2] + 0.2
    assert after[0] / after[2] > unseen[0] / unseen[2] + 0.1
