"""Blurs that choose where they leave a picture sharp, choose faces."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.values import Image, Mask
from overpaint.operations.base import Context, Inputs, Operation
from overpaint.operations.effect import tilt_shift, zoom_blur

SIZE = (120, 160)
FACE = (slice(12, 34), slice(14, 34))


def picture() -> Image:
    return Image(np.random.default_rng(3).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8))


def inputs(*, face: bool) -> Inputs:
    values = np.zeros(SIZE[::-1], np.float32)
    values[FACE] = 1
    seen = {"face": Mask(values)} if face else {}
    return Inputs(picture(), Mask.whole(SIZE), seen=seen)


def moved(answer: Image) -> float:
    """How unlike the face is, on average; fine grain, so that any blur shows. Lightness alone, as a miniature is livelier."""
    apart = answer.pixels[FACE].astype(float).mean(axis=-1) - picture().pixels[FACE].astype(float).mean(axis=-1)
    return float(np.abs(apart).mean())


@pytest.mark.parametrize("module", [tilt_shift, zoom_blur], ids=["tilt_shift", "zoom_blur"])
def test_a_face_stays_sharp(module) -> None:
    operation: Operation = module.OPERATION
    sharp, blurred = (
        moved(operation.apply(inputs(face=face), operation.params(amount=0.8), Context())) for face in (True, False)
    )
    assert sharp < 0.35 * blurred


def test_a_band_that_is_given_stays_where_it_is() -> None:
    params = tilt_shift.Params(middle=0.9)
    with_face, without = (tilt_shift.apply(inputs(face=face), params, Context()) for face in (True, False))
    np.testing.assert_array_equal(with_face.pixels, without.pixels)


def test_faces_too_far_apart_for_one_band_are_left_out_of_account() -> None:
    values = np.zeros(SIZE[::-1], np.float32)
    values[5:25, 10:30] = values[130:150, 60:80] = 1
    both = Inputs(picture(), Mask.whole(SIZE), seen={"face": Mask(values)})
    answer = tilt_shift.apply(both, tilt_shift.Params(), Context())
    np.testing.assert_array_equal(answer.pixels, tilt_shift.apply(inputs(face=False), tilt_shift.Params(), Context()).pixels)
