"""Mattes of photographs, by numbers a retoucher would ask for. Each was looked at on white and on black."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from skimage import data

from overpaint.imaging.values import Image, Pixels, Plane
from overpaint.regions import FinderContext, Found, subject
from overpaint.regions.detection import faces
from overpaint.weights import WeightStore


def grey(rgb: Pixels) -> Pixels:
    return np.repeat(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)


def cut(rgb: Pixels, weights: WeightStore) -> Found:
    return subject.find(Image(np.ascontiguousarray(rgb)), FinderContext(weights, "subject"))


def pieces(alpha: Plane) -> int:
    """Parts that stand apart, crumbs of less than a thousandth of the subject left out."""
    sizes = cv2.connectedComponentsWithStats((alpha > 0.5).astype(np.uint8))[2][1:, cv2.CC_STAT_AREA]
    return int(np.count_nonzero(sizes > 0.001 * sizes.sum()))


def wide_grey(alpha: Plane) -> int:
    """Pixels of half transparent areas that are wider than a lock of hair."""
    half = ((alpha > 0.15) & (alpha < 0.85)).astype(np.uint8)
    return int(np.count_nonzero(cv2.erode(half, np.ones((17, 17), np.uint8))))


@pytest.mark.parametrize("colour", [True, False], ids=["colour", "black-and-white"])
def test_a_portrait(colour: bool, weights: WeightStore) -> None:
    rgb = data.astronaut() if colour else grey(data.astronaut())
    found = cut(rgb, weights)
    alpha = found.mask.values
    (face,) = faces(rgb, weights)
    for row, column in face.points:
        assert alpha[round(row) - 5 : round(row) + 6, round(column) - 5 : round(column) + 6].min() > 0.95
    assert pieces(alpha) == 1 and wide_grey(alpha) == 0
    assert alpha[-1, 60:490].mean() > 0.95, "the frame cuts the suit, so the matte reaches it"
    assert alpha[400:500, 300:480].min() > 0.95, "the helmet she holds is hers"
    assert alpha[:120, :100].max() == 0 and alpha[:250, 370:].max() == 0, "neither flag nor shuttle"
    assert np.abs(cut(rgb, weights).mask.values - alpha).max() == 0


def test_a_close_up_that_the_frame_cuts(weights: WeightStore) -> None:
    found = cut(data.chelsea(), weights)
    alpha = found.mask.values
    assert pieces(alpha) == 1 and wide_grey(alpha) == 0
    assert alpha[20:280, 130:300].min() > 0.95, "the head"
    assert alpha[220:, 20:100].min() > 0.95, "the neck, which only its colour tells"
    assert alpha[60:, 400:].max() < 0.05
    assert found.note is not None and found.note.key == "unclear_outline"


def test_a_cup_from_above_keeps_its_saucer(weights: WeightStore) -> None:
    alpha = cut(data.coffee(), weights).mask.values
    assert pieces(alpha) == 1 and wide_grey(alpha) == 0
    assert alpha[60:200, 200:380].min() > 0.95, "the cup"
    assert alpha[230:260, 95:130].min() > 0.95 and alpha[320:360, 200:300].min() > 0.95, "the saucer"
    assert alpha[:60, :60].max() == 0 and alpha[350:, 520:].max() == 0


@pytest.mark.parametrize("colour", [True, False], ids=["colour", "black-and-white"])
def test_a_product_shot_on_white_leaves_its_shadow_behind(colour: bool, weights: WeightStore) -> None:
    own = cv2.copyMakeBorder(cut(data.coffee(), weights).mask.values, *[70] * 4, cv2.BORDER_CONSTANT, value=0)
    photo = cv2.copyMakeBorder(data.coffee(), *[70] * 4, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    shadow = 0.45 * cv2.GaussianBlur(np.roll(own, (25, 15), (0, 1)), (0, 0), 14)
    rgb = np.rint(photo * own[..., None] + (255 * (1 - shadow) * (1 - own))[..., None]).astype(np.uint8)
    alpha = cut(rgb if colour else grey(rgb), weights).mask.values
    assert alpha[(shadow > 0.2) & (own == 0)].mean() < 0.1
    assert np.abs(alpha - own).mean() < 0.02


def test_what_cannot_be_made_out_is_no_matte(weights: WeightStore) -> None:
    eyes = data.astronaut()[95:125, 195:265]
    found = cut(cv2.resize(eyes, None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC), weights)
    assert found.is_empty
    assert found.unclear is not None or found.note is not None


def test_a_rocket_between_masts(weights: WeightStore) -> None:
    found = cut(data.rocket(), weights)
    alpha = found.mask.values
    assert alpha[200:380, 318:326].mean() > 0.95
    assert alpha[:, :270].max() == 0 and alpha[:, 370:].max() == 0, "neither masts nor ground"
    assert found.note is not None, "it is small, or not clear everywhere"
