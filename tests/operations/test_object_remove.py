"""Taking things out: what stood there is gone, the rest stays, and what can't be done is refused."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import CannotDo, Context, Inputs
from overpaint.operations.removal import object_remove
from overpaint.operations.removal.object_remove import Params


def _meadow(height: int = 160, width: int = 240) -> np.ndarray:
    """Fine grain on green: what any filling must be able to continue."""
    grain = np.random.default_rng(0).normal(0, 10, (height, width, 1))
    return np.clip(np.array([80, 140, 60]) + grain, 0, 255).astype(np.uint8)


def _mask(height: int, width: int, box: tuple[int, int, int, int], value: float = 1.0) -> Mask:
    values = np.zeros((height, width), np.float32)
    values[box[0] : box[2], box[1] : box[3]] = value
    return Mask(values)


def _apply(pixels: np.ndarray, mask: Mask, *, things: Mask | None = None, seed: int = 0, margin: float = 0.012) -> np.ndarray:
    return object_remove.apply(Inputs(Image(pixels), mask, things=things), Params(margin=margin), Context(seed=seed)).pixels


def test_the_thing_and_its_rim_are_gone_and_the_rest_is_untouched():
    pixels = _meadow()
    pixels[60:100, 100:140] = (220, 30, 30)
    answer = _apply(pixels, _mask(160, 240, (60, 100, 100, 140)), margin=0.012)
    red = (answer[..., 0] > 150) & (answer[..., 1] < 90)
    assert not red.any()
    far = np.ones((160, 240), bool)
    far[55:112, 95:145] = False
    np.testing.assert_array_equal(answer[far], pixels[far])


def test_grain_goes_on_in_the_filling():
    pixels = _meadow()
    answer = _apply(pixels, _mask(160, 240, (60, 100, 100, 140)))
    inside, outside = answer[70:90, 110:130, 1].std(), pixels[..., 1].std()
    assert 0.5 * outside < inside < 1.5 * outside


def test_alpha_stays():
    pixels = np.dstack([_meadow(), np.full((160, 240), 77, np.uint8)])
    answer = _apply(pixels, _mask(160, 240, (60, 100, 100, 140)))
    assert (answer[..., 3] == 77).all()


def test_without_a_margin_nothing_outside_the_mask_changes():
    pixels = _meadow()
    answer = _apply(pixels, _mask(160, 240, (60, 100, 100, 140)), margin=0.0)
    outside = np.ones((160, 240), bool)
    outside[60:100, 100:140] = False
    np.testing.assert_array_equal(answer[outside], pixels[outside])


def test_too_much_and_what_nothing_fits_are_refused():
    with pytest.raises(CannotDo, match="hole_too_large"):
        _apply(_meadow(), _mask(160, 240, (0, 0, 160, 150)))
    blots = cv2.GaussianBlur(np.random.default_rng(1).normal(0, 1, (160, 240, 3)), (0, 0), 6)
    blots = np.clip(128 + 70 * blots / blots.std(), 0, 255).astype(np.uint8)
    with pytest.raises(CannotDo, match="hole_unclear"):
        _apply(blots, _mask(160, 240, (60, 100, 100, 140)))


def test_an_empty_mask_changes_nothing():
    pixels = _meadow()
    np.testing.assert_array_equal(_apply(pixels, _mask(160, 240, (0, 0, 0, 0))), pixels)


def test_what_a_person_holds_goes_along_and_is_told_and_what_a_thing_touches_stays():
    pixels = _meadow(200, 300)
    pixels[60:180, 100:140] = (200, 60, 40)
    pixels[100:130, 140:170] = (20, 20, 30)
    mask = _mask(200, 300, (60, 100, 180, 140))
    for seen, there in (({"person": mask}, False), ({}, True)):
        told: list[str] = []
        context = Context(tell=lambda key, told=told, **_: told.append(key))
        inputs = Inputs(Image(pixels), mask, things=_mask(200, 300, (60, 100, 180, 170)), seen=seen)
        try:
            answer = object_remove.apply(inputs, Params(), context).pixels
        except CannotDo:
            answer = pixels
        assert bool((answer[100:130, 150:170].max(axis=-1) < 40).mean() > 0.5) is there
        assert told == ([] if there else ["held_too"])
