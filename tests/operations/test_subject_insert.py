"""`subject_insert`: what it neither covers nor shades stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import CannotDo, Context, Inputs
from overpaint.operations.combining import subject_insert

RNG = np.random.default_rng(4)
PICTURE = Image(RNG.integers(40, 200, (240, 360, 3), np.uint8))
OTHER = Image(RNG.integers(40, 200, (200, 200, 3), np.uint8))


def matte() -> Mask:
    values = np.zeros((200, 200), np.float32)
    values[30:180, 70:130] = 1
    return Mask(values)


def test_far_from_it_every_byte_stays() -> None:
    inputs = Inputs(PICTURE, Mask.whole(PICTURE.size), pictures=(OTHER,), mattes=(matte(),))
    made = subject_insert.apply(inputs, subject_insert.Params(place="left", size=0.5), Context(seed=3))
    changed = np.any(made.pixels != PICTURE.pixels, axis=2)
    assert changed.any()
    np.testing.assert_array_equal(made.pixels[:90], PICTURE.pixels[:90])
    np.testing.assert_array_equal(made.pixels[:, 300:], PICTURE.pixels[:, 300:])


def test_the_same_seed_gives_the_same_picture() -> None:
    inputs = Inputs(PICTURE, Mask.whole(PICTURE.size), pictures=(OTHER,), mattes=(matte(),))
    first, second = (subject_insert.apply(inputs, subject_insert.Params(), Context(seed=3)) for _ in range(2))
    np.testing.assert_array_equal(first.pixels, second.pixels)


def test_without_a_cutout_it_is_refused() -> None:
    with pytest.raises(CannotDo):
        subject_insert.apply(Inputs(PICTURE, Mask.whole(PICTURE.size), pictures=(OTHER,)), subject_insert.Params(), Context())
