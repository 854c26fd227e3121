"""Hours, weather and seasons as operations: refused indoors, the same outside the mask, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.values import Image, Mask
from overpaint.operations import OPERATIONS
from overpaint.operations.base import CannotDo, Context, Inputs

OUTDOORS = [one for one in OPERATIONS if one.family == "time_season_weather" and one.may_refuse]
RNG = np.random.default_rng(6)
PICTURE = Image(np.clip(np.array([80, 120, 60]) + RNG.normal(0, 10, (90, 120, 3)), 0, 255).astype(np.uint8))


def seen() -> dict[str, Mask]:
    sky, grass = np.zeros((90, 120), np.float32), np.zeros((90, 120), np.float32)
    sky[:40], grass[50:] = 1, 1
    return {"sky": Mask(sky), "grass": Mask(grass), "vegetation": Mask(grass)}


@pytest.mark.parametrize("operation", OUTDOORS, ids=lambda one: one.name)
def test_it_is_refused_where_nothing_shows_that_it_is_outdoors(operation) -> None:
    with pytest.raises(CannotDo):
        operation.apply(Inputs(PICTURE, Mask.whole(PICTURE.size)), operation.params(), Context())


@pytest.mark.parametrize("operation", OUTDOORS, ids=lambda one: one.name)
def test_it_changes_the_mask_only_and_is_the_same_again(operation) -> None:
    values = np.zeros((90, 120), np.float32)
    values[:, :70] = 1
    made = [operation.apply(Inputs(PICTURE, Mask(values), seen=seen()), operation.params(), Context(seed=4)) for _ in range(2)]
    np.testing.assert_array_equal(made[0].pixels, made[1].pixels)
    np.testing.assert_array_equal(made[0].pixels[:, 70:], PICTURE.pixels[:, 70:])
    assert np.any(made[0].pixels != PICTURE.pixels)


@pytest.mark.parametrize("operation", OUTDOORS, ids=lambda one: one.name)
def test_alpha_is_kept(operation) -> None:
    clear = Image(np.dstack([PICTURE.pixels, RNG.integers(0, 256, (90, 120), np.uint8)]))
    made = operation.apply(Inputs(clear, Mask.whole(clear.size), seen=seen()), operation.params(), Context(seed=4))
    np.testing.assert_array_equal(made.pixels[..., 3], clear.pixels[..., 3])
