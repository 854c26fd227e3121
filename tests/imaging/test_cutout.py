"""When alpha is a matte, and how it counts beside one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from overpaint.imaging.cutout import count_once, is_cut_out, own_matte
from overpaint.imaging.geometry import rotate
from overpaint.imaging.values import Image


def with_own(alpha: np.ndarray) -> Image:
    return Image(np.dstack([np.full((*alpha.shape, 3), 90, np.uint8), alpha]))


def disc(radius: int) -> np.ndarray:
    return np.asarray(cv2.circle(np.zeros((100, 120), np.uint8), (60, 50), radius, 255, -1), np.uint8)


@pytest.mark.parametrize(
    ("alpha", "is_one"),
    [
        (disc(30), True),
        (disc(50), True),
        (np.pad(np.full((40, 60), 255, np.uint8), 30), True),
        (np.full((100, 120), 255, np.uint8), False),
        (np.full((100, 120), 128, np.uint8), False),
        (np.zeros((100, 120), np.uint8), False),
        (255 - disc(4), False),
    ],
    ids=["disc", "wide disc", "rectangle", "opaque", "veil", "nothing", "pinhole"],
)
def test_what_a_cut_out_is(alpha: np.ndarray, is_one: bool) -> None:
    assert is_cut_out(with_own(alpha)) is is_one


def test_an_opaque_picture_and_a_turned_one_are_none() -> None:
    photo = Image(np.full((200, 300, 3), 90, np.uint8))
    assert not is_cut_out(photo)
    for degrees in (3, 10, 45):
        turned = rotate(photo, degrees, "transparent")
        assert turned.alpha is not None and (turned.alpha == 0).mean() > 0.01
        assert not is_cut_out(turned)


def test_alpha_counts_once() -> None:
    image = with_own(np.array([[0, 100, 200, 255]], np.uint8))
    kept, matte = count_once(image, own_matte(image))
    np.testing.assert_array_equal(kept, own_matte(image))
    np.testing.assert_array_equal(matte, [[0, 1, 1, 1]])
    kept, matte = count_once(image, np.float32(0.5) * own_matte(image))
    np.testing.assert_allclose(kept * 255, [[0, 50, 100, 127.5]], atol=1e-4)
    np.testing.assert_allclose(matte, [[0, 0.5, 0.5, 0.5]], atol=1e-6)


def test_of_an_opaque_picture_both_are_the_subject() -> None:
    subject = np.random.default_rng(0).random((4, 5), dtype=np.float32)
    kept, matte = count_once(Image(np.zeros((4, 5, 3), np.uint8)), subject)
    assert kept is subject and matte is subject


def test_sizes_must_agree() -> None:
    with pytest.raises(ValueError, match="sizes differ"):
        count_once(with_own(disc(9)), np.zeros((3, 3), np.float32))
