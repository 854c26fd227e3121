"""Another colour for a thing: its relief stays, what has another colour stays, and what has no one colour is refused."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.colour import to_linear, to_oklab
from overpaint.imaging.recolouring import GoesOn, NoOneColour, TooBlack, recoloured


def _ball(colour: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A shaded ball of a colour on grey, and its mask."""
    y, x = np.mgrid[:120, :120]
    distance = np.hypot(x - 60, y - 60)
    shade = np.clip(1.15 - np.hypot(x - 45, y - 45) / 90, 0.3, 1.1)[..., None]
    picture = np.full((120, 120, 3), 128.0)
    inside = distance < 45
    picture[inside] = (np.array(colour) * shade)[inside]
    return np.clip(picture, 0, 255).astype(np.uint8), cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 1.0)


def _lab(rgb: np.ndarray) -> np.ndarray:
    return np.asarray(to_oklab(to_linear(np.ascontiguousarray(rgb))))


@pytest.mark.parametrize("colour", ["#2563d9", "#22a03a", "#ffd91a", "#111111", "#ffffff"])
def test_it_gets_the_colour_and_keeps_its_relief(colour: str):
    picture, mask = _ball((200, 40, 40))
    answer = recoloured(picture, mask, colour)
    wanted = _lab(np.array([[[int(colour[at : at + 2], 16) for at in (1, 3, 5)]]], np.uint8))[0, 0]
    inside = mask > 0.95
    got, before = _lab(answer)[inside], _lab(picture)[inside]
    assert np.hypot(*(np.median(got, axis=0) - wanted)[1:]) < 0.06
    assert abs(np.median(got[:, 0]) - np.clip(wanted[0], 0.2, 0.95)) < 0.08
    assert np.corrcoef(got[:, 0], before[:, 0])[0, 1] > 0.95
    assert got[:, 0].std() > 0.2 * before[:, 0].std()


def test_outside_the_mask_every_byte_stays():
    picture, mask = _ball((200, 40, 40))
    answer = recoloured(picture, mask, "#2563d9")
    np.testing.assert_array_equal(answer[mask == 0], picture[mask == 0])


def test_what_has_another_colour_stays():
    picture, mask = _ball((200, 40, 40))
    picture[55:65, 50:70] = (240, 240, 240)
    picture[75:85, 50:70] = (30, 160, 60)
    answer = recoloured(picture, mask, "#2563d9")
    for box in (np.s_[58:62, 54:66], np.s_[78:82, 54:66]):
        assert np.abs(answer[box].astype(int) - picture[box]).max() < 12


def _bus() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A red box, two fifths of it paint, with dark windows, white letters and a highlight; its mask, and where its paint is."""
    picture = np.full((120, 200, 3), (150, 170, 190), np.uint8)
    mask = np.zeros((120, 200), np.float32)
    mask[20:100, 20:180] = 1
    picture[20:100, 20:180] = (205, 35, 40)
    picture[30:55, 24:176] = (48, 52, 56)
    picture[80:98, 30:170] = (30, 30, 32)
    picture[60:70, 40:100] = (236, 236, 234)
    paint = (picture == (205, 35, 40)).all(axis=2)
    picture[72:75, 100:160] = (255, 250, 248)
    return picture, mask, cv2.erode(paint.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0


@pytest.mark.parametrize("colour", ["#2563d9", "#22a03a", "#111111", "#ffffff"])
def test_the_paint_of_a_thing_that_is_more_than_paint_changes_and_nothing_else_of_it(colour: str):
    picture, mask, paint = _bus()
    answer = recoloured(picture, mask, colour)
    wanted = _lab(np.array([[[int(colour[at : at + 2], 16) for at in (1, 3, 5)]]], np.uint8))[0, 0]
    assert np.hypot(*(np.median(_lab(answer)[paint], axis=0) - wanted)[1:]) < 0.03
    for box in (np.s_[34:51, 30:170], np.s_[84:94, 36:164], np.s_[63:67, 45:95]):
        assert np.abs(answer[box].astype(int) - picture[box]).max() <= 6


def test_a_highlight_stays_neutral_and_a_grey_thing_takes_colour_by_its_light():
    picture, mask, _ = _bus()
    assert np.ptp(recoloured(picture, mask, "#2563d9")[73, 105:155].astype(int), axis=1).max() < 40
    silver, ball = _ball((170, 172, 174))
    answer = _lab(recoloured(silver, ball, "#8b0000"))
    light = _lab(silver)[..., 0]
    inside = (ball > 0.95) & (light < np.median(light[ball > 0.95]))
    chroma, light = np.hypot(answer[..., 1], answer[..., 2])[inside], light[inside]
    assert np.median(chroma) > 0.12
    assert np.corrcoef(chroma, light)[0, 1] > 0.8


def test_a_black_thing_takes_a_colour_under_its_gloss():
    black, mask = _ball((30, 30, 31))
    black[50:53, 40:60] = (240, 240, 240)
    answer = recoloured(black, mask, "#b01018")
    inside = mask > 0.95
    got = np.median(_lab(answer)[inside], axis=0)
    assert np.hypot(got[1], got[2]) > 0.12
    assert np.corrcoef(_lab(answer)[..., 0][inside], _lab(black)[..., 0][inside])[0, 1] > 0.8
    assert np.ptp(answer[51, 45:55].astype(int), axis=1).max() < 30
    with pytest.raises(TooBlack):
        recoloured(black, mask, "#b01018", glazed=True)


def test_what_has_no_one_colour_is_refused():
    picture, mask = _ball((200, 40, 40))
    stripes = picture.copy()
    for at, colour in enumerate([(200, 40, 40), (40, 160, 60), (40, 60, 200), (220, 200, 40)]):
        stripes[:, at::4][mask[:, at::4] > 0] = colour
    with pytest.raises(NoOneColour):
        recoloured(stripes, mask, "#ffffff")


def test_an_empty_mask_changes_nothing_and_the_same_request_gives_the_same():
    picture, mask = _ball((60, 120, 200))
    assert recoloured(picture, np.zeros_like(mask), "#e0191b") is picture
    np.testing.assert_array_equal(recoloured(picture, mask, "#e0191b"), recoloured(picture, mask, "#e0191b"))


def test_half_of_a_thing_is_not_recoloured_as_if_it_were_all():
    picture, mask = _ball((200, 40, 40))
    half = mask.copy()
    half[:, 60:] = 0
    with pytest.raises(GoesOn):
        recoloured(picture, half, "#2563d9", beyond=0.25)
    assert not np.array_equal(recoloured(picture, half, "#2563d9"), picture)
    assert not np.array_equal(recoloured(picture, mask, "#2563d9", beyond=0.25), picture)


def test_shades_that_have_the_name_of_its_colour_change_too() -> None:
    cup = np.full((120, 120, 3), 120, np.uint8)
    cup[20:100, 20:100] = (125, 190, 203)
    cup[80:100, 20:100] = (30, 60, 180)
    mask = np.zeros((120, 120), np.float32)
    mask[20:100, 20:100] = 1
    alone, named = recoloured(cup, mask, "#22a03a"), recoloured(cup, mask, "#22a03a", named="#2563d9")
    assert np.array_equal(alone[90, 60], cup[90, 60]), "by its hue it is another colour"
    for made in (named[40, 60], named[90, 60]):
        assert int(made[1]) > int(made[0]) + 40 and int(made[1]) > int(made[2]) + 40
    assert np.array_equal(named[mask == 0], cup[mask == 0])
    assert np.array_equal(recoloured(cup, mask, "#22a03a", named="#e0191b"), alone), "nothing of the rest is red"
