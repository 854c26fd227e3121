"""What is hidden can't be read again, and nothing beside it changes."""

from __future__ import annotations

import numpy as np
import pytest

from overpaint.imaging.values import Image, Mask
from overpaint.operations import find_operation
from overpaint.operations.base import CannotDo, Context, Inputs

STRIPES = np.where(np.arange(120) // 4 % 2, 255, 0).astype(np.uint8)


def _page() -> tuple[Image, Mask]:
    """Bars four pixels wide, as a line of writing has them; the mask holds a part."""
    pixels = np.repeat(np.tile(STRIPES, (60, 1))[..., None], 3, axis=2)
    values = np.zeros((60, 120), np.float32)
    values[20:40, 30:90] = 1
    return Image(pixels), Mask(values)


def _hidden(style: str) -> tuple[Image, Image]:
    image, mask = _page()
    operation = find_operation("conceal")
    return image, operation.apply(Inputs(image, mask), operation.params.model_validate({"style": style}), Context())


@pytest.mark.parametrize("style", ["blur", "pixelate", "bar"])
def test_no_stripe_is_left(style: str) -> None:
    _, answer = _hidden(style)
    inside = answer.rgb[24:36, 40:80, 0].astype(float)
    assert np.ptp(inside.mean(axis=0)) < 0.2 * 255


@pytest.mark.parametrize("style", ["blur", "pixelate"])
def test_outside_of_it_every_pixel_stays(style: str) -> None:
    image, answer = _hidden(style)
    np.testing.assert_array_equal(answer.pixels[:20], image.pixels[:20])
    np.testing.assert_array_equal(answer.pixels[:, :30], image.pixels[:, :30])


def test_a_whole_picture_is_not_hidden() -> None:
    image, _ = _page()
    operation = find_operation("conceal")
    with pytest.raises(CannotDo, match="nothing_to_hide"):
        operation.apply(Inputs(image, Mask.whole(image.size)), operation.params(), Context())
