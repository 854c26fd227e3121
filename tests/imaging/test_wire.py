"""The one polarity switch: alpha 0 on the wire is 1 in a mask."""

from __future__ import annotations

import numpy as np

from overpaint.imaging.values import Mask
from overpaint.imaging.wire import mask_from_alpha, mask_to_alpha

ALL = np.arange(256, dtype=np.uint8).reshape(16, 16)


def test_alpha_zero_means_change_here() -> None:
    values = mask_from_alpha(ALL).values
    assert values[0, 0] == 1.0
    assert values[-1, -1] == 0.0
    np.testing.assert_allclose(values, 1 - ALL / 255, atol=1e-7)


def test_all_values_survive_the_round_trip() -> None:
    np.testing.assert_array_equal(mask_to_alpha(mask_from_alpha(ALL)), ALL)


def test_values_are_rounded() -> None:
    mask = Mask(np.array([[0.0, 0.4999, 0.5001, 1.0]], np.float32))
    assert mask_to_alpha(mask).tolist() == [[255, 128, 127, 0]]
