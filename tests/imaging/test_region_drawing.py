"""Regions drawn on a picture: inside tinted, rims and names over it, the rest untouched."""

import numpy as np

from overpaint.imaging.region_drawing import COLOURS, KEPT, Drawn, draw
from overpaint.imaging.values import Image

SQUARE = (((200, 150), (400, 150), (400, 300), (200, 300)),)


def plain(size=(600, 400), channels=3):
    return Image(np.full((size[1], size[0], channels), 90, np.uint8))


def test_a_region_is_tinted_named_above_itself_and_nothing_else_is_touched(weights):
    drawn = draw(plain(), [Drawn("1. 杯子 90%", SQUARE, COLOURS[0])], weights.path).pixels
    red, _, blue = drawn[250, 300]
    assert red > 90 > blue - 20
    changed = (drawn != 90).any(axis=2)
    assert changed[160:290, 210:390].all()
    assert changed[118:148, 200:320].mean() > 0.5
    assert not changed[:110].any() and not changed[310:].any() and not changed[:, :190].any()


def test_the_whole_picture_gets_a_frame_and_no_tint(weights):
    drawn = draw(plain(), [Drawn("1. the picture", (), COLOURS[0])], weights.path).pixels
    changed = (drawn != 90).any(axis=2)
    assert changed[0, :].all() and changed[:, -1].all() and not changed[100:390, 10:590].any()


def test_names_at_one_place_stand_below_each_other(weights):
    places = [Drawn(f"{number}. the picture", (), COLOURS[number]) for number in range(3)]
    drawn = draw(plain(), places, weights.path).pixels
    rows = (drawn[:, 4:140] != 90).any(axis=2).mean(axis=1)
    assert (rows[6:84] > 0.3).mean() > 0.9


def test_a_picture_too_small_for_names_still_has_its_rims(weights):
    drawn = draw(plain((24, 24), 4), [Drawn("a name of many words", (((4, 4), (20, 4), (20, 20)),), KEPT)], weights.path)
    assert not drawn.has_alpha and (drawn.pixels != 90).any()
